/**
 * API of rounds and of how far coders agree. It reads the record alone, so of a round that is not revealed it can
 * give no more than the pages do: who has which seat, and who has handed in.
 */
import { z } from 'zod';
import { askedState } from '../../core/state.ts';
import { answers } from '../../core/value.ts';
import { type ApiRoute, citationAnswer, cut, listRoute, oneRoute } from '../../platform/api.ts';
import type { Agreement } from '../agreement.ts';
import { type Assessment, bases, findingOf, roles, roundKinds } from '../assessment.ts';
import { askedChecklist } from '../checklist.ts';
import { assessments, provisions } from '../store.ts';
import { agreementOn } from '../store/adjudication.ts';
import { knownChecklists } from '../store/answers.ts';
import { askedRound, type CodingRound, codingRounds, roundStages } from '../store/rounds.ts';

const roundAnswer = z.object({
  id: z.string(),
  state: z.string(),
  checklist: z.string(),
  kind: z.enum(roundKinds).describe('by file: how it was coded is not known here'),
  stage: z.enum(roundStages).describe('Answers are in the record once a round is revealed'),
  asOf: z.string().optional().describe('The day for which the law is looked at'),
  seats: z.array(
    z.object({
      coder: z.string(),
      handedIn: z.enum(['yes', 'no']),
      reissued: z
        .array(z.object({ coder: z.string(), day: z.string() }))
        .describe('When the seat got a new address, and whose it was from then on'),
    }),
  ),
  closed: z.object({ day: z.string(), reason: z.string() }).optional(),
});

const saidAnswer = z.object({
  coder: z.string(),
  role: z.enum(roles),
  asOf: z.string(),
  answer: z.enum(answers),
  reasoning: z.string(),
  provisions: z.array(z.string()).describe('Their ids'),
  citations: z.array(citationAnswer),
  practice: z
    .object({ answer: z.enum(answers), reasoning: z.string(), citations: z.array(citationAnswer) })
    .optional(),
});

const agreementAnswer = z.object({
  pairs: z.number().int().describe('Questions that two coders answered: one State, one point'),
  same: z.number().int(),
  kappa: z.number().optional().describe('Cohen’s kappa, unweighted'),
  low: z.number().optional().describe('Of its 95 % interval; absent at full agreement'),
  high: z.number().optional(),
  noKappa: z.string().optional().describe('Why there is no kappa'),
});

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/law/rounds',
    name: 'law-rounds',
    summary: 'Rounds of coding, the newest first: how each is coded and how far it is',
    parameters: z.object({
      state: z.string().describe('ISO 3166-1 alpha-3 code of a State').optional(),
      checklist: z.string().describe('A checklist: sec-law').optional(),
    }),
    item: roundAnswer,
    answer: ({ record }, { state, checklist }, slice) => {
      const only = state ? askedState(state).iso3 : undefined;
      const all = record
        .read(codingRounds)
        .filter((one) => only === undefined || one.state === only)
        .filter((one) => checklist === undefined || one.checklist === checklist);
      return cut(all.map(showRound), slice);
    },
  }),
  oneRoute({
    path: '/law/rounds/:id',
    name: 'law-round',
    summary: 'One round: after the reveal, what each coder answered on each point, and what was decided',
    parameters: z.object({ id: z.string() }),
    item: roundAnswer.extend({
      points: z.array(
        z.object({ point: z.string(), basis: z.enum(bases), assessments: z.array(saidAnswer) }),
      ),
    }),
    answer: ({ record }, { id }) =>
      record.read((tx) => {
        const round = askedRound(tx, id);
        const known = provisions(tx, { state: round.state });
        const said = Map.groupBy(
          assessments(tx, { state: round.state, checklist: round.checklist }).filter(
            (one) => one.round === round.id,
          ),
          ({ point }) => point,
        );
        const { points } = askedChecklist(knownChecklists(tx), round.checklist);
        return {
          ...showRound(round),
          points: points.flatMap(({ point }) => {
            const all = said.get(point);
            if (!all) return [];
            const finding = findingOf(all, known);
            return [{ point, basis: finding.basis, assessments: finding.assessments.map(showSaid) }];
          }),
        };
      }),
  }),
  oneRoute({
    path: '/law/checklists/:id/agreement',
    name: 'law-agreement',
    summary: 'How far two coders agree on a checklist, overall and by point, for each kind of round',
    parameters: z.object({ id: z.string().describe('A checklist: sec-law') }),
    item: z.object({
      checklist: z.string(),
      byKind: z.array(
        z.object({
          kind: z.enum(roundKinds),
          overall: agreementAnswer,
          points: z.array(agreementAnswer.extend({ point: z.string() })),
        }),
      ),
      notCompared: z.object({
        single: z.number().int().describe('With one coder'),
        open: z.number().int().describe('On which one says “not yet assessed”'),
        more: z.number().int().describe('With more than two coders'),
      }),
    }),
    answer: ({ record }, { id }) =>
      record.read((tx) => {
        const checklist = askedChecklist(knownChecklists(tx), id);
        const { codings, byKind } = agreementOn(tx, checklist.id);
        const { single, open, more } = codings;
        return {
          checklist: checklist.id,
          byKind: byKind.map(({ kind, overall, points }) => ({
            kind,
            overall: showAgreement(overall),
            points: [...points].map(([point, agreement]) => ({ point, ...showAgreement(agreement) })),
          })),
          notCompared: { single, open, more },
        };
      }),
  }),
];

function showRound({
  id,
  state,
  checklist,
  kind,
  stage,
  asOf,
  seats,
  closed,
}: CodingRound): z.input<typeof roundAnswer> {
  return {
    id,
    state,
    checklist,
    kind,
    stage,
    ...(asOf ? { asOf } : {}),
    seats: seats.map(({ coder, handedIn, reissued }) => ({ coder, handedIn, reissued: [...reissued] })),
    ...(closed ? { closed } : {}),
  };
}

function showSaid(said: Assessment): z.input<typeof saidAnswer> {
  const { coder, role, asOf, answer, reasoning, receipts, practice } = said;
  return {
    coder,
    role,
    asOf,
    answer,
    reasoning,
    provisions: [...said.provisions],
    citations: [...receipts],
    ...(practice
      ? {
          practice: {
            answer: practice.answer,
            reasoning: practice.reasoning,
            citations: [...practice.receipts],
          },
        }
      : {}),
  };
}

function showAgreement({ pairs, same, kappa }: Agreement): z.input<typeof agreementAnswer> {
  if (kappa.kind === 'cannot tell') return { pairs, same, noKappa: kappa.why };
  return { pairs, same, kappa: kappa.value, ...kappa.interval };
}
