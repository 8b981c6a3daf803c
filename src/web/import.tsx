/** /import: adding files and commitments from the browser, with a preview, for whoever may (access.ts). */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import { addCommitment, commitmentFromFields } from '../commitments/store.ts';
import type { Record } from '../platform/record.ts';
import { caps } from '../platform/tables/table.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { type Fields, formOf } from './form.ts';
import { type ImportEnd, type ImportJob, ImportJobs } from './import-jobs.ts';
import { ImportJobPage, ImportPage, type ImportPageProps, jobPath } from './import-page.tsx';
import type { Gate } from './visitor.ts';
import type { Turns } from '../platform/turns.ts';

interface ImportDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly pageFor: (c: Context) => PageContext;
  readonly turns: Turns;
  /** See `WebOptions`. */
  readonly patience: number | undefined;
}

/** What a person can say of a file. */
const optionNames = [
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
] as const;

const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Registers the addresses. */
export function importRoutes(app: Hono, { record, now, gate, pageFor, turns, patience }: ImportDoor): void {
  const jobs = new ImportJobs(record, turns, () => now().getTime(), patience);
  const who = (c: Context, reason: string) => ({ actor: gate.actor(c), reason, at: now().toISOString() });
  const answer = (c: Context, shown: Omit<ImportPageProps, 'page' | 'record'>, status: 200 | 400 = 200) =>
    c.html(render(<ImportPage page={pageFor(c)} record={record} {...shown} />), status);
  /** How a job ended, or how far it is. */
  const shown = (c: Context, job: ImportJob, end: ImportEnd | undefined, options?: Fields) => {
    if (!end) return c.html(render(<ImportJobPage page={pageFor(c)} job={job} />));
    const given = options ? { options } : {};
    if (end.kind === 'previewed') return answer(c, { report: end.report, token: end.token });
    if (end.kind === 'stored') return answer(c, { report: end.report, done: true });
    if (end.kind === 'cancelled') return answer(c, { said: pageFor(c).t('import.job.cancelled') });
    return answer(c, { ...end, ...given }, 400);
  };

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
    const { signal } = c.req.raw;
    let options: Fields = {};
    try {
      const { fields, file: upload } = await formOf(c);
      options = fields;
      if (!upload) throw new Problem('file-not-chosen');
      const bytes = new Uint8Array(await upload.arrayBuffer());
      const said = given(checked(fields), optionNames);
      // Whoever has left sees no preview: then none is made, and no file waits.
      signal.throwIfAborted();
      const job = jobs.preview({ file: { name: upload.name, bytes }, options: said });
      signal.addEventListener('abort', job.cancel, { once: true });
      const end = await jobs.seen(job);
      signal.removeEventListener('abort', job.cancel);
      signal.throwIfAborted();
      return end ? await shown(c, job, end, options) : c.redirect(pageFor(c).href(jobPath(job)), 303);
    } catch (error) {
      if (signal.aborted) return c.body(null, 400);
      return answer(c, { problem: expected(error), options }, 400);
    }
  });

  app.get('/import/marked/:name', (c) =>
    c.body(new Uint8Array(jobs.coloured(c.req.param('name'))), 200, {
      'Content-Type': mediaType,
      'Content-Disposition': 'attachment; filename="to-mend.xlsx"',
    }),
  );

  app.post('/import/confirm', limit, async (c) => {
    try {
      const { fields } = await formOf(c);
      const job = jobs.store(fields['token'] ?? '', who(c, fields['reason'] || 'import of a file'));
      const end = await jobs.seen(job);
      return end ? await shown(c, job, end) : c.redirect(pageFor(c).href(jobPath(job)), 303);
    } catch (error) {
      return answer(c, { problem: expected(error) }, 400);
    }
  });

  app.get('/import/jobs/:name', async (c) => {
    try {
      const job = jobs.job(c.req.param('name'));
      return await shown(c, job, await jobs.seen(job));
    } catch (error) {
      return answer(c, { problem: expected(error) }, 400);
    }
  });

  app.post('/import/jobs/:name/cancel', limit, async (c) => {
    try {
      const job = jobs.job(c.req.param('name'));
      job.cancel();
      return await shown(c, job, await job.end);
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
      const count = await turns.take(() => record.command(command, (tx) => addCommitment(tx, input)).result);
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
