/** Follow-up and links of demands in the browser: files for everyone, forms for whoever may add (access.ts). */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChangeKind } from '../accounts/proposal.ts';
import { Problem } from '../core/problem.ts';
import { askedState } from '../core/state.ts';
import type { Record } from '../platform/record.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { exportTypes } from '../recommendations/formats.ts';
import { followUpFile, followUpFormatOf } from '../recommendations/formats/follow-up.ts';
import { followUps } from '../recommendations/store/follow-up.ts';
import { followUpPage } from '../recommendations/views/follow-up.tsx';
import { linksPage, type RefusedForm } from '../recommendations/views/links.tsx';
import { type Fields, formOf } from './form.ts';
import { type Changing, enterChange } from './changes.ts';

interface FollowUpDoor extends Changing {
  readonly pageFor: (c: Context) => PageContext;
}

interface Form {
  readonly path: string;
  /** The page of a State that shows what was added. */
  readonly shownAt: string;
  readonly kind: ChangeKind;
  /** The page of the form once more, with what was typed and why it was not stored. */
  readonly refuse: (
    page: PageContext,
    record: Record,
    iso3: string,
    why: RefusedForm,
  ) => { toString(): unknown };
}

const forms: readonly Form[] = [
  {
    path: '/states/:iso3/follow-up',
    shownAt: 'follow-up',
    kind: 'follow-up',
    refuse: (page, record, iso3, why) => followUpPage(page, record, iso3, { form: 'entry', ...why }),
  },
  {
    path: '/states/:iso3/follow-up/actions',
    shownAt: 'follow-up',
    kind: 'follow-up action',
    refuse: (page, record, iso3, why) => followUpPage(page, record, iso3, { form: 'action', ...why }),
  },
  {
    path: '/states/:iso3/demands/links',
    shownAt: 'demands/links',
    kind: 'link of demands',
    refuse: linksPage,
  },
];

/** No passage is so long. */
const mostBytes = 100_000;

/** Registers the addresses. */
export function followUpRoutes(app: Hono, { pageFor, ...changing }: FollowUpDoor): void {
  const { record } = changing;
  app.get('/states/:iso3/:file{follow-up\\.(csv|xlsx)}', (c) => {
    const { iso3 } = askedState(c.req.param('iso3'));
    const format = followUpFormatOf(c.req.param('file'));
    const bytes = followUpFile(
      record.read((tx) => followUps(tx, iso3)),
      format,
    );
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': exportTypes[format],
      'Content-Disposition': `attachment; filename="follow-up-${iso3}.${format}"`,
    });
  });

  for (const { path, shownAt, kind, refuse } of forms)
    app.post(
      path,
      bodyLimit({
        maxSize: mostBytes,
        onError: () => {
          throw new Problem('form-unreadable');
        },
      }),
      async (c) => {
        const { iso3 } = askedState(c.req.param('iso3') ?? '');
        let fields: Fields = {};
        try {
          fields = (await formOf(c)).fields;
          const { back: _, ...said } = fields;
          const proposed = await enterChange(changing, c, {
            kind,
            states: iso3,
            fields: { ...said, state: iso3 },
          });
          if (proposed) return c.redirect(pageFor(c).href(proposed), 303);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          return c.html(render(refuse(pageFor(c), record, iso3, { problem: error, fields })), 400);
        }
        return c.redirect(backTo(fields['back'], pageFor(c).href(`/states/${iso3}/${shownAt}`)), 303);
      },
    );
}

/** The page the form stood on, if it is one of ours. */
function backTo(asked: string | undefined, otherwise: string): string {
  const here = 'http://localhost';
  const url = asked?.startsWith('/') ? URL.parse(asked, here) : null;
  return url?.origin === here ? `${url.pathname}${url.search}` : otherwise;
}
