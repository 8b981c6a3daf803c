/** Rows of a history that are entered again. Every other row stays; who may is told by the matrix (access.ts). */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { askedInstrument } from '../commitments/model.ts';
import { instruments } from '../commitments/store.ts';
import { restoreStatus } from '../commitments/store/history.ts';
import { statusHistoryPage } from '../commitments/views/history.tsx';
import { Problem } from '../core/problem.ts';
import { askedState } from '../core/state.ts';
import { longestReason } from '../platform/history.ts';
import { type PageContext, type RefusedRestore, render } from '../platform/ui.tsx';
import { fieldsAgain } from '../recommendations/store/follow-up-history.ts';
import { followUpHistoryPage } from '../recommendations/views/follow-up-history.tsx';
import { type Changing, enterChange } from './changes.ts';
import { type Fields, formOf } from './form.ts';

interface HistoryDoor extends Changing {
  readonly pageFor: (c: Context) => PageContext;
}

interface Restoring {
  readonly path: string;
  /** @returns the page of the proposal; undefined where the row was restored at once */
  readonly restore: (
    c: Context,
    asked: { readonly row: number; readonly reason: string },
  ) => Promise<string | undefined>;
  readonly show: (c: Context, refused: RefusedRestore) => { toString(): unknown };
}

/** Registers the addresses; the pages are among those of app.tsx. */
export function historyRoutes(app: Hono, { pageFor, ...changing }: HistoryDoor): void {
  const { record, now, gate, turns } = changing;
  const param = (c: Context, name: string) => c.req.param(name) ?? '';
  const restorings: readonly Restoring[] = [
    {
      path: '/states/:iso3/instruments/:instrument/history',
      restore: async (c, { row, reason }) => {
        const { iso3: state } = askedState(param(c, 'iso3'));
        const { id } = askedInstrument(record.cached('instruments', instruments), param(c, 'instrument'));
        const change = { actor: gate.actor(c), reason, at: now().toISOString() };
        await turns.take(() => restoreStatus(record, { state, instrument: id, row }, change));
        return undefined;
      },
      show: (c, refused) =>
        statusHistoryPage(pageFor(c), record, param(c, 'iso3'), param(c, 'instrument'), refused),
    },
    {
      path: '/states/:iso3/follow-up/history',
      restore: (c, { row, reason }) => {
        const { iso3: states } = askedState(param(c, 'iso3'));
        const fields = record.read((tx) => fieldsAgain(tx, states, row));
        return enterChange(changing, c, { kind: 'follow-up', states, fields, reason });
      },
      show: (c, refused) => followUpHistoryPage(pageFor(c), record, param(c, 'iso3'), refused),
    },
  ];

  for (const { path, restore, show } of restorings)
    app.post(
      path,
      bodyLimit({
        maxSize: 20_000,
        onError: () => {
          throw new Problem('form-unreadable');
        },
      }),
      async (c) => {
        let fields: Fields = {};
        try {
          fields = (await formOf(c)).fields;
          const proposed = await restore(c, askedRestore(fields));
          const page = pageFor(c);
          // The new row is of today.
          return c.redirect(proposed ? page.href(proposed) : page.here({ recorded: undefined }), 303);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          return c.html(render(show(c, { problem: error, fields })), 400);
        }
      },
    );
}

/** @throws Problem `restore-unknown`, `restore-reason` */
function askedRestore({ row = '', reason = '' }: Fields): { readonly row: number; readonly reason: string } {
  if (!/^\d{1,15}$/.test(row)) throw new Problem('restore-unknown');
  if (reason === '' || reason.length > longestReason)
    throw new Problem('restore-reason', { most: longestReason });
  return { row: Number(row), reason };
}
