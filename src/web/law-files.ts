/** Addresses of files of law: tables that can be handed in again, and the questionnaire of a State. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { askedState } from '../core/state.ts';
import {
  lawCsv,
  type LawFormat,
  lawSheets,
  type LawTableName,
  lawTables,
  lawTypes,
  lawWorkbook,
} from '../law/formats/laws.ts';
import { questionnaire } from '../law/intake/questionnaire.ts';
import type { Of } from '../law/store.ts';
import { checklist } from '../law/store/checklists.ts';
import type { Read, Record } from '../platform/record.ts';
import { addressOf } from './address.ts';
import type { PageContext } from '../platform/ui.tsx';

interface Door {
  readonly record: Record;
  readonly pageFor: (c: Context) => PageContext;
}

const askedFile = z.templateLiteral([z.enum(lawTables), '.', z.enum(['csv', 'xlsx'])]);

/** Registers the addresses; before those of pages, whose names of checklists would fit them. */
export function lawFileRoutes(app: Hono, { record, pageFor }: Door): void {
  const answer = (c: Context, names: readonly LawTableName[], format: LawFormat, name: string) => {
    const { of, sheets } = record.read((tx) => {
      const narrowed = askedOf(tx, c);
      return { of: narrowed, sheets: lawSheets(tx, names, narrowed) };
    });
    const file = [name, of.state, of.checklist].filter(Boolean).join('-');
    const bytes =
      format === 'csv'
        ? Buffer.concat(sheets.map(lawCsv))
        : lawWorkbook(record, sheets, [['address', addressOf(c).href]]);
    return download(c, bytes, format, file);
  };

  app.get('/law/law.xlsx', (c) => answer(c, lawTables, 'xlsx', 'law'));

  app.get('/law/:file{(?:laws|stages|provisions|assessments)\\.(?:csv|xlsx)}', (c) => {
    const [name, format] = askedFile.parse(c.req.param('file')).split('.') as [LawTableName, LawFormat];
    return answer(c, [name], format, name);
  });

  app.get('/law/questionnaire.xlsx', (c) => {
    const { iso3 } = askedState(c.req.query('state') ?? '');
    const query = new URLSearchParams(c.req.query());
    query.delete('state');
    return c.redirect(`/states/${iso3}/law/questionnaire.xlsx?${query.toString()}`, 303);
  });

  app.get('/states/:iso3/law/questionnaire.xlsx', (c) => {
    const page = pageFor(c);
    const { iso3 } = askedState(c.req.param('iso3'));
    const { id, bytes } = record.read((tx) => {
      const asked = checklist(tx, c.req.query('checklist') ?? '');
      const known = lawSheets(tx, ['laws', 'provisions'], { state: iso3 });
      return {
        id: asked.id,
        bytes: questionnaire({ state: iso3, checklist: asked, day: page.today, known }, page.t),
      };
    });
    return download(c, bytes, 'xlsx', `questionnaire-${iso3}-${id}`);
  });
}

function download(c: Context, bytes: Uint8Array, format: LawFormat, name: string): Response {
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': lawTypes[format],
    'Content-Disposition': `attachment; filename="${name}.${format}"`,
  });
}

/** @throws Problem `state-unknown`, `checklist-unknown` */
function askedOf(tx: Read, c: Context): Of {
  const { state, checklist: id } = c.req.query();
  return {
    ...(state ? { state: askedState(state).iso3 } : {}),
    ...(id ? { checklist: checklist(tx, id).id } : {}),
  };
}
