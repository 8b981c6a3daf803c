/** /import: adding files and commitments from the browser, with a preview, for whoever may (access.ts). */
import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import { addCommitment, commitmentFromFields } from '../commitments/store.ts';
import { type ReadyFile, readOutside, storeOutside } from '../imports.ts';
import type { Record } from '../platform/record.ts';
import { caps } from '../platform/tables/table.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { type Fields, formOf } from './form.ts';
import { ImportPage, type ImportPageProps } from './import-page.tsx';
import type { Gate } from './visitor.ts';

interface ImportDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly pageFor: (c: Context) => PageContext;
}

/** What waits for its person, by an unguessable name: few, and not for long. */
class Waiting<T> {
  readonly #files = new Map<string, { readonly file: T; readonly until: number }>();

  add(file: T, now: number): string {
    for (const [name, { until }] of this.#files) if (until < now) this.#files.delete(name);
    const oldest = this.#files.keys().next().value;
    if (this.#files.size >= 4 && oldest !== undefined) this.#files.delete(oldest);
    const name = randomBytes(18).toString('base64url');
    this.#files.set(name, { file, until: now + 10 * 60_000 });
    return name;
  }

  /** @throws Problem `preview-gone` */
  take(name: string, now: number): T {
    const found = this.#files.get(name);
    this.#files.delete(name);
    if (!found || found.until < now) throw new Problem('preview-gone');
    return found.file;
  }
}

const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Registers the addresses. */
export function importRoutes(app: Hono, { record, now, gate, pageFor }: ImportDoor): void {
  const waiting = new Waiting<ReadyFile>();
  const coloured = new Waiting<Uint8Array>();
  const who = (c: Context, reason: string) => ({ actor: gate.actor(c), reason, at: now().toISOString() });
  const answer = (c: Context, shown: Omit<ImportPageProps, 'page' | 'record'>, status: 200 | 400 = 200) =>
    c.html(render(<ImportPage page={pageFor(c)} record={record} {...shown} />), status);

  const limit = bodyLimit({
    // The file, and room for the other fields of the form.
    maxSize: caps.fileBytes + 100_000,
    onError: (c) => answer(c, { problem: new Problem('table-file-too-large', { cap: caps.fileBytes }) }, 400),
  });

  app.get('/operator', (c) => {
    gate.admitOperator(c);
    return c.redirect('/first', 303);
  });

  app.get('/import', (c) => answer(c, {}));

  app.post('/import', limit, async (c) => {
    let options: Fields = {};
    try {
      const { fields, file: upload } = await formOf(c);
      options = fields;
      if (!upload) throw new Problem('file-not-chosen');
      const file = await readOutside(
        record,
        { name: upload.name, bytes: new Uint8Array(await upload.arrayBuffer()) },
        given(checked(fields), [
          'instrument',
          'asAt',
          'address',
          'source',
          'indicator',
          'decimal',
          'yearStarts',
          'state',
          'session',
          'symbol',
        ]),
        c.req.raw.signal,
      );
      // Whoever has left sees no preview: then none is made, and no file waits.
      c.req.raw.signal.throwIfAborted();
      const report = record.rehearse(file.store);
      if (report.refused.length > 0) {
        const marked = file.marked && coloured.add(file.marked(), now().getTime());
        return await answer(c, { report, options, ...(marked ? { marked } : {}) }, 400);
      }
      return await answer(c, { report, token: waiting.add(file, now().getTime()) });
    } catch (error) {
      if (c.req.raw.signal.aborted) return c.body(null, 400);
      return answer(c, { problem: expected(error), options }, 400);
    }
  });

  app.get('/import/marked/:name', (c) =>
    c.body(new Uint8Array(coloured.take(c.req.param('name'), now().getTime())), 200, {
      'Content-Type': mediaType,
      'Content-Disposition': 'attachment; filename="to-mend.xlsx"',
    }),
  );

  app.post('/import/confirm', limit, async (c) => {
    try {
      const { fields } = await formOf(c);
      const file = waiting.take(fields['token'] ?? '', now().getTime());
      const report = storeOutside(record, file, who(c, fields['reason'] || 'import of a file'));
      return await answer(c, { report, done: true });
    } catch (error) {
      return answer(c, { problem: expected(error) }, 400);
    }
  });

  app.post('/commitments', limit, async (c) => {
    let commitment: Fields = {};
    try {
      commitment = (await formOf(c)).fields;
      const input = commitmentFromFields(checked(commitment));
      const command = {
        kind: 'commitment',
        ...who(c, commitment['reason'] || 'added by hand'),
        citation: input.citation.title,
      };
      const count = record.command(command, (tx) => addCommitment(tx, input)).result;
      const said = pageFor(c).t('import.commitment.added', { id: commitment['id'] ?? '', count });
      return await answer(c, { said });
    } catch (error) {
      return answer(c, { problem: expected(error), commitment }, 400);
    }
  });
}

/** Those of the fields that were filled in. */
function given<Name extends string>(
  fields: Fields,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] ? [[name, fields[name]] as const] : [])),
  ) as { [N in Name]?: string };
}

const webAddress = z.url({ protocol: /^https?$/ });

/** The fields, when their address may stand on a page as a link. @throws Problem `parameter-invalid` */
function checked(fields: Fields): Fields {
  const { address = '' } = fields;
  if (address !== '' && !webAddress.safeParse(address).success)
    throw new Problem('parameter-invalid', {
      name: 'address',
      value: address,
      detail: 'it begins with https:// or http://',
    });
  return fields;
}

/** A fault of the program is none of the page's to tell. */
function expected(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
