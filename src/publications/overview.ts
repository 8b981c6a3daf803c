/**
 * The Country Overview: what the record holds of a State, in plain sentences and tables, each statement with
 * its sources. What the record does not hold is said, never made up. Pure: the same material gives the same
 * publication. The order of sections follows the published series (reference: structure of ECPAT Country
 * Overviews).
 */
import { nameOfGroup } from '../core/state-group.ts';
import type { Citation } from '../core/citation.ts';
import { stateName } from '../core/state.ts';
import { countStandings, type Standing } from '../commitments/model.ts';
import type { Translate } from '../platform/messages.ts';
import type { Block, Publication } from './model.ts';
import { glanceOfNumbers, numberBlocks, type NumberMaterial } from './numbers.ts';
import {
  type CommitmentMaterial,
  commitmentSection,
  type InstrumentMaterial,
  standingSentence,
} from './promised.ts';
import { cite, labels, speech, text, type Words } from './words.ts';

/** All that goes into one overview, gathered from the record (store.ts). */
export interface OverviewMaterial extends CommitmentMaterial {
  readonly numbers: NumberMaterial;
  readonly software: string;
  /** A drawing of where the State lies (SVG). */
  readonly map: string;
}

/** The Country Overview as a publication. */
export function countryOverview(material: OverviewMaterial, t: Translate): Publication {
  const words: Words = { ...speech(t), state: stateName(material.state, t.language).text };
  return {
    title: t('overview.title', { state: words.state }),
    subtitle: t('overview.subtitle'),
    language: t.language,
    asOf: material.asOf,
    software: material.software,
    labels: labels(t),
    blocks: [
      ...about(material, words),
      ...glance(material, words),
      ...introduction(material, words),
      ...context(material, words),
      ...commitmentSection(material, words),
      ...response(words),
      ...participation(words),
      ...action(material, words),
      ...acronyms(material, words),
    ],
  };
}

function about({ asOf, software }: OverviewMaterial, { t, heading, paragraph, date, state }: Words): Block[] {
  return [
    heading(1, 'overview.about'),
    paragraph('overview.about.record', { state, date: date(asOf), software }),
    paragraph('overview.about.honesty', { nothing: t('overview.nothing') }),
    ...(t.language === 'en' ? [] : [paragraph('overview.about.language')]),
    paragraph('overview.about.cite', { state, year: asOf.slice(0, 4), date: date(asOf), software }),
  ];
}

function glance(
  { instruments, asked, reviews, asOf, map, numbers }: OverviewMaterial,
  words: Words,
): Block[] {
  const { t, heading, paragraph, say, state, date } = words;
  const loaded = instruments.filter(({ standing }) => standing.kind !== 'not loaded');
  const bound = loaded.filter(({ standing }) => standing.kind === 'party');
  const count = countStandings(instruments.map(({ standing }) => standing));
  const key = instruments.find(({ instrument }) => instrument.id === 'OPSC');
  const next = reviews.find((review) => review.ends >= asOf);
  return [
    heading(1, 'overview.glance'),
    {
      kind: 'statement',
      runs: [
        ...say(
          'overview.glance.bound',
          { state, date: date(asOf), bound: count.party, loaded: count.loaded, unverified: count.unverified },
          sourcesOf(bound),
        ),
        ...(key ? [...text(' '), ...standingSentence(key, words)] : []),
      ],
    },
    {
      kind: 'figure',
      svg: map,
      alt: t('map.locator', { state }),
      caption: say('overview.glance.map', { state }),
    },
    {
      kind: 'table',
      caption: say('overview.glance.table', { state, date: date(asOf) }),
      columns: [
        { header: t('overview.column.instrument'), content: 'text' },
        { header: t('overview.column.standing'), content: 'text' },
        { header: t('overview.column.since'), content: 'text' },
      ],
      rows: loaded.map((material) => [
        text(material.instrument.short),
        [
          { kind: 'text', text: t(`standing.${material.standing.kind}`) },
          ...cite(material.standing.row ? [material.standing.row.citation] : []),
        ],
        text(dateOfStanding(material.standing, words)),
      ]),
    },
    next
      ? paragraph('overview.glance.review', { state, session: next.session, date: date(next.starts) }, [
          next.citation,
        ])
      : paragraph('overview.glance.noReview', { state }),
    paragraph('overview.glance.asked', { state, count: asked.inAll, sec: asked.found.length }),
    ...glanceOfNumbers(numbers, words),
    paragraph('overview.glance.numbers', { nothing: t('overview.nothing') }),
  ];
}

/** The date that matters for a standing: of the act for a party, of signature for a signatory. */
function dateOfStanding({ kind, row }: Standing, { date }: Words): string {
  if (kind === 'party' || kind === 'withdrawn') return row?.acted ? date(row.acted) : '';
  return kind === 'signed' && row?.signed ? date(row.signed) : '';
}

function introduction(
  { state: { regionalGroup, region, standing, lists } }: OverviewMaterial,
  words: Words,
): Block[] {
  const { t, heading, paragraph, state, local } = words;
  return [
    heading(1, 'overview.introduction'),
    paragraph(`overview.introduction.${standing}`, { state, region: local(nameOfGroup(region)) }, [
      codesCitation,
    ]),
    ...(regionalGroup
      ? [
          paragraph('overview.introduction.group', { state, group: local(nameOfGroup(regionalGroup)) }, [
            groupsCitation,
          ]),
        ]
      : []),
    ...lists.map((list) => paragraph(`overview.introduction.${list}`, { state }, [codesCitation])),
    paragraph('overview.empty.introduction', { nothing: t('overview.nothing') }),
  ];
}

const codesCitation: Citation = {
  title: 'UN Statistics Division, Standard country or area codes for statistical use (M49)',
  address: 'https://unstats.un.org/unsd/methodology/m49/',
  standing: 'unverified',
};
const groupsCitation: Citation = {
  title: 'UPR Info, list of States by UN regional group',
  standing: 'unverified',
};

function context({ numbers }: OverviewMaterial, words: Words): Block[] {
  const { t, heading, paragraph } = words;
  const manifestations = ['prostitution', 'online', 'trafficking', 'travel', 'marriage'] as const;
  return [
    heading(1, 'overview.context'),
    paragraph('overview.context.note'),
    ...numberBlocks(numbers, words),
    ...manifestations.flatMap((name) => [
      heading(2, `overview.context.${name}`),
      paragraph('overview.empty.context', { nothing: t('overview.nothing') }),
    ]),
  ];
}

function response({ t, heading, paragraph }: Words): Block[] {
  const parts = ['coordination', 'prevention', 'justice', 'recovery', 'private'] as const;
  return [
    heading(1, 'overview.response'),
    ...parts.flatMap((name) => [
      heading(2, `overview.response.${name}`),
      paragraph('overview.empty.response', { nothing: t('overview.nothing') }),
    ]),
  ];
}

function participation({ t, heading, paragraph }: Words): Block[] {
  return [
    heading(1, 'overview.participation'),
    paragraph('overview.empty.participation', { nothing: t('overview.nothing') }),
  ];
}

/** What the record itself leaves open. Recommendations are for people to write. */
function action({ instruments, reportStandings }: OverviewMaterial, words: Words): Block[] {
  const { heading, paragraph, say, state, date } = words;
  const open = instruments.filter(({ standing }) =>
    ['none', 'signed', 'not party', 'withdrawn'].includes(standing.kind),
  );
  const short = (id: string) =>
    instruments.find(({ instrument }) => instrument.id === id)?.instrument.short ?? id;
  const items = [
    ...open.map(({ instrument, standing }) =>
      say(
        `overview.open.${standing.kind === 'signed' ? 'signed' : 'none'}`,
        { state, instrument: instrument.short },
        standing.row ? [standing.row.citation] : [],
      ),
    ),
    ...reportStandings.map((row) =>
      say(
        'overview.open.report',
        { instrument: short(row.instrument), statement: row.statement, date: date(row.asAt) },
        [row.citation],
      ),
    ),
  ];
  return [
    heading(1, 'overview.action'),
    paragraph('overview.action.note'),
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : [paragraph('overview.action.none')]),
  ];
}

function acronyms({ instruments }: OverviewMaterial, { heading, local }: Words): Block[] {
  const used = instruments
    .filter(({ instrument }) => instrument.short !== instrument.title.value)
    .toSorted((a, b) => (a.instrument.short < b.instrument.short ? -1 : 1));
  return [
    heading(1, 'overview.acronyms'),
    {
      kind: 'list',
      items: used.map(({ instrument }) => [
        { kind: 'strong', text: instrument.short },
        { kind: 'text', text: `: ${local(instrument.name)}` },
        ...cite([instrument.title.citation]),
      ]),
    },
  ];
}

function sourcesOf(materials: readonly InstrumentMaterial[]): Citation[] {
  const found = new Map<string, Citation>();
  for (const { standing } of materials)
    if (standing.row) found.set(JSON.stringify(standing.row.citation), standing.row.citation);
  return [...found.values()];
}
