/** The privacy budget of a vault: set once, for all that may ever be measured with noise. */
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import { type Account, charge, openAccount, type Spend } from '../../disclosure/alternatives/privacy.ts';
import { asSection, readSection, type Sections } from './sections.ts';

const section = 'privacy-budget';
const schema = z.strictObject({
  budget: z.number(),
  spends: z.array(z.strictObject({ purpose: z.string(), rho: z.number() })),
});

export function readBudget(from: Sections): Account | undefined {
  return readSection(from, section, schema);
}

/** @throws Problem `privacy-budget-set` where there is one already */
export function withBudget(from: Sections, rho: number): readonly [string, Uint8Array] {
  const known = readBudget(from);
  if (known) throw new Problem('privacy-budget-set', { budget: known.budget });
  return [section, asSection(openAccount(rho))];
}

/** @throws Problem `privacy-budget-missing`, `privacy-budget-exceeded` */
export function charged(from: Sections, spend: Spend): readonly [string, Uint8Array] {
  const known = readBudget(from);
  if (!known) throw new Problem('privacy-budget-missing');
  return [section, asSection(charge(known, spend))];
}
