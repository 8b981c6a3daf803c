/** Checklists in the browser: the file for everyone, the form of a point for whoever may add (operator.ts). */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '../core/problem.ts';
import { askedChecklist, askedPoint } from '../law/checklist.ts';
import { checklistFile } from '../law/formats/checklist.ts';
import { loadPoint } from '../law/intake/checklist-point.ts';
import { checklists } from '../law/store/checklists.ts';
import { checklistPage } from '../law/views/checklists.tsx';
import type { Record } from '../platform/record.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { type Fields, formOf } from './form.ts';
import { requireOperator } from './operator.ts';

interface ChecklistDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly operatorKey: string;
  readonly pageFor: (c: Context) => PageContext;
}

/** Room for the texts of a point in any writing, and no more. */
const mostBytes = 300_000;

/** Registers the addresses. */
export function checklistRoutes(app: Hono, { record, now, operatorKey, pageFor }: ChecklistDoor): void {
  const asked = (id: string) => askedChecklist(record.cached('checklists', checklists), id);

  app.get('/checklists/:file{[A-Za-z0-9-]+\\.csv}', (c) => {
    const checklist = asked(c.req.param('file').slice(0, -'.csv'.length));
    return c.body(checklistFile(checklist), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="checklist-${checklist.id}.csv"`,
    });
  });

  app.post(
    '/checklists/:id',
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
      const checklist = asked(c.req.param('id'));
      let fields: Fields = {};
      try {
        fields = (await formOf(c)).fields;
        const { point } = askedPoint(checklist, fields['point'] ?? '');
        loadPoint(
          record,
          { ...fields, checklist: checklist.id, point },
          { actor: 'operator, in the browser', reason: 'text of a point loaded', at: now().toISOString() },
        );
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return c.html(
          render(checklistPage(pageFor(c), record, checklist.id, { problem: error, fields })),
          400,
        );
      }
      return c.redirect(
        pageFor(c).href(`/checklists/${checklist.id}#point-${encodeURIComponent(fields['point'] ?? '')}`),
        303,
      );
    },
  );
}
