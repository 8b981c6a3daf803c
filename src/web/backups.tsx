/** /backups: whether backups are made, which there are, and what went wrong; for whoever administers. */
import type { Backups, MadeBackup } from '../backups.ts';
import { parseDay } from '../core/date.ts';
import { DataTable, EmptyState, KeySentence, Notice, Page, type PageContext } from '../platform/ui.tsx';

export function backupsPage(page: PageContext, backups: Backups | undefined) {
  const list = backups ? listed(backups) : [];
  const [newest] = list;
  return (
    <Page
      page={page}
      title={page.t('backups.title')}
      sentence={
        newest && (
          <KeySentence page={page} citations={[]}>
            {page.text('backups.sentence', { at: timeOf(page, newest.at) })}
          </KeySentence>
        )
      }
    >
      {backups?.failed && (
        <Notice title={page.text('backups.failed', { at: timeOf(page, backups.failed.at) })}>
          <p>
            <bdi>{backups.failed.why}</bdi>
          </p>
          <p>{page.text('backups.failedNote')}</p>
        </Notice>
      )}
      {backups && (
        <p>
          {page.text(`backups.every.${backups.plan.every}`, { folder: backups.plan.folder })}{' '}
          {page.text('backups.keep', { ...backups.plan.keep })}
        </p>
      )}
      {backups && list.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('backups.title')}
          columns={[
            {
              heading: page.text('backups.at'),
              cell: ({ at }: MadeBackup) => <time dateTime={at.toISOString()}>{timeOf(page, at)}</time>,
            },
            {
              heading: page.text('backups.file'),
              cell: ({ name }) => (
                <bdi class="long-words">
                  <code>{name}</code>
                </bdi>
              ),
            },
            {
              heading: page.text('backups.size'),
              cell: ({ bytes }) => `${page.t.number(Math.ceil(bytes / 1000))} kB`,
            },
          ]}
          rows={list}
        />
      ) : (
        <EmptyState page={page} missing={page.text('backups.none')} how={page.text('backups.how')} />
      )}
      <p class="quiet">{page.text('backups.note')}</p>
    </Page>
  );
}

/** A folder that cannot be read has failed already. */
function listed(backups: Backups): MadeBackup[] {
  try {
    return backups.list();
  } catch {
    return [];
  }
}

function timeOf(page: PageContext, at: Date): string {
  const time = at.toISOString();
  return `${page.date(parseDay(time.slice(0, 10)))}, ${time.slice(11, 16)} UTC`;
}
