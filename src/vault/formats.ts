/** The files that disclosure control hands out. The same release gives the same bytes. */
import type { Interval } from '../disclosure/attack.ts';
import type { Certificate, Pattern } from '../disclosure/model.ts';
import type { Lines } from '../platform/files.ts';
import { formulaSafe } from '../platform/tables/write.ts';
import { type Layout, type Request, writtenAmount } from './model.ts';

/** What readers get: every cell with its number, or withheld. One status for all that is withheld. */
export function* protectedCsv(layout: Layout, values: readonly number[], pattern: Pattern): Lines {
  yield line([...layout.columns, layout.amount, 'status']);
  for (const [cell, label] of layout.labels.entries()) {
    const number = writtenAmount(values[cell] ?? NaN, layout.decimals);
    yield line([...label, ...(pattern[cell] === 'published' ? [number, 'published'] : ['', 'withheld'])]);
  }
}

/** For auditors: which cells are small and which are withheld; no numbers. Not for readers. */
export function* patternCsv(layout: Layout, pattern: Pattern): Lines {
  yield line([...layout.columns, 'primary', 'suppressed']);
  for (const [cell, label] of layout.labels.entries())
    yield line([
      ...label,
      pattern[cell] === 'primary' ? '1' : '0',
      pattern[cell] === 'published' ? '0' : '1',
    ]);
}

/** What an attack finds for each withheld cell; `max` is empty where nothing limits it. */
export function* intervalsCsv(layout: Layout, intervals: readonly Interval[]): Lines {
  yield line([...layout.columns, 'min', 'max', 'exact']);
  for (const { cell, min, max } of intervals)
    yield line([
      ...(layout.labels[cell] ?? []),
      writtenAmount(min.value, layout.decimals),
      writtenAmount(max.value, layout.decimals),
      min.known === 'exact' && max.known === 'exact' ? '1' : '0',
    ]);
}

/** Rows end with a plain line feed and no line follows the last, so that any reader of CSV takes them. */
export function line(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(formulaSafe(cell))).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export const certificateFormat = 'plumbline certificate of disclosure control';

/**
 * All that `verify` needs, and nothing else: one JSON document, one cell, relation, witness and proof a line.
 * Relations are [constant, cell, coefficient, cell, coefficient, …], witnesses [cell, difference from the true
 * value, …].
 * @param sha256 of the file of readers
 */
export function* certificateJson(
  { layout, problem, sensitive, rules, knowledge }: Request,
  pattern: Pattern,
  { witnesses, proofs }: Certificate,
  sha256: string,
): Lines {
  const { cells } = problem;
  const head = {
    format: certificateFormat,
    version: 1,
    secret:
      'This file holds the true numbers of withheld cells. Keep it as safe as the data; never publish it.',
    columns: layout.columns,
    amount: layout.amount,
    decimals: layout.decimals,
    knowledge,
    ...(rules ? { rules } : {}),
    protected: sha256,
  };
  yield `${JSON.stringify(head, null, 1).slice(0, -2)},\n`;
  yield* list(
    'cells',
    cells.map(({ code, value, kind }, cell) => [
      layout.labels[cell] ?? [code],
      value,
      pattern[cell] ?? 'published',
      ...(kind ? [kind] : []),
    ]),
  );
  yield* list(
    'relations',
    problem.relations.map((relation) => [
      relation.constant,
      ...relation.cells.flatMap((cell, i) => [cell, relation.coefficients[i] ?? 0]),
    ]),
  );
  yield* list(
    'holdings',
    problem.holdings.map(({ organisation, counts }) => [organisation, counts.flat()]),
  );
  yield* list(
    'sensitive',
    sensitive.map(({ cell, reason, protection: { lower, upper, sliding } }) => [
      cell,
      reason,
      lower,
      upper,
      sliding,
    ]),
  );
  yield* list(
    'witnesses',
    witnesses.map(({ cells: moved, by }) => Array.from(moved, (cell, i) => [cell, by[i] ?? NaN]).flat()),
  );
  yield* list(
    'proofs',
    proofs.map(({ reader, cell, low, high }) => [reader, cell, low, high]),
    '\n}\n',
  );
}

function* list(name: string, entries: readonly unknown[], end = ',\n'): Lines {
  yield ` "${name}": [`;
  for (const [at, entry] of entries.entries()) yield `${at === 0 ? '\n' : ',\n'}  ${JSON.stringify(entry)}`;
  yield `\n ]${end}`;
}
