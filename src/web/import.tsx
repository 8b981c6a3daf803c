/** /import: adding files and commitments from the browser, with a preview, for whoever may (operator.ts). */
import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '../core/problem.ts';
import { addCommitment, commitmentFromFields } from '../commitments/store.ts';
import { allInstruments } from '../commitments/views/shared.tsx';
import { type ImportOptions, type ReadyFile, readOutside, storeOutside } from '../imports.ts';
import type { ImportReport, RowNote } from '../platform/imports.ts';
import { problemKey } from '../platform/messages.ts';
import type { Record } from '../platform/record.ts';
import { caps } from '../platform/tables/table.ts';
import { Notice, type OnPage, Page, type PageContext, render } from '../platform/ui.tsx';
import { admit, requireOperator } from './operator.ts';

interface ImportDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly operatorKey: string;
  readonly pageFor: (c: Context) => PageContext;
}

/** Files read and waiting for "yes", by an unguessable name; few, and not for long. */
class Waiting {
  readonly #files = new Map<string, { readonly file: ReadyFile; readonly until: number }>();

  add(file: ReadyFile, now: number): string {
    for (const [name, { until }] of this.#files) if (until < now) this.#files.delete(name);
    const oldest = this.#files.keys().next().value;
    if (this.#files.size >= 4 && oldest !== undefined) this.#files.delete(oldest);
    const name = randomBytes(18).toString('base64url');
    this.#files.set(name, { file, until: now + 10 * 60_000 });
    return name;
  }

  /** @throws Problem `preview-gone` */
  take(name: string, now: number): ReadyFile {
    const found = this.#files.get(name);
    this.#files.delete(name);
    if (!found || found.until < now) throw new Problem('preview-gone');
    return found.file;
  }
}

/** Registers the addresses. */
export function importRoutes(app: Hono, { record, now, operatorKey, pageFor }: ImportDoor): void {
  const waiting = new Waiting();
  const limit = bodyLimit({
    maxSize: caps.fileBytes + 100_000,
    onError: () => {
      throw new Problem('table-file-too-large', { cap: caps.fileBytes });
    },
  });
  const who = (reason: string) => ({ actor: 'operator, in the browser', reason, at: now().toISOString() });

  app.get('/operator', (c) => {
    admit(c, operatorKey);
    return c.redirect('/import', 303);
  });

  app.get('/import', (c) => {
    requireOperator(c, operatorKey);
    return c.html(render(<ImportPage page={pageFor(c)} record={record} />));
  });

  app.post('/import', limit, async (c) => {
    requireOperator(c, operatorKey);
    const page = pageFor(c);
    const form = await c.req.parseBody();
    const given = (name: string) =>
      typeof form[name] === 'string' && form[name] !== '' ? { [name]: form[name] } : {};
    const options: ImportOptions = { ...given('instrument'), ...given('asAt'), ...given('address') };
    try {
      const upload = form['file'];
      if (!(upload instanceof File) || upload.size === 0) throw new Problem('file-missing', { file: '' });
      const file = await readOutside(
        record,
        { name: upload.name, bytes: new Uint8Array(await upload.arrayBuffer()) },
        options,
      );
      const report = record.rehearse(file.store);
      const token = report.refused.length === 0 ? waiting.add(file, now().getTime()) : undefined;
      return c.html(
        render(<ImportPage page={page} record={record} report={report} {...(token ? { token } : {})} />),
        token ? 200 : 400,
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.html(render(<ImportPage page={page} record={record} problem={error} />), 400);
    }
  });

  app.post('/import/confirm', async (c) => {
    requireOperator(c, operatorKey);
    const form = await c.req.parseBody();
    const file = waiting.take(String(form['token'] ?? ''), now().getTime());
    const report = storeOutside(record, file, who(String(form['reason'] ?? '') || 'import of a file'));
    return c.html(render(<ImportPage page={pageFor(c)} record={record} report={report} done />));
  });

  app.post('/commitments', async (c) => {
    requireOperator(c, operatorKey);
    const page = pageFor(c);
    const form = Object.fromEntries(
      Object.entries(await c.req.parseBody()).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.trim() : '',
      ]),
    );
    try {
      const input = commitmentFromFields(form);
      const command = {
        kind: 'commitment',
        ...who(form['reason'] || 'added by hand'),
        citation: input.citation.title,
      };
      const added = record.command(command, (tx) => addCommitment(tx, input)).result;
      return c.html(
        render(
          <ImportPage
            page={page}
            record={record}
            said={page.t('import.commitment.added', { id: form['id'] ?? '', count: added })}
          />,
        ),
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.html(render(<ImportPage page={page} record={record} problem={error} />), 400);
    }
  });
}

interface ImportPageProps extends OnPage {
  readonly record: Record;
  readonly report?: ImportReport;
  /** Names the file that waits for "yes". */
  readonly token?: string;
  readonly done?: true;
  readonly problem?: Problem;
  readonly said?: string;
}

function ImportPage({ page, record, report, token, done, problem, said }: ImportPageProps) {
  return (
    <Page page={page} title={page.t('import.title')}>
      {problem && (
        <Notice title={page.text('import.refused')}>
          <p>
            {problem.place && `${problem.message.split(':')[0] ?? ''}: `}
            {page.text(problemKey(problem), problem.details)}
          </p>
        </Notice>
      )}
      {said && <Notice>{said}</Notice>}
      {report && <Report page={page} report={report} {...(done ? { done } : {})} />}
      {token && (
        <form method="post" action={page.href('/import/confirm')} class="stacked">
          <input type="hidden" name="token" value={token} />
          <Field label={page.t('import.reason')} name="reason" />
          <button>{page.text('import.confirm')}</button>
        </form>
      )}
      <h2>{page.text('import.file')}</h2>
      <p>{page.text('import.kinds')}</p>
      <form method="post" action={page.href('/import')} enctype="multipart/form-data" class="stacked">
        <label>
          <span>{page.text('import.choose')}</span>
          <input type="file" name="file" required />
        </label>
        <label>
          <span>{page.text('import.instrument')}</span>
          <select name="instrument">
            <option value="">{page.t('import.fromFile')}</option>
            {allInstruments(record).map(({ id, short }) => (
              <option value={id}>{short}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{page.text('import.asAt')}</span>
          <input type="date" name="asAt" />
        </label>
        <Field label={page.t('import.address')} name="address" />
        <button>{page.text('import.preview')}</button>
      </form>
      <h2>{page.text('import.commitment')}</h2>
      <form method="post" action={page.href('/commitments')} class="stacked">
        <Field label={page.t('import.commitment.id')} name="id" needed />
        <Field label={page.t('import.commitment.name')} name="name" needed />
        <label>
          <span>{page.text('import.commitment.kind')}</span>
          <select name="kind">
            {(['regional', 'voluntary', 'industry'] as const).map((kind) => (
              <option value={kind}>{page.t(`commitment.kind.${kind}`)}</option>
            ))}
          </select>
        </label>
        <Field label={page.t('import.commitment.by')} name="by" needed />
        <Field label={page.t('import.commitment.statement')} name="statement" needed />
        <Field label={page.t('import.commitment.source')} name="source" needed />
        <Field label={page.t('import.commitment.place')} name="place" />
        <Field label={page.t('import.address')} name="address" />
        <Field label={page.t('import.commitment.adopted')} name="adopted" />
        <Field label={page.t('import.commitment.states')} name="states" />
        <button>{page.text('button.add')}</button>
      </form>
    </Page>
  );
}

function Field({
  label,
  name,
  needed,
}: {
  readonly label: string;
  readonly name: string;
  readonly needed?: true;
}) {
  return (
    <label>
      <span>{label}</span>
      <input name={name} {...(needed ? { required: true } : {})} />
    </label>
  );
}

function Report({ page, report, done }: OnPage & { readonly report: ImportReport; readonly done?: true }) {
  const { file, kind, rows, added, changed, unchanged, refused, unmapped, conflicting } = report;
  return (
    <section aria-labelledby="report">
      <h2 id="report">
        {page.text(refused.length > 0 ? 'import.refused' : done ? 'import.done' : 'import.would')}
      </h2>
      <p>{page.text('import.counts', { file, kind, rows, added, changed, unchanged })}</p>
      <Notes title={page.t('import.rows.refused')} notes={refused} />
      <Notes title={page.t('import.rows.conflicting')} notes={conflicting} />
      <Notes title={page.t('import.rows.unmapped')} notes={unmapped} />
    </section>
  );
}

function Notes({ title, notes }: { readonly title: string; readonly notes: readonly RowNote[] }) {
  if (notes.length === 0) return null;
  return (
    <>
      <h3>
        {title} ({notes.length})
      </h3>
      <ul>
        {notes.slice(0, 200).map(({ row, text }) => (
          <li>
            {row}: {text}
          </li>
        ))}
        {notes.length > 200 && <li>…</li>}
      </ul>
    </>
  );
}
