/** The days in the metadata of Akoma Ntoso: when a work was adopted, and when its wordings hold. */
import { type PartialDate, parseDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { XmlElement } from '../../platform/tables/xml.ts';
import type { Ending, Provision } from '../model.ts';
import { all, first } from './akoma-ntoso-text.ts';

const commencement = /commence|in.?force|into.?force|entry|effective|vigueur|vigor|efficac/i;
const publication = /publi|gazette/i;

/** The day on which a work was adopted, made or tabled. */
export function adoptedOn(work: XmlElement): PartialDate | undefined {
  const dates = all(work, 'FRBRdate').filter(({ attributes }) => {
    const name = attributes.get('name') ?? '';
    return !commencement.test(name) && !publication.test(name);
  });
  const named = dates.find(({ attributes }) =>
    /enact|adopt|promulg|assent|pass/i.test(attributes.get('name') ?? ''),
  );
  return dateOf((named ?? dates[0])?.attributes.get('date'));
}

export function dateOf(written: string | undefined): PartialDate | undefined {
  try {
    return written ? parseDate(written.slice(0, 10)) : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

type Dates = Pick<Provision, 'from' | 'to' | 'ended' | 'by'>;

/** When wordings hold: by their period, or for those without one by the day on which the document began to. */
export function datesOf(meta: XmlElement, work: XmlElement, kind: 'act' | 'bill') {
  const events = new Map(all(meta, 'eventRef').map((event) => [idOf(event), event]));
  const groups = new Map(all(meta, 'temporalGroup').map((group) => [idOf(group), group]));
  const references = new Map(
    all(meta, 'references').flatMap(({ children }) => children.map((one) => [idOf(one), one] as const)),
  );
  const eventOf = (reference: string | undefined) => events.get(reference?.replace(/^#/, '') ?? '');
  const on = (event: XmlElement | undefined) => dateOf(event?.attributes.get('date'));
  const by = (event: XmlElement | undefined): { readonly by?: string } => {
    const source = references.get(event?.attributes.get('source')?.replace(/^#/, '') ?? '');
    const name = source?.name === 'original' ? undefined : source?.attributes.get('showAs')?.trim();
    return name ? { by: name } : {};
  };

  const ofPeriod = (period: string): Dates | undefined => {
    const intervals = groups
      .get(period.replace(/^#/, ''))
      ?.children.filter(({ name }) => name === 'timeInterval');
    const told =
      intervals?.find(({ attributes }) => /force/i.test(attributes.get('refersTo') ?? '')) ??
      (intervals?.length === 1 ? intervals[0] : undefined);
    const [start, end] = [told?.attributes.get('start'), told?.attributes.get('end')];
    const [begun, ended] = [eventOf(start), eventOf(end)];
    const [from, to] = [on(begun), on(ended)];
    // A duration, an event that is missing, a date that is none: nothing is claimed of it.
    if (
      !told ||
      told.attributes.has('duration') ||
      from === undefined ||
      (end !== undefined && to === undefined)
    )
      return undefined;
    const ending = endingOf(ended);
    return { from, ...(to ? { to, ...(ending ? { ended: ending } : {}) } : {}), ...by(begun) };
  };

  const remarks: string[] = [];
  const begins =
    on(
      [...events.values()].find(({ attributes }) =>
        commencement.test(`${attributes.get('refersTo') ?? ''} ${attributes.get('name') ?? ''}`),
      ),
    ) ??
    dateOf(
      all(work, 'FRBRdate')
        .find(({ attributes }) => commencement.test(attributes.get('name') ?? ''))
        ?.attributes.get('date'),
    );
  const published =
    dateOf(first(meta, 'publication')?.attributes.get('date')) ??
    dateOf(
      all(work, 'FRBRdate')
        .find(({ attributes }) => publication.test(attributes.get('name') ?? ''))
        ?.attributes.get('date'),
    );
  const from = kind === 'bill' ? undefined : (begins ?? published);
  const amendments = [...events.values()].filter(({ attributes }) => attributes.get('type') === 'amendment');
  if (kind === 'act' && begins === undefined && published !== undefined)
    remarks.push(
      `the file names no day of commencement; the day of publication, ${published}, stands for it where an article has no period`,
    );
  if (from !== undefined && amendments.length > 0)
    remarks.push(
      `the file names amendments (${amendments.map((event) => on(event) ?? '?').join(', ')}); check the first day of amended articles that have no period`,
    );
  const ofDocument: Dates = from === undefined ? {} : { from };
  return { ofDocument, ofPeriod, remarks };
}

function endingOf(event: XmlElement | undefined): Ending | undefined {
  const type = event?.attributes.get('type');
  return type === 'repeal' ? 'repealed' : type === 'amendment' ? 'amended' : undefined;
}

export function idOf({ attributes }: XmlElement): string {
  return attributes.get('eId') ?? attributes.get('id') ?? '';
}
