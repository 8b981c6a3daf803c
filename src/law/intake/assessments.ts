/**
 * Assessments in a table: a row for each, and a further row with the same names (State, checklist, point, round,
 * coder, role) and without an answer for each further provision or document on which it rests. A row names
 * provisions, or writes one out: its law, article, words and dates.
 */
import { z } from 'zod';
import type { Citation } from '../../core/citation.ts';
import { type Assessment, roles } from '../assessment.ts';
import { endings, type Provision, type ProvisionId } from '../model.ts';
import {
  address,
  answer,
  date,
  day,
  maybe,
  names,
  needed,
  oneOf,
  optional,
  present,
  state,
  verified,
} from './cells.ts';
import { citationIn, textKinds } from './forms.ts';
import { type At, type Cells, type LawTable, parsed, type Placed, type Refuse } from './tables.ts';

const keyColumns = {
  state,
  checklist: needed.transform((text) => text.toLowerCase()),
  point: needed,
  /** Empty for the round that is named after the file. */
  round: z.string(),
  coder: needed,
  role: maybe(oneOf(roles)),
};

const foundColumns = {
  as_of: day,
  answer,
  reasoning: z.string(),
  practice_answer: maybe(answer),
  practice_reasoning: z.string(),
};

const restsOnColumns = {
  provisions: names.transform((ids) => ids as ProvisionId[]),
  law: z.string(),
  article: z.string(),
  text: z.string(),
  text_is: maybe(oneOf(textKinds)),
  from: date,
  to: date,
  ended: maybe(oneOf(endings)),
  by: optional,
  enacted: date,
  source: optional,
  place: optional,
  address,
  source_as_at: date,
  verified,
  practice_source: optional,
  practice_place: optional,
  practice_address: address,
  practice_as_at: date,
  practice_verified: verified,
};

type Key = z.output<z.ZodObject<typeof keyColumns>>;
type RestsOn = z.output<z.ZodObject<typeof restsOnColumns>>;

/** A provision as a row writes it out; `law` is the name, the number or the title of its law. */
export type WrittenOut = Omit<Provision, 'id' | 'law' | 'citation'> & { readonly law: string };

interface Grounds {
  readonly provisions: readonly ProvisionId[];
  readonly writtenOut?: WrittenOut;
  readonly receipts: readonly Citation[];
  readonly practiceReceipts: readonly Citation[];
}

type Found = Pick<Assessment, 'asOf' | 'answer' | 'reasoning'> & {
  readonly practice?: Pick<NonNullable<Assessment['practice']>, 'answer' | 'reasoning'>;
};

/** What a row says: what was found, or for an answer of another row a further provision or document. */
export interface AssessmentRow extends Grounds {
  readonly key: Pick<Assessment, 'state' | 'checklist' | 'point' | 'round' | 'coder' | 'role'>;
  readonly found?: Found;
}

const firstRow = z
  .object({ ...keyColumns, ...foundColumns, ...restsOnColumns })
  .transform((row, context): AssessmentRow => {
    const grounds = groundsIn(row, context);
    const { practice_answer: practice, practice_reasoning: reasoning } = row;
    if (practice === undefined && (grounds.practiceReceipts.length > 0 || reasoning !== ''))
      missing(context, 'practice_answer', 'something is said of practice. Give the answer in practice');
    return {
      key: keyIn(row),
      ...grounds,
      found: {
        asOf: row.as_of,
        answer: row.answer,
        reasoning: row.reasoning,
        ...(practice ? { practice: { answer: practice, reasoning } } : {}),
      },
    };
  });

const furtherRow = z
  .object({
    ...keyColumns,
    reasoning: z.string(),
    practice_answer: z.string(),
    practice_reasoning: z.string(),
    ...restsOnColumns,
  })
  .transform((row, context): AssessmentRow => {
    if (row.reasoning !== '' || row.practice_answer !== '' || row.practice_reasoning !== '')
      missing(
        context,
        'answer',
        'something is said of the point. Give the answer; “not yet assessed” is one',
      );
    return { key: keyIn(row), ...groundsIn(row, context) };
  });

function keyIn({ state: iso3, checklist, point, round, coder, role }: Key): AssessmentRow['key'] {
  return { state: iso3, checklist, point, round, coder, role: role ?? 'coder' };
}

function groundsIn(row: RestsOn, context: z.RefinementCtx): Grounds {
  const { law, article, text, ended, by } = row;
  const isWrittenOut = [law, article, text].some((cell) => cell !== '');
  if (isWrittenOut && law === '') missing(context, 'law', 'an article is given. Name its law');
  if (isWrittenOut && article === '') missing(context, 'article', 'a law is given. Name the article');
  return {
    provisions: row.provisions,
    ...(isWrittenOut
      ? {
          writtenOut: {
            law,
            article,
            text,
            textIs: row.text_is ?? 'paraphrase',
            ...present({ from: row.from, to: row.to, ended, by, enacted: row.enacted }),
          },
        }
      : {}),
    receipts: receiptIn('source', row, context),
    practiceReceipts: receiptIn(
      'practice_source',
      {
        source: row.practice_source,
        place: row.practice_place,
        address: row.practice_address,
        source_as_at: row.practice_as_at,
        verified: row.practice_verified,
      },
      context,
    ),
  };
}

function receiptIn(
  column: string,
  { source, ...rest }: Pick<RestsOn, 'source' | 'place' | 'address' | 'source_as_at' | 'verified'>,
  context: z.RefinementCtx,
): Citation[] {
  if (source !== undefined) return [citationIn({ source, ...rest })];
  if (rest.place !== undefined || rest.address !== undefined)
    missing(context, column, 'a place or an address is given. Name the document');
  return [];
}

function missing(context: z.RefinementCtx, column: string, text: string): void {
  context.addIssue({ code: 'custom', path: [column], message: `is empty, and ${text}` });
}

/** In the order of exports. */
export const assessmentColumns = [
  ...Object.keys(keyColumns),
  'as_of',
  'answer',
  'provisions',
  'reasoning',
  'source',
  'place',
  'address',
  'source_as_at',
  'verified',
  ...Object.keys({ ...foundColumns, ...restsOnColumns }).filter((column) => column.startsWith('practice_')),
];

export const assessmentForm = {
  knownBy: ['state', 'checklist', 'point', 'coder', 'as_of', 'answer'],
  columns: Object.keys({ ...keyColumns, ...foundColumns, ...restsOnColumns }),
};

/** What a form prints for whoever fills it in: a row with nothing else is not filled in. */
const printed: ReadonlySet<string> = new Set([...Object.keys(keyColumns), 'as_of']);

/** The rows of a table that are filled in, and how many are not. */
export function readAssessments(
  table: LawTable,
  refuse: Refuse,
): { readonly rows: readonly Placed<AssessmentRow>[]; readonly empty: number } {
  const all = table.rows(assessmentForm.columns);
  const filled = all.filter(({ value }) =>
    Object.entries(value).some(([column, cell]) => cell !== '' && !printed.has(column)),
  );
  const schemaOf = ({ answer: given }: Cells) => (given === '' ? furtherRow : firstRow);
  return {
    rows: filled.flatMap(({ at, value: cells }) => {
      const value = parsed<AssessmentRow>(schemaOf(cells), cells, at, refuse);
      return value === undefined ? [] : [{ at, value }];
    }),
    empty: all.length - filled.length,
  };
}

/** An assessment with all its rows; the provisions written out in it, and the wording of the point, are still to find. */
export interface Draft {
  readonly at: At;
  /** How many rows it stands in. */
  readonly rows: number;
  readonly assessment: Omit<Assessment, 'wording'>;
  readonly writtenOut: readonly Placed<WrittenOut>[];
}

/** Puts further rows to the row that they belong to; a round that the file does not name bears the name of the file. */
export function draftsOf(rows: readonly Placed<AssessmentRow>[], file: string, refuse: Refuse): Draft[] {
  const named = rows.map(({ at, value }) => {
    const { key } = value;
    return { at, value, key: { ...key, round: key.round || `${key.checklist} ${key.state} ${file}` } };
  });
  return [...Map.groupBy(named, ({ key }) => JSON.stringify(key)).values()].flatMap((group): Draft[] => {
    const [first, ...again] = group.filter(({ value }) => value.found);
    for (const { at } of again)
      refuse(
        at,
        'answer',
        `row ${first?.at.row ?? ''} answers the point already. Leave one out, or its answer`,
      );
    if (!first?.value.found) {
      for (const { at } of group)
        refuse(at, 'answer', 'is empty, and no other row of this coder answers the point. Fill it in');
      return [];
    }
    const { practice, ...found } = first.value.found;
    const receipts = group.flatMap(({ value }) => value.practiceReceipts);
    if (receipts.length > 0 && !practice)
      refuse(first.at, 'practice_answer', 'is empty, and a document on practice is named. Give the answer');
    return [
      {
        at: first.at,
        rows: group.length,
        assessment: {
          ...first.key,
          ...found,
          provisions: [...new Set(group.flatMap(({ value }) => value.provisions))],
          receipts: group.flatMap(({ value }) => value.receipts),
          ...(practice ? { practice: { ...practice, receipts } } : {}),
        },
        writtenOut: group.flatMap(({ at, value }) =>
          value.writtenOut ? [{ at, value: value.writtenOut }] : [],
        ),
      },
    ];
  });
}
