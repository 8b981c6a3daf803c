/**
 * The checker of a release. Integer addition only, no solver, nothing shared with the code that hides cells:
 * whoever trusts these lines need not trust the rest.
 */
import {
  protects,
  type Certificate,
  type Pattern,
  type Reader,
  type Sensitive,
  type TableProblem,
  type Witness,
} from './model.ts';

/**
 * Checks that each sensitive cell is hidden and has, for every reader, two whole-number tables that agree with
 * all that is published, with the relations and with what the reader knows, and that leave enough doubt.
 * Linear in the size of the certificate and of the relations its tables touch.
 * @returns what is wrong, a sentence each; empty where the release is proven
 */
export function verify(
  problem: TableProblem,
  pattern: Pattern,
  sensitive: readonly Sensitive[],
  readers: readonly Reader[],
  { witnesses, proofs }: Certificate,
): string[] {
  const { cells, relations } = problem;
  const relationsOf: number[][] = cells.map(() => []);
  relations.forEach((relation, r) => relation.cells.forEach((cell) => relationsOf[cell]?.push(r)));
  const holds = (r: number, valueOf: (cell: number) => number): boolean => {
    let rest = -(relations[r]?.constant ?? NaN);
    relations[r]?.cells.forEach(
      (cell, i) => (rest += (relations[r]?.coefficients[i] ?? NaN) * valueOf(cell)),
    );
    return rest === 0;
  };
  const trueValue = (cell: number) => cells[cell]?.value ?? NaN;
  if (!relations.every((_, r) => holds(r, trueValue))) return ['The table itself does not add up.'];

  const tables = witnesses.map(({ values }) => new Map(values));
  const agrees = witnesses.map(({ values }, w) => {
    const valueOf = (cell: number) => tables[w]?.get(cell) ?? trueValue(cell);
    return (
      tables[w]?.size === values.length &&
      values.every(
        ([cell, value]) => (pattern[cell] ?? 'published') !== 'published' && Number.isSafeInteger(value),
      ) &&
      [...new Set(values.flatMap(([cell]) => relationsOf[cell] ?? []))].every((r) => holds(r, valueOf))
    );
  });
  const possible = (witness: Witness | undefined, { atLeast }: Reader) =>
    witness?.values.every(([cell, value]) => value >= (atLeast[cell] ?? Infinity)) ?? false;

  const proofOf = new Map(proofs.map((proof) => [`${proof.cell} ${proof.reader}`, proof]));
  const faults: string[] = [];
  for (const { cell, protection } of sensitive)
    for (const reader of readers) {
      const who = `${cells[cell]?.code ?? cell}, reader ${reader.name}`;
      const proof = proofOf.get(`${cell} ${reader.name}`);
      if (pattern[cell] !== 'primary') faults.push(`${who}: the cell is not hidden.`);
      else if (!proof) faults.push(`${who}: there is no proof.`);
      else if (![proof.low, proof.high].every((w) => agrees[w] && possible(witnesses[w], reader)))
        faults.push(`${who}: a table of the proof is not possible.`);
      else {
        const [min, max] = [proof.low, proof.high].map((w) => tables[w]?.get(cell) ?? trueValue(cell));
        if (!protects({ min: min ?? NaN, max: max ?? NaN }, trueValue(cell), protection))
          faults.push(`${who}: the tables are too near to each other.`);
      }
    }
  return faults;
}
