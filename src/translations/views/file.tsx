/** The part of /languages/fr by which a translator hands in a file, and what became of it. */
import type { TargetLanguage } from '../../core/text.ts';
import { Problem } from '../../core/problem.ts';
import { problemKey } from '../../platform/messages.ts';
import { DataTable, Notice, type OnPage } from '../../platform/ui.tsx';
import type { FileRead } from '../intake.ts';

/** What became of a file: taken, or refused for its rows, or not read at all. */
export type Handed =
  | { readonly kind: 'taken'; readonly filled: number; readonly unchanged: number }
  | { readonly kind: 'rows refused'; readonly rows: FileRead['refused'] }
  | { readonly kind: 'not read'; readonly problem: Problem };

export function FileForm({ page, language }: OnPage & { readonly language: TargetLanguage }) {
  const id = page.newId('note');
  return (
    <section aria-labelledby="file">
      <h2 id="file">{page.text('translations.file')}</h2>
      <form
        method="post"
        action={page.href(`/languages/${language}/import`)}
        encType="multipart/form-data"
        class="stacked"
      >
        <label>
          <span>{page.text('translations.file.choose')}</span>
          <input type="file" name="file" accept=".csv,text/csv" required aria-describedby={id} />
          <small id={id} class="quiet">
            {page.text('translations.file.note')}
          </small>
        </label>
        <button>{page.text('translations.file')}</button>
      </form>
    </section>
  );
}

export function HandedIn({ page, handed }: OnPage & { readonly handed: Handed }) {
  if (handed.kind === 'taken')
    return (
      <Notice>
        <p role="status">{page.text('translations.file.taken', { ...handed, kind: '' })}</p>
      </Notice>
    );
  const problem = handed.kind === 'not read' ? handed.problem : new Problem('translation-file-refused');
  return (
    <>
      <Notice title={page.text('translations.refused')}>
        <p role="alert">{page.text(problemKey(problem), problem.details)}</p>
      </Notice>
      {handed.kind === 'rows refused' && (
        <DataTable
          page={page}
          caption={page.t('translations.file.why')}
          rows={handed.rows}
          columns={[
            { heading: page.text('translations.file.row'), cell: ({ row }) => page.t.number(row) },
            {
              heading: page.text('translations.file.why'),
              cell: (row) => page.text(problemKey(row.problem), row.problem.details),
            },
          ]}
        />
      )}
    </>
  );
}
