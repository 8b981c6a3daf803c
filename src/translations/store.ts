/** The SQL of translations. What waits is no part of what pages show; what was approved is, as long as it fits. */
import { type LocalText, type TargetLanguage, targetLanguages } from '../core/text.ts';
import { Problem } from '../core/problem.ts';
import { citationId, citations } from '../evidence/store.ts';
import type { Visitor } from '../platform/rights.ts';
import type { Read, Write } from '../platform/record.ts';
import {
  askedText,
  checkedTranslation,
  keyOf,
  mayApprove,
  type ProposalId,
  type ProposedTranslation,
  sameWords,
  type SourceText,
  type TextId,
  type Translation,
  type Verdict,
} from './model.ts';
import { shippedTranslations } from './reference.ts';

export { migrations } from './tables.ts';

interface TranslationRow extends TextId {
  readonly language: TargetLanguage;
  readonly original: string;
  readonly text: string;
}

type ByText = ReadonlyMap<string, { readonly [L in TargetLanguage]?: readonly Translation[] }>;

/** All that was approved, by text and language, the oldest first; remembered until the record changes. */
function approved(tx: Read): ByText {
  return tx.cached('approved translations', (read) => {
    const known = citations(read);
    const rows = read.all<TranslationRow & { readonly citation: number; readonly at: string }>(
      'SELECT t.*, a.at FROM translation t JOIN audit a ON a.seq = t.entry ORDER BY t.id',
    );
    const of = ({ original, text, at, citation: id }: (typeof rows)[number]): Translation => {
      const citation = known.get(id);
      if (!citation) throw new Error(`citation ${id} is not in the record`);
      return { of: original, text, standing: 'approved', citation, at };
    };
    return new Map(
      [...Map.groupBy(rows, keyOf)].map(([key, all]) => [
        key,
        Object.fromEntries(
          targetLanguages.map((language) => [
            language,
            all.filter((row) => row.language === language).map(of),
          ]),
        ),
      ]),
    );
  });
}

/**
 * For a part that shows names: in which languages these words of a text can be shown. What somebody approved stands
 * above what came with the program; a translation of other words is not shown.
 * @returns a function, so that a part asks the record once for all of its texts
 */
export function translatedWords(tx: Read): (id: TextId, en: string) => Omit<LocalText, 'en'> {
  const shown = shownTranslations(tx);
  return (id, en) =>
    Object.fromEntries([...shown(id, en)].map(([language, { text }]) => [language, text] as const));
}

/** As `translatedWords`, with where each comes from. */
export function shownTranslations(
  tx: Read,
): (id: TextId, en: string) => ReadonlyMap<TargetLanguage, Translation> {
  const people = approved(tx);
  return (id, en) =>
    new Map(
      targetLanguages.flatMap((language) => {
        const last = known(people, keyOf(id), language).findLast((each) => each.of === en);
        return last ? [[language, last] as const] : [];
      }),
    );
}

/** Texts as parts tell them, with what ships beside them and what was approved since. */
export function withTranslations(tx: Read, texts: readonly SourceText[]): SourceText[] {
  const people = approved(tx);
  return texts.map((text) => ({
    ...text,
    translations: Object.fromEntries(
      targetLanguages.map((language) => [
        language,
        [...(text.translations[language] ?? []), ...known(people, keyOf(text), language)],
      ]),
    ),
  }));
}

/** What people approved comes last: it stands above files. */
function known(people: ByText, key: string, language: TargetLanguage): readonly Translation[] {
  const shipped = shippedTranslations().get(key) ?? [];
  return [
    ...shipped.filter((each) => each.language === language).map(({ translation }) => translation),
    ...(people.get(key)?.[language] ?? []),
  ];
}

/** What waits in a language, the oldest first. */
export function waiting(tx: Read, language: TargetLanguage): ProposedTranslation[] {
  return tx
    .all<
      TranslationRow & {
        readonly id: ProposalId;
        readonly author: string;
        readonly by: string;
        readonly at: string;
      }
    >(
      `SELECT p.*, a.actor AS by, a.at FROM translation_proposal p JOIN audit a ON a.seq = p.entry
       WHERE p.language = ? AND NOT EXISTS (SELECT 1 FROM translation_decision d WHERE d.proposal = p.id)
       ORDER BY p.id`,
      language,
    )
    .map(({ id, collection, thing, field, original, text, author, by, at }) => ({
      id,
      collection,
      thing,
      field,
      language,
      of: original,
      text,
      author,
      by,
      at,
    }));
}

/** @throws Problem `not-found`, also for one that was decided */
export function waitingProposal(tx: Read, language: TargetLanguage, id: number): ProposedTranslation {
  const found = waiting(tx, language).find((each) => each.id === id);
  if (!found) throw new Problem('not-found', { what: `/languages/${language}/proposals/${id}` });
  return found;
}

/**
 * Proposes a translation.
 * @param given.of the English words that the translator had before them
 * @throws Problem as `checkedTranslation`
 */
export function proposeTranslation(
  tx: Write,
  author: string,
  text: SourceText,
  { language, ...given }: { readonly language: TargetLanguage; readonly of: string; readonly text: string },
): void {
  const { collection, thing, field, en } = text;
  const words = checkedTranslation(text, language, given);
  tx.insert('translation_proposal', {
    collection,
    thing,
    field,
    language,
    original: en,
    text: words,
    author,
  });
}

/**
 * Notes what became of a proposal; an approved one is shown from then on.
 * @param texts all texts as they stand
 * @throws Problem `not-allowed`; `translation-outdated` where the English has changed since it was proposed
 */
export function decideTranslation(
  tx: Write,
  by: Visitor,
  proposed: ProposedTranslation,
  decision: {
    readonly verdict: Verdict;
    readonly note: string;
    readonly texts: readonly SourceText[];
  },
): void {
  const { verdict, note, texts } = decision;
  if (verdict === 'withdrawn' ? by.account !== proposed.author : !mayApprove(by, proposed))
    throw new Problem('not-allowed');
  tx.insert('translation_decision', { proposal: proposed.id, verdict, note });
  if (verdict !== 'approved') return;
  const { id, collection, thing, field, language, of, text } = proposed;
  if (!sameWords(askedText(texts, proposed).en, of)) throw new Problem('translation-outdated');
  tx.insert('translation', {
    collection,
    thing,
    field,
    language,
    original: of,
    text,
    proposal: id,
    citation: citationId(tx, {
      title: `Translation by ${proposed.by}, approved by ${by.name ?? ''}`,
      standing: 'verified',
    }),
  });
}
