/** The page /import: the forms, what a file would change, and what was refused. */
import { states } from '../core/state.ts';
import { describePlace, type Problem } from '../core/problem.ts';
import { allInstruments } from '../commitments/views/shared.tsx';
import { checklists } from '../law/store/checklists.ts';
import type { ImportReport, RowNote } from '../platform/imports.ts';
import { problemKey } from '../platform/messages.ts';
import type { Record } from '../platform/record.ts';
import { Notice, type OnPage, Page, type PageContext } from '../platform/ui.tsx';
import type { Fields } from './form.ts';
import type { ImportJob } from './import-jobs.ts';

export interface ImportPageProps extends OnPage {
  readonly record: Record;
  readonly report?: ImportReport;
  /** Names the file that waits for "yes". */
  readonly token?: string;
  /** Names the coloured copy of a refused table. */
  readonly marked?: string;
  readonly done?: true;
  readonly problem?: Problem;
  readonly said?: string;
  /** What the form of a file, or that of a commitment, was filled with: kept where it was refused. */
  readonly options?: Fields;
  readonly commitment?: Fields;
}

export function ImportPage(props: ImportPageProps) {
  const { page, record, report, token, marked, done, problem, said, options = {}, commitment = {} } = props;
  return (
    <Page page={page} title={page.t('import.title')}>
      {problem && (
        <Notice title={page.text('import.refused')}>
          <p>
            {problem.place && `${describePlace(problem.place)}: `}
            {page.text(problemKey(problem), problem.details)}
          </p>
        </Notice>
      )}
      {said && <Notice>{said}</Notice>}
      {report && <Report page={page} report={report} {...(done ? { done } : {})} />}
      {marked && (
        <p>
          <a href={page.href(`/import/marked/${marked}`)} download>
            {page.text('import.marked')}
          </a>
        </p>
      )}
      {token && (
        <form method="post" action={page.href('/import/confirm')} class="stacked">
          <input type="hidden" name="token" value={token} />
          <Field label={page.t('import.reason')} name="reason" />
          <button>{page.text('import.confirm')}</button>
        </form>
      )}
      <h2>{page.text('import.file')}</h2>
      <p>{page.text('import.kinds')}</p>
      <p>
        <a href={page.href('/numbers/template.xlsx')} download>
          {page.text('numbers.template')}
        </a>
      </p>
      <form method="get" action="/law/questionnaire.xlsx" class="stacked">
        <input type="hidden" name="lang" value={page.language} />
        <label>
          <span>{page.text('law.files.questionnaire')}</span>
          <select name="state">
            {states.map(({ iso3, shortNames }) => (
              <option value={iso3}>{shortNames[page.language] ?? shortNames.en}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{page.text('checklist.one')}</span>
          <select name="checklist">
            {record.cached('checklists', checklists).map(({ id, title }) => (
              <option value={id}>{title[page.language] ?? title.en}</option>
            ))}
          </select>
        </label>
        <button>{page.text('law.files.questionnaire.make')}</button>
      </form>
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
              <option value={id} selected={id === options['instrument']}>
                {short}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{page.text('import.asAt')}</span>
          <input type="date" name="asAt" value={options['asAt'] ?? ''} />
        </label>
        <Field label={page.t('import.address')} name="address" filled={options} />
        <Field label={page.t('import.source')} name="source" filled={options} />
        <Field label={page.t('import.indicator')} name="indicator" filled={options} />
        <label>
          <span>{page.text('import.decimal')}</span>
          <select name="decimal">
            <option value="">{page.t('import.fromFile')}</option>
            {(['point', 'comma'] as const).map((mark) => (
              <option value={mark} selected={mark === options['decimal']}>
                {page.t(`import.decimal.${mark}`)}
              </option>
            ))}
          </select>
        </label>
        <Field label={page.t('import.yearStarts')} name="yearStarts" filled={options} />
        <label>
          <span>{page.text('import.state')}</span>
          <select name="state">
            <option value="">{page.t('import.fromFile')}</option>
            {states.map(({ iso3, shortNames }) => (
              <option value={iso3} selected={iso3 === options['state']}>
                {shortNames[page.language] ?? shortNames.en}
              </option>
            ))}
          </select>
        </label>
        <Field label={page.t('import.session')} name="session" filled={options} />
        <Field label={page.t('import.symbol')} name="symbol" filled={options} />
        <button>{page.text('import.preview')}</button>
      </form>
      <h2>{page.text('import.commitment')}</h2>
      <form method="post" action={page.href('/commitments')} class="stacked">
        <Field label={page.t('import.commitment.id')} name="id" filled={commitment} needed />
        <Field label={page.t('import.commitment.name')} name="name" filled={commitment} needed />
        <label>
          <span>{page.text('import.commitment.kind')}</span>
          <select name="kind">
            {(['regional', 'voluntary', 'industry'] as const).map((kind) => (
              <option value={kind} selected={kind === commitment['kind']}>
                {page.t(`commitment.kind.${kind}`)}
              </option>
            ))}
          </select>
        </label>
        <Field label={page.t('import.commitment.by')} name="by" filled={commitment} needed />
        <Field label={page.t('import.commitment.statement')} name="statement" filled={commitment} needed />
        <Field label={page.t('import.commitment.source')} name="source" filled={commitment} needed />
        <Field label={page.t('import.commitment.place')} name="place" filled={commitment} />
        <Field label={page.t('import.address')} name="address" filled={commitment} />
        <Field label={page.t('import.commitment.adopted')} name="adopted" filled={commitment} />
        <Field label={page.t('import.commitment.states')} name="states" filled={commitment} />
        <button>{page.text('button.add')}</button>
      </form>
    </Page>
  );
}

export function jobPath({ name }: ImportJob): string {
  return `/import/jobs/${name}`;
}

/** How far a file is, while it is read or stored. */
export function ImportJobPage({ page, job }: OnPage & { readonly job: ImportJob }) {
  const progress = job.progress();
  return (
    <Page page={page} title={page.t('import.job.title', { file: job.file })}>
      <section aria-labelledby="progress">
        <h2 id="progress">{page.text('import.job.progress')}</h2>
        {typeof progress === 'string' ? (
          <p>{page.text(`import.job.${progress}`)}</p>
        ) : progress.of === undefined ? (
          <p>{page.text('import.job.checking', { rows: progress.rows })}</p>
        ) : (
          <>
            <progress aria-labelledby="progress" value={progress.rows} max={progress.of} />
            <p>{page.text('import.job.storing', { rows: progress.rows, of: progress.of })}</p>
          </>
        )}
      </section>
      <p>{page.text('import.job.note')}</p>
      <p>
        <a href={page.href(jobPath(job))}>{page.text('import.job.look')}</a>
      </p>
      <form method="post" action={page.href(`${jobPath(job)}/cancel`)} class="stacked">
        <button>{page.text('import.job.cancel')}</button>
      </form>
    </Page>
  );
}

function Field({
  label,
  name,
  filled = {},
  needed,
}: {
  readonly label: string;
  readonly name: string;
  readonly filled?: Fields;
  readonly needed?: true;
}) {
  return (
    <label>
      <span>{label}</span>
      <input name={name} value={filled[name] ?? ''} {...(needed ? { required: true } : {})} />
    </label>
  );
}

function Report({ page, report, done }: OnPage & { readonly report: ImportReport; readonly done?: true }) {
  const { file, kind, rows, added, changed, unchanged, refused, unmapped, conflicting, remarks, findings } =
    report;
  return (
    <section aria-labelledby="report">
      <h2 id="report">
        {page.text(refused.length > 0 ? 'import.refused' : done ? 'import.done' : 'import.would')}
      </h2>
      <p>
        {page.text(findings ? 'import.countsOfDocument' : 'import.counts', {
          file,
          kind,
          rows,
          added,
          changed,
          unchanged,
        })}
      </p>
      <Notes page={page} title={page.t('import.rows.refused')} notes={refused} />
      <Notes page={page} title={page.t('import.rows.conflicting')} notes={conflicting} />
      <Notes page={page} title={page.t('import.rows.unmapped')} notes={unmapped} />
      <Notes page={page} title={page.t('import.remarks')} notes={remarks ?? []} />
      <Notes page={page} title={page.t('import.findings')} notes={findings ?? []} />
    </section>
  );
}

function Notes({
  page,
  title,
  notes,
}: OnPage & { readonly title: string; readonly notes: readonly RowNote[] }) {
  if (notes.length === 0) return null;
  return (
    <>
      <h3>
        {title} ({notes.length})
      </h3>
      <ul>
        {notes.slice(0, 200).map((note) => (
          <li>
            {place(page, note)}: {note.text}
          </li>
        ))}
        {notes.length > 200 && <li>…</li>}
      </ul>
    </>
  );
}

function place(page: PageContext, note: RowNote): string {
  if ('row' in note) return note.sheet === undefined ? String(note.row) : `${note.sheet}, ${note.row}`;
  if ('article' in note) return page.t('import.article', { article: note.article });
  const { paragraph, page: at } = note;
  return at === undefined
    ? page.t('import.paragraph', { paragraph })
    : page.t('import.paragraphOnPage', { paragraph, page: at });
}
