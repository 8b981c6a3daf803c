/** API of the sources: every citation, with what rests on it. */
import { z } from 'zod';
import { type ApiRoute, citationAnswer, cut, listRoute } from '../platform/api.ts';
import { citations, restingOn } from './store.ts';

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/sources',
    name: 'sources',
    summary: 'Every source of the record, who entered it when, and how many statements rest on it',
    parameters: z.object({}),
    item: citationAnswer.extend({
      id: z.number().int(),
      /** Absent of a source held in confidence. */
      enteredBy: z.string().optional(),
      enteredAt: z.string(),
      statements: z.number().int(),
    }),
    answer: ({ record }, _, slice) =>
      record.read((tx) => {
        const resting = restingOn(tx);
        const sum = (id: number) =>
          [...(resting.get(id)?.values() ?? [])].reduce((total, rows) => total + rows, 0);
        return cut(
          [...citations(tx).values()].map((citation) => ({ ...citation, statements: sum(citation.id) })),
          slice,
        );
      }),
  }),
];
