/** The plain form: cells with their amounts, and relations between them. */
import { basename } from 'node:path';
import { Problem } from '../../core/problem.ts';
import {
  type Cell,
  describeRelation,
  type Knowledge,
  readers,
  type Relation,
  type Sensitive,
  tableProblem,
} from '../../disclosure/model.ts';
import { gigabytes, memoryOf, mostCells } from '../../disclosure/size.ts';
import { type Decimal, inUnits, parseDecimal, type Request, writtenAmount } from '../model.ts';
import { decodeText } from '../../platform/tables/encoding.ts';
import type { TableRow } from '../../platform/tables/table.ts';
import { bytesOf, columnsOf, csvFile } from './rows.ts';
import { readPlainSpec } from './spec.ts';

interface PlainCell {
  readonly id: string;
  readonly value: Decimal;
  readonly isPrimary: boolean;
  /** The protection level, to both sides. */
  readonly level: Decimal;
  /** Fixed by nature, and always shown. */
  readonly isFixed: boolean;
}

interface PlainRelation {
  readonly row: number;
  readonly cells: readonly number[];
  readonly coefficients: readonly number[];
}

/**
 * Cells (id, value, primary, pl, zero) and relations (`id:coefficient` …, one a line, with the sum 0).
 * Amounts are counted in the smallest decimal unit that is in use, or the smallest with which every relation stays
 * below 2^53. What rounding leaves over in a relation is taken as known to the reader.
 * Without a spec the reader is one of magnitudes: nobody's own amount, and a hidden cell can be 0 where every 0 of
 * the table is marked as fixed.
 * @throws Problem with file and row: `table-column-missing`, `table-code-twice`, `table-code-unknown`,
 *   `table-amount-invalid`, `table-mark-invalid`, `table-relation-invalid`, `table-not-additive`, `table-overflow`
 */
export function readPlainRequest(cellsFile: string, relationsFile: string, specFile?: string): Request {
  const cells = readCells(cellsFile);
  const lines = readRelations(relationsFile, new Map(cells.map(({ id }, at) => [id, at])));
  const spec = specFile === undefined ? {} : readPlainSpec(specFile);
  const everyZeroIsFixed = cells.every(({ value, isFixed }) => value.digits > 0n || isFixed);
  const knowledge: Knowledge = {
    zeros: spec.zeros ?? (everyZeroIsFixed ? 'structural' : 'published'),
    insider: spec.insider ?? 'none',
  };
  const decimals = decimalsOf(cells, lines, basename(relationsFile));
  const units: Cell[] = cells.map(({ id, value, isFixed }) => ({
    code: id,
    value: inUnits(value, decimals, 'nearest'),
    ...(isFixed && (value.digits === 0n ? { kind: 'structural' } : { keep: 'published' })),
  }));
  const relations = lines.map((line) => withRest(line, cells, units, basename(relationsFile), decimals));
  const problem = tableProblem(units, relations);
  const least = readers(problem, knowledge)[0]?.atLeast ?? [];
  const sensitive = cells.flatMap(({ isPrimary, level }, cell): Sensitive[] => {
    if (!isPrimary) return [];
    const upper = inUnits(level, decimals, 'up');
    // No reader can be left in doubt below what he knows to be the least.
    const lower = Math.min(upper, (units[cell]?.value ?? 0) - (least[cell] ?? 0));
    return [{ cell, reason: 'dominance', protection: { lower, upper, sliding: 1 } }];
  });
  return {
    layout: { columns: ['id'], amount: 'value', decimals, labels: cells.map(({ id }) => [id]) },
    problem,
    sensitive,
    knowledge,
    cost: spec.cost ?? 'sum',
    notes: notesOf(cells, relations, decimals),
  };
}

function readCells(path: string): PlainCell[] {
  refuseTooMany(path);
  const table = csvFile(path);
  const { file } = table;
  const [idAt = -1, valueAt = -1, primaryAt = -1, levelAt = -1, zeroAt = -1] = columnsOf(table, [
    'id',
    'value',
    'primary',
    'pl',
    'zero',
  ]);
  const seen = new Set<string>();
  const cellOf = ({ row, cells }: TableRow): PlainCell => {
    const text = (at: number) => cells[at]?.trim() ?? '';
    const id = text(idAt);
    if (seen.has(id)) throw new Problem('table-code-twice', { code: id }, { file, row, column: 'id' });
    seen.add(id);
    const amount = (at: number, column: string): Decimal => {
      const found = parseDecimal(text(at));
      if (!found)
        throw new Problem('table-amount-invalid', { cell: id, value: text(at) }, { file, row, column });
      return found;
    };
    const mark = (at: number, column: string): boolean => {
      if (!/^[01]$/.test(text(at)))
        throw new Problem('table-mark-invalid', { value: text(at) }, { file, row, column });
      return text(at) === '1';
    };
    return {
      id,
      value: amount(valueAt, 'value'),
      isPrimary: mark(primaryAt, 'primary'),
      level: amount(levelAt, 'pl'),
      isFixed: mark(zeroAt, 'zero'),
    };
  };
  return Array.from(table.rows, cellOf);
}

/** Lines are counted before any is read. @throws Problem `table-too-large` */
function refuseTooMany(path: string): void {
  const lineFeed = 10;
  let cells = -1;
  for (const byte of bytesOf(path)) if (byte === lineFeed) cells += 1;
  if (cells > mostCells)
    throw new Problem(
      'table-too-large',
      { cells, most: mostCells, memory: gigabytes(memoryOf({ cells, terms: 0 })) },
      { file: basename(path) },
    );
}

/** @throws Problem `table-relation-invalid`, `table-code-unknown` with file and row */
export function readRelations(path: string, places: ReadonlyMap<string, number>): PlainRelation[] {
  const file = basename(path);
  return decodeText(bytesOf(path), { file })
    .split(/\r\n|\r|\n/)
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const row = index + 1;
      const terms = line
        .trim()
        .split(/\s+/)
        .map((term) => {
          const [, id, coefficient] = /^(.+):([+-]?\d+)$/.exec(term) ?? [];
          if (id === undefined || !Number.isSafeInteger(Number(coefficient)) || Number(coefficient) === 0)
            throw new Problem('table-relation-invalid', { relation: term }, { file, row });
          const cell = places.get(id);
          if (cell === undefined)
            throw new Problem(
              'table-code-unknown',
              { code: id, where: 'the ids of the cells' },
              { file, row },
            );
          return [cell, Number(coefficient)] as const;
        });
      const cells = terms.map(([cell]) => cell);
      if (new Set(cells).size < cells.length)
        throw new Problem('table-relation-invalid', { relation: line.trim().slice(0, 200) }, { file, row });
      return [{ row, cells, coefficients: terms.map(([, coefficient]) => coefficient) }];
    });
}

/** The decimals in use, or as many as leave every sum of a relation exact. */
function decimalsOf(cells: readonly PlainCell[], relations: readonly PlainRelation[], file: string): number {
  const inUse = Math.max(0, ...new Set(cells.map(({ value }) => value.decimals)));
  let decimals = inUse;
  for (const relation of relations) {
    const size = relation.cells.reduce((sum, cell, i) => {
      const { digits = 0n, decimals: own = 0 } = cells[cell]?.value ?? {};
      return sum + Math.abs(relation.coefficients[i] ?? 0) * (Number(digits) / 10 ** own);
    }, 1);
    // Half of the exact range: the other half is for the rest that rounding leaves.
    while (decimals >= 0 && size * 10 ** decimals > 2 ** 52) decimals -= 1;
    if (decimals < 0)
      throw new Problem('table-overflow', { relation: 'this relation' }, { file, row: relation.row });
  }
  return decimals;
}

/**
 * The relation with what is left over as its constant, if rounding can explain that: half a unit of the last digit
 * of each amount, or one part in ten thousand of the largest for amounts rounded to leading digits.
 */
function withRest(
  { row, cells: of, coefficients }: PlainRelation,
  cells: readonly PlainCell[],
  units: readonly Cell[],
  file: string,
  decimals: number,
): Relation {
  let constant = 0;
  let rounding = 0;
  let largest = 0;
  of.forEach((cell, i) => {
    const coefficient = coefficients[i] ?? 0;
    const term = coefficient * (units[cell]?.value ?? 0);
    constant += term;
    largest = Math.max(largest, Math.abs(term));
    const lastDigit = 10 ** (decimals - (cells[cell]?.value.decimals ?? 0));
    rounding += (Math.abs(coefficient) * Math.max(lastDigit, 1)) / 2;
  });
  const relation = { cells: of, coefficients, constant };
  if (Math.abs(constant) > Math.max(rounding, largest / 10_000))
    throw new Problem(
      'table-not-additive',
      {
        relation: describeRelation(
          { cells: units, relations: [], holdings: [] },
          { ...relation, constant: 0 },
        ),
        difference: writtenAmount(constant, decimals),
      },
      { file, row },
    );
  return relation;
}

function notesOf(cells: readonly PlainCell[], relations: readonly Relation[], decimals: number): string[] {
  const inUse = Math.max(0, ...new Set(cells.map(({ value }) => value.decimals)));
  const uneven = relations.filter(({ constant }) => constant !== 0);
  const largest = uneven.reduce((most, { constant }) => Math.max(most, Math.abs(constant)), 0);
  return [
    ...(decimals < inUse
      ? [`amounts have up to ${inUse} decimals; they are rounded to ${decimals}, so that sums stay exact`]
      : []),
    ...(uneven.length > 0
      ? [
          `${uneven.length} of ${relations.length} relations do not add up, by ${writtenAmount(largest, decimals)} at most; this is taken as rounding that readers know`,
        ]
      : []),
  ];
}
