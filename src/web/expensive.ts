/**
 * Answers that take long, and how many of them are worked on at once (ASVS 2.4.1). Who asks is not known behind a
 * proxy, so the brake is on the work: all who ask share it, and whatever is not in the table is answered between.
 */
import type { Hono } from 'hono';
import { Problem } from '../core/problem.ts';
import { Room, type Size } from '../platform/room.ts';
import { patternOf } from './visitor.ts';

/** A file takes some tenths of a second up to some seconds, a search some hundredths. */
const sizes = {
  file: { atOnce: 2, waiting: 20, comeAgainAfter: 15 },
  search: { atOnce: 2, waiting: 150, comeAgainAfter: 5 },
} as const satisfies { readonly [kind: string]: Size };

/** By the patterns of the access matrix. */
export const expensive: { readonly [path: string]: keyof typeof sizes | undefined } = {
  '/states/:iso3/:file{overview\\.(docx|pdf|html|json)}': 'file',
  '/states/:iso3/:file{follow-up\\.(csv|xlsx)}': 'file',
  '/states/:iso3/law/questionnaire.xlsx': 'file',
  '/indicators/:id/:file{figures\\.(csv|xlsx|svg)}': 'file',
  '/numbers/template.xlsx': 'file',
  '/recommendations/:file{export\\.(csv|xlsx|json)}': 'file',
  '/law/law.xlsx': 'file',
  '/law/:file{(?:laws|stages|provisions|assessments)\\.(?:csv|xlsx)}': 'file',
  '/law/:checklist/:file{report\\.(docx|pdf|html|xlsx|json)}': 'file',
  '/languages/:language/texts.csv': 'file',
  '/sdmx/*': 'file',
  '/search': 'search',
  '/recommendations': 'search',
  '/recommendations/again': 'search',
  '/bodies': 'search',
  '/bodies/:name': 'search',
  '/states/:iso3/demands': 'search',
  '/states/:iso3/demands/links': 'search',
  '/states/:iso3/recommends': 'search',
  '/compare': 'search',
  '/law/:checklist': 'search',
  '/law/:checklist/agreement': 'search',
  '/api/v1/standings': 'search',
  '/api/v1/figures': 'search',
  '/api/v1/recommendations': 'search',
  '/api/v1/recommendations/counts': 'search',
  '/api/v1/states/:iso3/demands/links': 'search',
  '/api/v1/law/checklists/:id/answers': 'search',
};

/** Registers the brake, after the gate: whoever is refused takes nobody's place. */
export function brakeExpensive(app: Hono): void {
  const rooms = { file: new Room(sizes.file), search: new Room(sizes.search) };
  app.use('*', async (c, next) => {
    const kind = c.req.method === 'POST' ? undefined : expensive[patternOf(c)];
    if (kind === undefined) return next();
    try {
      return await rooms[kind].take(next);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'busy') throw error;
      c.header('Retry-After', String(error.details['seconds']));
      throw error;
    }
  });
}
