/**
 * The checker of a release. Integer addition only, no solver, nothing shared with the code that hides cells:
 * whoever trusts these lines need not trust the rest.
 */
import {
  type Certificate,
  type Pattern,
  protects,
  type Reader,
  type Sensitive,
  type TableProblem,
} from './model.ts';

/**
 * Checks that each sensitive cell is hidden and has, for every reader, two whole-number tables that agree with
 * all that is published, with the relations and with what the reader knows, and that leave enough doubt.
 * Linear in the size of the table and of the certificate.
 * @returns what is wrong, a sentence each; empty where the release is proven
 */
export function verify(
  { cells, relations }: TableProblem,
  pattern: Pattern,
  sensitive: readonly Sensitive[],
  readers: readonly Reader[],
  { witnesses, proofs }: Certificate,
): string[] {
  const valueOf = (cell: number) => cells[cell]?.value ?? NaN;
  const relationsOf: number[][] = cells.map(() => []);
  for (const [r, { cells: of, coefficients, constant }] of relations.entries()) {
    const sum = of.reduce((total, cell, i) => total + (coefficients[i] ?? NaN) * valueOf(cell), 0);
    if (sum !== constant) return ['The table itself does not add up.'];
    of.forEach((cell, i) => relationsOf[cell]?.push(r, coefficients[i] ?? NaN));
  }

  const change = new Float64Array(relations.length);
  const seen = new Int32Array(cells.length).fill(-1);
  /** Whether a table differs in hidden cells only, by whole numbers, each cell once, and every relation holds. */
  const agrees = witnesses.map(({ cells: moved, by }, w) => {
    let sound = moved.length === by.length;
    for (let i = 0; i < moved.length; i += 1) {
      const cell = moved[i] ?? -1;
      const of = relationsOf[cell] ?? [];
      if (seen[cell] === w || (pattern[cell] ?? 'published') === 'published') sound = false;
      if (!Number.isSafeInteger(by[i])) sound = false;
      seen[cell] = w;
      for (let e = 0; e < of.length; e += 2)
        change[of[e] ?? 0] = (change[of[e] ?? 0] ?? NaN) + (of[e + 1] ?? NaN) * (by[i] ?? NaN);
    }
    for (let i = 0; i < moved.length; i += 1) {
      const of = relationsOf[moved[i] ?? -1] ?? [];
      for (let e = 0; e < of.length; e += 2) {
        if (change[of[e] ?? 0] !== 0) sound = false;
        change[of[e] ?? 0] = 0;
      }
    }
    return sound;
  });

  const faults: string[] = [];
  for (const { name, atLeast } of readers) {
    const possible = witnesses.map(({ cells: moved, by }, w) => {
      if (!agrees[w]) return false;
      for (let i = 0; i < moved.length; i += 1) {
        const cell = moved[i] ?? -1;
        if (!(valueOf(cell) + (by[i] ?? NaN) >= (atLeast[cell] ?? Infinity))) return false;
      }
      return true;
    });
    const proofOf = new Map(
      proofs.filter(({ reader }) => reader === name).map((proof) => [proof.cell, proof]),
    );
    for (const { cell, protection } of sensitive) {
      const who = `${cells[cell]?.code ?? cell}, reader ${name}`;
      const proof = proofOf.get(cell);
      const differs = (w: number) => {
        const { cells: moved, by } = witnesses[w] ?? { cells: [], by: [] };
        return by[Array.prototype.indexOf.call(moved, cell)] ?? 0;
      };
      if (pattern[cell] !== 'primary') faults.push(`${who}: the cell is not hidden.`);
      else if (!proof) faults.push(`${who}: there is no proof.`);
      else if (!possible[proof.low] || !possible[proof.high])
        faults.push(`${who}: a table of the proof is not possible.`);
      else if (!protects({ min: differs(proof.low), max: differs(proof.high) }, 0, protection))
        faults.push(`${who}: the tables are too near to each other.`);
    }
  }
  return faults;
}
