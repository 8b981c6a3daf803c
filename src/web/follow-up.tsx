/** Follow-up and links of demands in the browser: files for everyone, forms for whoever may add (operator.ts). */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '../core/problem.ts';
import { askedState } from '../core/state.ts';
import type { Record } from '../platform/record.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { exportTypes } from '../recommendations/formats.ts';
import { followUpFile, followUpFormatOf } from '../recommendations/formats/follow-up.ts';
import { addAction, addFollowUp, type Change, followUps } from '../recommendations/store/follow-up.ts';
import { decideLink } from '../recommendations/store/links.ts';
import { followUpPage } from '../recommendations/views/follow-up.tsx';
import { linksPage, type RefusedForm } from '../recommendations/views/links.tsx';
import { type Fields, formOf } from './form.ts';
import { requireOperator } from './operator.ts';
import type { Turns } from '../platform/turns.ts';

interface FollowUpDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly operatorKey: string;
  readonly pageFor: (c: Context) => PageContext;
  readonly turns: Turns;
}

interface Form {
  readonly path: string;
  /** The page of a State that shows what was added. */
  readonly shownAt: string;
  readonly add: (record: Record, fields: Fields, change: Change) => unknown;
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
    add: addFollowUp,
    refuse: (page, record, iso3, why) => followUpPage(page, record, iso3, { form: 'entry', ...why }),
  },
  {
    path: '/states/:iso3/follow-up/actions',
    shownAt: 'follow-up',
    add: addAction,
    refuse: (page, record, iso3, why) => followUpPage(page, record, iso3, { form: 'action', ...why }),
  },
  { path: '/states/:iso3/demands/links', shownAt: 'demands/links', add: decideLink, refuse: linksPage },
];

/** No passage is so long. */
const mostBytes = 100_000;

/** Registers the addresses. */
export function followUpRoutes(app: Hono, { record, now, operatorKey, pageFor, turns }: FollowUpDoor): void {
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

  for (const { path, shownAt, add, refuse } of forms)
    app.post(
      path,
      async (c, next) => {
        requireOperator(c, operatorKey);
        await next();
      },
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
          const change = {
            actor: 'operator, in the browser',
            reason: 'added by hand',
            at: now().toISOString(),
          };
          await turns.take(() => add(record, { ...fields, state: iso3 }, change));
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
