/** Languages in the browser: pages, files, and what translators send. Who may come: access.ts. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '../core/problem.ts';
import { type TargetLanguage, targetLanguages } from '../core/text.ts';
import type { Record } from '../platform/record.ts';
import type { Turns } from '../platform/turns.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { textsFile } from '../translations/formats.ts';
import { type FileRead, readTexts } from '../translations/intake.ts';
import { askedTarget, askedText, keyOf, pathOf, type TextId, verdicts } from '../translations/model.ts';
import { decideTranslation, proposeTranslation, waiting, waitingProposal } from '../translations/store.ts';
import { languagesPage } from '../translations/views/coverage.tsx';
import type { Handed } from '../translations/views/file.tsx';
import { askedTexts, textsPage } from '../translations/views/list.tsx';
import { type OneText, textPage } from '../translations/views/text.tsx';
import { addressOf } from './address.ts';
import { type Fields, formOf } from './form.ts';
import { allTexts } from './texts.ts';
import type { Gate } from './visitor.ts';

interface LanguageDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly turns: Turns;
  readonly pageFor: (c: Context) => PageContext;
}

/** Room for all texts with their translations, and no more. */
const mostFileBytes = 5_000_000;
const mostFormBytes = 100_000;

/** /languages */
export function shownLanguages(page: PageContext, record: Record) {
  const waits = targetLanguages.flatMap((language) => waitingFor(page, record, language));
  return languagesPage(page, { texts: allTexts(record), waiting: waits });
}

/** /languages/fr */
export function shownTexts(page: PageContext, record: Record, language: TargetLanguage, handed?: Handed) {
  return textsPage(page, {
    texts: allTexts(record),
    language,
    waiting: waitingFor(page, record, language),
    ...(handed ? { handed } : {}),
  });
}

/** /languages/texts/checklists/sec-law:2/subject @throws Problem `not-found` */
export function shownText(
  page: PageContext,
  record: Record,
  id: { readonly [part in keyof TextId]: string },
  refused?: OneText['refused'],
) {
  const text = askedText(allTexts(record), id);
  return textPage(page, {
    text,
    waiting: targetLanguages
      .flatMap((language) => waitingFor(page, record, language))
      .filter((proposed) => keyOf(proposed) === keyOf(text)),
    ...(refused ? { refused } : {}),
  });
}

function waitingFor({ visitor }: PageContext, record: Record, language: TargetLanguage) {
  return visitor.translates(language) ? record.read((tx) => waiting(tx, language)) : [];
}

/** Registers the addresses of files and forms. */
export function languageRoutes(app: Hono, { record, now, gate, turns, pageFor }: LanguageDoor): void {
  const limit = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: () => {
        throw new Problem('form-unreadable');
      },
    });
  const change = (c: Context, reason: string, citation: string) => ({
    kind: 'translation',
    actor: gate.actor(c),
    reason,
    citation,
    at: now().toISOString(),
  });
  const author = (c: Context): string => {
    const { account } = gate.visitor(c);
    if (account === undefined) throw new Problem('not-allowed');
    return account;
  };

  app.get('/languages/:language/texts.csv', (c) => {
    const language = askedTarget(c.req.param('language'));
    const texts = askedTexts(addressOf(c).searchParams, allTexts(record), language);
    return c.body(textsFile(texts, language), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="texts-${language}.csv"`,
    });
  });

  app.post('/languages/:language/texts/:collection/:thing/:field', limit(mostFormBytes), async (c) => {
    const language = askedTarget(c.req.param('language'));
    const text = askedText(allTexts(record), c.req.param());
    let fields: Fields = {};
    try {
      fields = (await formOf(c)).fields;
      const { english: of = '', translation = '' } = fields;
      await turns.take(() => {
        record.command(change(c, `translation of ${keyOf(text)}`, 'typed by its translator'), (tx) =>
          proposeTranslation(tx, author(c), text, { language, of, text: translation }),
        );
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const refused = { language, problem: error, translation: fields['translation'] ?? '' };
      return c.html(render(shownText(pageFor(c), record, text, refused)), 400);
    }
    return c.redirect(`${pageFor(c).href(pathOf(text))}#${language}`, 303);
  });

  app.post('/languages/:language/proposals/:id{[0-9]+}', limit(mostFormBytes), async (c) => {
    const language = askedTarget(c.req.param('language'));
    const { fields } = await formOf(c);
    const verdict = verdicts.find((each) => each === fields['do']);
    const proposed = record.read((tx) => waitingProposal(tx, language, Number(c.req.param('id'))));
    if (!verdict) throw new Problem('form-unreadable');
    try {
      await turns.take(() => {
        const texts = allTexts(record);
        record.command(
          change(c, `translation, proposal ${proposed.id} ${verdict}`, `proposed by ${proposed.by}`),
          (tx) => {
            // Somebody may have decided while this one waited for its turn.
            const still = waitingProposal(tx, language, proposed.id);
            decideTranslation(tx, gate.visitor(c), still, { verdict, note: fields['note'] ?? '', texts });
          },
        );
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'translation-outdated') throw error;
      const refused = { language, problem: error, translation: proposed.text };
      return c.html(render(shownText(pageFor(c), record, proposed, refused)), 400);
    }
    return c.redirect(`${pageFor(c).href(pathOf(proposed))}#${language}`, 303);
  });

  app.post('/languages/:language/import', limit(mostFileBytes), async (c) => {
    const language = askedTarget(c.req.param('language'));
    const answer = (handed: Handed) =>
      c.html(render(shownTexts(pageFor(c), record, language, handed)), handed.kind === 'taken' ? 200 : 400);
    try {
      const { file } = await formOf(c);
      if (!file) throw new Problem('file-not-chosen');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const read = readTexts({ name: file.name, bytes }, allTexts(record), language);
      if (read.refused.length > 0) return answer({ kind: 'rows refused', rows: read.refused });
      await turns.take(() => {
        record.command(change(c, `a file of translations into ${language}`, file.name), (tx) => {
          propose(tx, author(c), language, read);
        });
      });
      return answer({ kind: 'taken', filled: read.filled.length, unchanged: read.unchanged });
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'not-allowed') throw error;
      return answer({ kind: 'not read', problem: error });
    }
  });
}

function propose(
  tx: Parameters<typeof proposeTranslation>[0],
  author: string,
  language: TargetLanguage,
  { filled }: FileRead,
): void {
  for (const { text, of, translation } of filled)
    proposeTranslation(tx, author, text, { language, of, text: translation });
}
