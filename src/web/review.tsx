/** Review in the browser. Who may come: access.ts; who may see and decide which proposal: accounts/proposal.ts. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { differences } from '../accounts/proposal.ts';
import { proposal, proposals } from '../accounts/store/proposals.ts';
import { proposalPage, reviewPage } from '../accounts/views/review.tsx';
import { Problem } from '../core/problem.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { acceptProposal, type Changing, closeProposal, fieldsNow, pageOf } from './changes.ts';
import { formOf } from './form.ts';

/** Registers the addresses. */
export function reviewRoutes(
  app: Hono,
  { pageFor, ...changing }: Changing & { readonly pageFor: (c: Context) => PageContext },
): void {
  const { record, gate, turns } = changing;
  const account = (c: Context) => {
    const found = gate.session(c)?.account;
    if (!found) throw new Problem('not-allowed');
    return found;
  };
  const asked = (c: Context) =>
    record.read((tx) => proposal(tx, account(c), Number(c.req.param('id') ?? Number.NaN)));
  const show = (c: Context, refused?: Problem) => {
    const found = asked(c);
    // What a decided one changed is in the record; only what waits is held against it.
    const now = found.decision ? {} : record.read((tx) => fieldsNow(tx, found));
    c.header('Cache-Control', 'no-store');
    return c.html(
      render(
        proposalPage(pageFor(c), account(c), {
          proposal: found,
          differences: differences(now, found.fields),
          about: pageOf(found),
          ...(refused ? { refused } : {}),
        }),
      ),
      refused ? 400 : 200,
    );
  };

  app.get('/review', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.html(
      render(
        reviewPage(
          pageFor(c),
          account(c),
          record.read((tx) => proposals(tx, account(c))),
        ),
      ),
    );
  });
  app.get('/review/:id{[0-9]+}', (c) => show(c));
  app.post(
    '/review/:id{[0-9]+}',
    bodyLimit({
      maxSize: 10_000,
      onError: () => {
        throw new Problem('form-unreadable');
      },
    }),
    async (c) => {
      try {
        const { fields } = await formOf(c);
        const found = asked(c);
        const note = fields['note'] ?? '';
        const verdict = fields['do'];
        if (verdict === 'accepted') await turns.take(() => acceptProposal(changing, account(c), found, note));
        else if (verdict === 'returned' || verdict === 'withdrawn') {
          if (verdict === 'returned' && note === '')
            throw new Problem('parameter-invalid', {
              name: 'note',
              value: '',
              detail: 'say what is to be mended',
            });
          await turns.take(() => closeProposal(changing, account(c), found, { verdict, note }));
        } else throw new Problem('form-unreadable');
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'not-found') throw error;
        return show(c, error);
      }
      return c.redirect(pageFor(c).href(`/review/${c.req.param('id')}`), 303);
    },
  );
}
