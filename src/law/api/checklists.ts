/** API of checklists. */
import { z } from 'zod';
import { languages } from '../../core/text.ts';
import { type ApiRoute, citationAnswer, cut, listRoute, oneRoute } from '../../platform/api.ts';
import {
  askedChecklist,
  type Checklist,
  countScorable,
  origins,
  type Point,
  scorabilities,
  scorable,
} from '../checklist.ts';
import { checklists } from '../store/checklists.ts';

const localText = z
  .object(Object.fromEntries(languages.map((language) => [language, z.string().optional()])))
  .describe('The text by language; English is always there');

const headAnswer = z.object({
  id: z.string(),
  version: z.string(),
  origin: z.enum(origins).describe('official: the publisher’s; own: openly the words of Plumbline or a team'),
  title: localText,
  publisher: z.string(),
  address: z.string().optional(),
  points: z.number().int(),
  scored: z.number().int(),
  textNotLoaded: z.number().int(),
  textUnverified: z.number().int(),
  citation: citationAnswer,
});

const pointAnswer = z.object({
  point: z.string(),
  wording: z.number().int().describe('The number of this wording; assessments refer to it'),
  scoring: z.enum(scorabilities).describe('Whether a State is scored on this point, and if not, why'),
  group: localText.optional(),
  subject: localText.optional(),
  requirement: localText.optional().describe('Absent where the official text is not loaded'),
  yes: localText.optional(),
  partly: localText.optional(),
  no: localText.optional(),
  evidence: localText.optional(),
  status: z.string(),
  hooks: z.array(z.object({ instrument: z.string(), article: z.string(), citation: citationAnswer })),
  citation: citationAnswer,
});

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/checklists',
    name: 'checklists',
    summary: 'The checklists of law, whose words they are, and how many of their points can be scored',
    parameters: z.object({}),
    item: headAnswer,
    answer: ({ record }, _, slice) => cut(record.cached('checklists', checklists).map(showHead), slice),
  }),
  oneRoute({
    path: '/checklists/:id',
    name: 'checklist',
    summary: 'One checklist: every point with its criteria, evidence, legal hooks and source',
    parameters: z.object({ id: z.string().describe('The id of a checklist: sec-law') }),
    item: z.object({
      ...headAnswer.omit({ points: true }).shape,
      facts: z.array(z.object({ fact: z.string(), statement: localText, citation: citationAnswer })),
      points: z.array(pointAnswer),
    }),
    answer: ({ record }, { id }) => {
      const checklist = askedChecklist(record.cached('checklists', checklists), id);
      return {
        ...showHead(checklist),
        facts: [...checklist.facts],
        points: checklist.points.map(showPoint),
      };
    },
  }),
];

function showHead(checklist: Checklist): z.input<typeof headAnswer> {
  const { id, version, origin, title, publisher, address, points, citation } = checklist;
  const counts = countScorable(checklist);
  return {
    id,
    version,
    origin,
    title,
    publisher,
    ...(address ? { address } : {}),
    points: points.length,
    scored: counts.scored,
    textNotLoaded: counts['text not loaded'],
    textUnverified: counts['text unverified'],
    citation,
  };
}

function showPoint(point: Point): z.input<typeof pointAnswer> {
  const { checklist: _, origin: __, hooks, ...rest } = point;
  return { ...rest, scoring: scorable(point), hooks: [...hooks] };
}
