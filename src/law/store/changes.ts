/** What is new of the law of States: answers on points of checklists, laws, their wordings, stages of bills. */
import type { Read } from '../../platform/record.ts';
import {
  changesBy,
  type StateChanges,
  shortened,
  together,
  type Watch,
} from '../../platform/state-changes.ts';
import type { ChecklistId } from '../checklist.ts';
import { answerAt } from '../comparison.ts';
import type { BillStage, LawId } from '../model.ts';
import type { Iso3 } from '../../core/state.ts';
import { knownAnswers, knownChecklists } from './answers.ts';

/** A point of a checklist, as addresses name it: "sec-law/5". */
export type PointName = `${string}/${string}`;

export function isPointName(tx: Read, name: string): name is PointName {
  return knownChecklists(tx).some(({ id, points }) => points.some(({ point }) => `${id}/${point}` === name));
}

/** @param points the points on which answers are asked for, and then nothing but these; none: everything of law */
export function lawChanges(tx: Read, watch: Watch, points: readonly string[]): StateChanges {
  const asked = points.length === 0 ? null : JSON.stringify(points);
  const answered = changesBy<{ state: Iso3; checklist: ChecklistId; point: string }>(
    tx,
    watch,
    {
      sql: `SELECT DISTINCT entry, state, checklist, point FROM assessment
        WHERE ? IS NULL OR checklist || '/' || point IN (SELECT value FROM json_each(?))`,
      values: [asked, asked],
    },
    ({ state, checklist: id, point: number }) => {
      const checklist = knownChecklists(tx).find((each) => each.id === id);
      const point = checklist?.points.find((each) => each.point === number);
      const answer =
        checklist && point
          ? answerAt(knownAnswers(tx, checklist, watch.day), state, point).answer
          : 'not yet assessed';
      return {
        address: `/law/${id}/${encodeURIComponent(number)}`,
        line: (t) =>
          t('alerts.change.answer', {
            checklist: id,
            point: [number, point?.subject?.[t.language] ?? point?.subject?.en].filter(Boolean).join(' '),
            answer: t(`answer.${answer}`),
          }),
      };
    },
  );
  if (asked) return answered;
  return together([
    answered,
    changesBy<{ law: LawId; title: string }>(
      tx,
      watch,
      { sql: 'SELECT entry, state, law, title FROM law' },
      ({ law, title }) => ({
        address: `/law/laws/${encodeURIComponent(law)}`,
        line: (t) => t('alerts.change.law', { title: shortened(title) }),
      }),
    ),
    changesBy<{ law: LawId; title: string; stage: BillStage }>(
      tx,
      watch,
      {
        sql: `SELECT s.entry, l.state, s.law, l.title, s.stage FROM law_stage s JOIN ${lastLaw} l ON l.law = s.law`,
      },
      ({ law, title, stage }) => ({
        address: `/law/laws/${encodeURIComponent(law)}`,
        line: (t) =>
          t('alerts.change.stage', { title: shortened(title), stage: t(`law.pages.stage.${stage}`) }),
      }),
    ),
    changesBy<{ law: LawId; title: string; count: number }>(
      tx,
      watch,
      {
        sql: `SELECT p.entry, l.state, p.law, l.title, count(*) AS count
          FROM provision p JOIN ${lastLaw} l ON l.law = p.law GROUP BY p.entry, p.law`,
      },
      ({ law, title, count }) => ({
        address: `/law/laws/${encodeURIComponent(law)}`,
        line: (t) => t('alerts.change.provisions', { title: shortened(title), count }),
      }),
    ),
  ]);
}

/** Laws as they were entered last. */
const lastLaw = '(SELECT * FROM law WHERE id IN (SELECT max(id) FROM law GROUP BY law))';
