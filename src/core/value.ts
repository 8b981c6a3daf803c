/**
 * Honest values. A figure is one of six states and an answer one of five; they never collapse into each
 * other, in charts, files, totals or sentences.
 */
import { z } from 'zod';

export const valueSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('number'), number: z.number() }),
  z.object({ state: z.literal('zero') }),
  z.object({ state: z.literal('not available') }),
  z.object({ state: z.literal('not collected') }),
  z.object({ state: z.literal('not applicable') }),
  z.object({ state: z.literal('suppressed') }),
]);

/** A figure: a number other than zero, a true zero, or one of four reasons why there is none. */
export type Value = z.infer<typeof valueSchema>;

/** The value of a counted or measured number. */
export function measured(number: number): Value {
  return number === 0 ? { state: 'zero' } : { state: 'number', number };
}

/** The sum, or the first reason why there is none: a total over a gap is not a number. */
export function total(values: readonly Value[]): Value {
  let sum = 0;
  for (const value of values) {
    if (value.state === 'number') sum += value.number;
    else if (value.state !== 'zero') return value;
  }
  return measured(sum);
}

export const answers = ['yes', 'partly', 'no', 'no data', 'not yet assessed'] as const;
export const answerSchema = z.enum(answers);
export type Answer = z.infer<typeof answerSchema>;
