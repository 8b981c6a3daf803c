/** Whom the ledger must stand up to: a reader of everything published, who knows what any of its plans reckons with. */
import { Problem } from '../core/problem.ts';
import type { Knowledge } from '../disclosure/model.ts';
import { type Codebook, organisationsOf } from './codebook.ts';
import type { Publication } from './ledger.ts';

/**
 * Whom a publication must stand up to: who knows all that any reader of it and of those before it knows.
 * @throws Problem `plan-invalid` where organisations are among them, and it is not known of every publication what
 *   each organisation reported
 */
export function knowledgeOf(codebook: Codebook, publications: readonly Publication[]): Knowledge {
  const constraining = publications.filter(({ plan }) => plan.method.is !== 'noise');
  const knowledge = strongest(constraining.map(({ plan }) => plan.reader));
  if (knowledge.insider !== 'both') return knowledge;
  const organisations = organisationsOf(codebook).join();
  const unknown = constraining.find(
    ({ problem }) => problem.holdings.map(({ organisation }) => organisation).join() !== organisations,
  );
  if (unknown)
    throw new Problem('plan-invalid', {
      detail: `reader.insider: a release of this vault guards against organisations, and of ${unknown.name} it is not known what each reported in confidence; no table may show ${codebook.organisation ?? 'the organisation'} then, and the codebook must have named it from the first release on`,
    });
  return knowledge;
}

/**
 * A reader who knows all that any of these know. An organisation is taken to know what contributors know as well, so
 * that it stands for all others.
 */
export function strongest(all: readonly Knowledge[]): Knowledge {
  const zeros = (['structural', 'published'] as const).find((kind) => all.some((one) => one.zeros === kind));
  return {
    zeros: all.some((one) => one.zeros === 'published') ? 'published' : (zeros ?? 'withholdable'),
    insider: all.some(({ insider }) => insider === 'organisation')
      ? 'both'
      : all.some(({ insider }) => insider === 'contributor')
        ? 'contributor'
        : 'none',
  };
}
