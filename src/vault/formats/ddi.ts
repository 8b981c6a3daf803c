/** DDI Codebook 2.5: variables and code lists for archives and catalogues of statistics. */
import { escapeXml } from '../../platform/tables/xml.ts';
import type { Release } from '../../statistics/release.ts';
import type { Codebook, Variable } from '../codebook.ts';
import { dimensionId } from '../plan.ts';

const namespace = 'ddi:codebook:2_5';

export function ddi(
  codebook: Codebook,
  variables: readonly Variable[],
  { title, name, created, resources, plumbline }: Release,
): string {
  const { unit, period, source, state, completeness, legalBasis } = codebook;
  return `<?xml version="1.0" encoding="UTF-8"?>
${element('codeBook', { xmlns: namespace, version: '2.5', ID: name, 'xml:lang': 'en' }, [
  element('stdyDscr', {}, [
    element('citation', {}, [
      element('titlStmt', {}, [element('titl', {}, title), element('IDNo', {}, name)]),
      element('rspStmt', {}, [element('AuthEnty', {}, source)]),
      element('distStmt', {}, [element('distDate', { date: created }, created)]),
      element('biblCit', {}, plumbline.citation),
    ]),
    element('stdyInfo', {}, [
      element('abstract', {}, plumbline.measure.name),
      element('sumDscr', {}, [
        element('timePrd', { event: 'start', date: period.from }, period.from),
        element('timePrd', { event: 'end', date: period.to }, period.to),
        element('nation', { abbr: state }, state),
        element('anlyUnit', {}, unit),
        element('dataKind', {}, 'aggregate data'),
      ]),
      ...plumbline.caveats.map((caveat) => element('notes', {}, caveat)),
    ]),
    element('method', {}, [element('dataColl', {}, [element('collSitu', {}, completeness)])]),
    element('dataAccs', {}, [element('useStmt', {}, [element('restrctn', {}, legalBasis)])]),
  ]),
  ...resources.map(({ name: id, path, title: label }) =>
    element('fileDscr', { ID: id }, [
      element('fileTxt', {}, [element('fileName', {}, path), element('fileCont', {}, label)]),
    ]),
  ),
  element('dataDscr', {}, variables.map(variable)),
])}`;
}

function variable(one: Variable): string {
  return element('var', { ID: `v-${one.name}`, name: dimensionId(one) }, [
    element('labl', {}, one.label),
    ...one.codes.map(({ code, label, meaning }) =>
      element('catgry', meaning ? { missing: 'Y' } : {}, [
        element('catValu', {}, code),
        element('labl', {}, label),
      ]),
    ),
  ]);
}

/** @param content a text, or elements that are ready */
function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly string[],
): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(value)}"`)];
  if (typeof content === 'string') return `<${start.join(' ')}>${escapeXml(content)}</${name}>\n`;
  return `<${start.join(' ')}>\n${content.join('')}</${name}>\n`;
}
