/** API of links between demands. */
import { z } from 'zod';
import { parseDay } from '../../core/date.ts';
import { askedState } from '../../core/state.ts';
import { type ApiRoute, cut, listRoute } from '../../platform/api.ts';
import { nameOf } from '../codebook.ts';
import type { LinkReason } from '../link.ts';
import { decidedLinks, linkProposals } from '../store/links.ts';

const linkAnswer = z.object({
  state: z.string(),
  first: z.string().describe('The key of a demand'),
  second: z.string().describe('The key of the other'),
  standing: z
    .enum(['confirmed', 'refused', 'proposed'])
    .describe('confirmed: a person decided that the two are one; proposed: nobody has decided'),
  note: z.string().optional(),
  decidedBy: z.string().optional(),
  decidedAt: z.string().optional(),
  score: z
    .number()
    .describe('Of a proposal: from 0 to 1, how much of both demands is the same; no probability')
    .optional(),
  reasons: z
    .array(z.object({ kind: z.string(), entries: z.array(z.string()) }))
    .describe('Of a proposal: what both have, and what one has only, as entries of the codebook')
    .optional(),
});

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/states/:iso3/demands/links',
    name: 'state-demand-links',
    summary: 'Pairs of demands of a State: those decided on, newest first, then those proposed, best first',
    parameters: z.object({
      iso3: z.string().describe('ISO 3166-1 alpha-3 code of the State'),
      asOf: z.string().describe('The day for which the answer holds; today when left out').optional(),
    }),
    item: linkAnswer,
    answer: ({ record, today }, parameters, slice) => {
      const { iso3 } = askedState(parameters.iso3);
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      return record.read((tx) =>
        cut<z.input<typeof linkAnswer>>(
          [
            ...decidedLinks(tx, iso3, day).map(({ pair: [first, second], verdict, ...decision }) => ({
              ...decision,
              first,
              second,
              standing: verdict,
            })),
            ...linkProposals(tx, iso3, day).map(({ pair: [first, second], score, reasons }) => ({
              state: iso3,
              first,
              second,
              standing: 'proposed' as const,
              score,
              reasons: reasons.flatMap(showReason),
            })),
          ],
          slice,
        ),
      );
    },
  }),
];

function showReason(reason: LinkReason): { kind: string; entries: string[] }[] {
  switch (reason.kind) {
    case 'same operation':
      return [{ kind: reason.kind, entries: [`operation/${reason.operation}`] }];
    case 'same object':
      return [{ kind: reason.kind, entries: [nameOf(reason.object)] }];
    case 'shared themes':
      return [{ kind: reason.kind, entries: reason.themes.map(nameOf) }];
    case 'shared groups':
      return [{ kind: reason.kind, entries: reason.groups.map((group) => `group/${group}`) }];
    case 'differs':
      return [
        { kind: 'only in the first', entries: reason.from.map(nameOf) },
        { kind: 'only in the second', entries: reason.to.map(nameOf) },
      ].filter(({ entries }) => entries.length > 0);
  }
}
