/**
 * The tables in which law comes, each known by its columns. Exports have the same columns in the same order, so that
 * every file can be handed in again.
 */
import { z } from 'zod';
import type { Citation } from '../../core/citation.ts';
import type { PartialDate } from '../../core/date.ts';
import {
  billStages,
  endings,
  type Law,
  type LawId,
  lawKinds,
  type Provision,
  type ProvisionId,
  type Stage,
  translations,
} from '../model.ts';
import type { LegalFamily } from '../store/families.ts';
import {
  address,
  date,
  maybe,
  name,
  names,
  needed,
  oneOf,
  optional,
  present,
  state,
  verified,
} from './cells.ts';

/** A table: the columns by which it is known, and what its rows say. All other columns may be missing. */
export interface Form<T> {
  readonly knownBy: readonly string[];
  readonly columns: readonly string[];
  readonly row: z.ZodType<T>;
}

export const lawId = name.transform((text) => text as LawId);
export const provisionId = name.transform((text) => text as ProvisionId);

/** How the words of a provision are given. */
export const textKinds = ['quotation', 'paraphrase'] as const;

/** The columns of a citation. */
export const cited = { source: needed, place: optional, address, source_as_at: date, verified };

interface Cited {
  readonly source: string;
  readonly place: string | undefined;
  readonly address: string | undefined;
  readonly source_as_at: PartialDate | undefined;
  readonly verified: Citation['standing'];
}

export function citationIn(row: Cited): Citation {
  return {
    title: row.source,
    ...present({ place: row.place, address: row.address, asAt: row.source_as_at }),
    standing: row.verified,
  };
}

const lawColumns = {
  law: lawId,
  state,
  title: needed,
  language: needed.regex(
    /^[a-z]{2,3}$/i,
    'is no code of a language. Write two letters, such as km (ISO 639-1)',
  ),
  title_english: optional,
  number: optional,
  kind: oneOf(lawKinds),
  date,
  address,
  translation: oneOf(translations),
  source: needed,
  place: optional,
  source_address: address,
  source_as_at: date,
  verified,
};

export const lawForm: Form<Law> = {
  knownBy: ['law', 'state', 'title', 'language', 'kind', 'source'],
  columns: Object.keys(lawColumns),
  row: z.object(lawColumns).transform((row) => ({
    id: row.law,
    state: row.state,
    title: row.title,
    language: row.language.toLowerCase(),
    ...present({ titleEnglish: row.title_english, number: row.number, date: row.date, address: row.address }),
    kind: row.kind,
    translation: row.translation,
    stages: [],
    citation: citationIn({ ...row, address: row.source_address }),
  })),
};

export interface StageOfLaw {
  readonly law: LawId;
  readonly stage: Stage;
}

const stageColumns = { law: lawId, stage: oneOf(billStages), date, ...cited };

export const stageForm: Form<StageOfLaw> = {
  knownBy: ['law', 'stage', 'source'],
  columns: Object.keys(stageColumns),
  row: z.object(stageColumns).transform((row) => ({
    law: row.law,
    stage: { stage: row.stage, ...present({ date: row.date }), citation: citationIn(row) },
  })),
};

const provisionColumns = {
  provision: provisionId,
  law: lawId,
  article: needed,
  text: needed,
  text_is: oneOf(textKinds),
  from: date,
  to: date,
  ended: maybe(oneOf(endings)),
  by: optional,
  enacted: date,
  ...cited,
};

export const provisionForm: Form<Provision> = {
  knownBy: ['provision', 'law', 'article', 'text', 'source'],
  columns: Object.keys(provisionColumns),
  row: z.object(provisionColumns).transform((row) => ({
    id: row.provision,
    law: row.law,
    article: row.article,
    text: row.text,
    textIs: row.text_is,
    ...present({ from: row.from, to: row.to, ended: row.ended, enacted: row.enacted, by: row.by }),
    citation: citationIn(row),
  })),
};

const familyColumns = { state, family: names, ...cited };

export const familyForm: Form<LegalFamily> = {
  knownBy: ['state', 'family', 'source'],
  columns: Object.keys(familyColumns),
  row: z.object(familyColumns).transform((row, context) => {
    if (row.family.length === 0)
      context.addIssue({ code: 'custom', path: ['family'], message: 'is empty. Fill it in' });
    return {
      state: row.state,
      families: row.family.map((one) => one.toLowerCase()),
      citation: citationIn(row),
    };
  }),
};
