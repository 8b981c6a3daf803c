/** How soon a password is guessed by whoever tries known passwords, words, dates, rows of keys and their mixtures. */
import { createRequire } from 'node:module';
import type * as Core from '@zxcvbn-ts/core';
import type * as Common from '@zxcvbn-ts/language-common';

// At run time and only when a password is set: the lists are large, and none of them is kept afterwards.
const load = createRequire(import.meta.url);

/**
 * The order of magnitude of the guesses needed: 8 for a hundred million. By zxcvbn (D. L. Wheeler, "zxcvbn: low-budget
 * password strength estimation", USENIX Security 2016) with its list of 50,000 passwords.
 * @param about words that are tried first, such as the name in the e-mail address
 */
export function guesses(password: string, about: readonly string[]): number {
  const { ZxcvbnFactory } = load('@zxcvbn-ts/core') as typeof Core;
  const { dictionary, adjacencyGraphs } = load('@zxcvbn-ts/language-common') as typeof Common;
  const estimate = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
  });
  return estimate.check(password, [...about]).guessesLog10;
}
