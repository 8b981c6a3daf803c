/** Commands of the custodian: `vault`, and disclosure control on CSV files without a vault: `protect`, `attack`, `verify`. */
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Problem } from '../core/problem.ts';
import { attack, type Interval, withEarlier } from '../disclosure/attack.ts';
import { type CellState, readers } from '../disclosure/model.ts';
import { type Improved, improve } from '../disclosure/optimum.ts';
import { type Outcome, type Progress, protect } from '../disclosure/protect.ts';
import { hashOf, type Output, writeFiles } from '../platform/files.ts';
import { exitCodes, type Terminal } from '../platform/terminal.ts';
import { onDisk } from './commands/open.ts';
import { publishedCommands } from './commands/published.ts';
import { recordCommands } from './commands/records.ts';
import { releaseCommands } from './commands/release.ts';
import { certificateJson, intervalsCsv, patternCsv, protectedCsv } from './formats.ts';
import { faultsOf, readCertificate } from './intake/certificate.ts';
import { readPlainRequest } from './intake/plain.ts';
import { readPlainReleased, type Released, readReleased } from './intake/released.ts';
import { readTableRequest } from './intake/table.ts';
import { nameCells, nameObstacles, type Request, writtenAmount } from './model.ts';

interface ProtectOptions {
  readonly spec?: string;
  readonly relations?: string;
  readonly out: string;
  readonly certificate: string;
  readonly pattern?: string;
  readonly effort: 'usual' | 'exact';
}

interface AttackOptions {
  readonly spec?: string;
  readonly relations?: string;
  readonly with?: readonly string[];
  readonly reader?: 'published' | 'withholdable';
  readonly out?: string;
}

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const vault = recordCommands(program, terminal);
  releaseCommands(vault, terminal, onDisk);
  publishedCommands(vault, terminal, onDisk);
  program
    .command('protect')
    .argument('<table>', 'counted combinations or one record a row (CSV); with --relations, cells')
    .option('--spec <file>', 'dimensions, tables and threshold (JSON); hier_<dimension>.csv stand beside it')
    .option('--relations <file>', 'plain form: which cells add up to which')
    .requiredOption('--out <file>', 'where to write the table for readers (CSV)')
    .requiredOption('--certificate <file>', 'where to write the proof; it is secret')
    .option('--pattern <file>', 'where to write which cells are withheld, for auditors; it is secret')
    .addOption(
      new Option('--effort <how>', 'exact: for small tables, looks for the cheapest choice and proves it')
        .choices(['usual', 'exact'])
        .default('usual'),
    )
    .description('withholds cells so that no small count can be worked out, and proves it')
    .addHelpText(
      'after',
      `
Examples:
  plumbline protect table.csv --spec spec.json --out protected.csv --certificate cert.json
  plumbline protect cells.csv --relations relations.txt --out protected.csv --certificate cert.json`,
    )
    .action(async (table: string, options: ProtectOptions, command: Command) => {
      const to = terminal(command);
      const { spec, relations, out, certificate, pattern, effort } = options;
      refuseOverwriting({ '--out': out, '--certificate': certificate, '--pattern': pattern }, [
        table,
        spec,
        relations,
      ]);
      const request = readRequest(table, options);
      for (const note of request.notes) to.say(note);
      const { problem, sensitive, knowledge, cost, layout } = request;
      const first = await protect(problem, sensitive, knowledge, { cost, progress: telling(to) });
      if (first.outcome !== 'protected')
        throw new Problem(
          first.outcome === 'impossible' ? 'protection-impossible' : 'protection-not-proven',
          {
            cells:
              first.outcome === 'impossible'
                ? nameObstacles(request, first.cells)
                : nameCells(problem, first.cells),
          },
        );
      const best = effort === 'exact' ? await cheapest(request, first, to) : undefined;
      const result = best ?? first;
      const values = problem.cells.map(({ value }) => value);
      const released = () => protectedCsv(layout, values, result.pattern);
      const proof = certificateJson(request, result.pattern, result.certificate, hashOf(released()));
      writeFiles([
        { path: certificate, lines: proof, audience: 'owner' },
        ...(pattern === undefined
          ? []
          : [
              {
                path: pattern,
                lines: patternCsv(layout, result.pattern),
                audience: 'owner',
              } satisfies Output,
            ]),
        // Last: where the table for readers stands, its proof stands too.
        { path: out, lines: released(), audience: 'everybody' },
      ]);
      const withheld = (state: CellState) =>
        layout.labels.filter((_, cell) => result.pattern[cell] === state).length;
      const [small, further] = [withheld('primary'), withheld('secondary')];
      const names = readers(problem, knowledge).map(({ name }) => name);
      to.print(
        {
          cells: layout.labels.length,
          sensitive: small,
          further,
          readers: names,
          out,
          certificate,
          pattern,
          ...(best
            ? { cost: best.cost, least: best.proof === 'optimal' ? best.cost : best.proof.lowerBound }
            : {}),
        },
        [
          `${out}: ${layout.labels.length} cells, ${small + further} withheld: ${small} are sensitive, ${further} would give these away`,
          `${certificate}: the proof, against the reader ${names.join(', ')}. It holds true numbers: keep it secret`,
          ...(pattern === undefined ? [] : [`${pattern}: which cells are sensitive. Keep it secret`]),
          ...(best ? [sentenceOf(best, request)] : []),
        ],
      );
    });

  program
    .command('attack')
    .argument('<protected>', 'a table as readers have it: dimensions, freq (empty where withheld), status')
    .option('--spec <file>', 'dimensions, tables and threshold (JSON), as for protect')
    .option('--relations <file>', 'plain form: which cells add up to which')
    .option('--with <files...>', 'earlier releases of the same cells')
    .addOption(
      new Option(
        '--reader <knows>',
        'published: all zeros are shown, so a withheld cell is at least 1; withholdable: it can be 0',
      ).choices(['published', 'withholdable']),
    )
    .option('--out <file>', 'where to write the intervals (CSV), in place of printing them')
    .description('works out what a reader can know of each withheld cell')
    .addHelpText(
      'after',
      `
Examples:
  plumbline attack protected.csv --spec spec.json
  plumbline attack protected.csv --spec spec.json --with 2025.csv --out intervals.csv
  plumbline attack protected.csv --relations relations.txt`,
    )
    .action(async (file: string, options: AttackOptions, command: Command) => {
      const to = terminal(command);
      const earlierFiles = options.with ?? [];
      refuseOverwriting({ '--out': options.out }, [file, options.spec, options.relations, ...earlierFiles]);
      const released = readAnyReleased(file, options);
      for (const note of released.notes) to.say(note);
      const release = released.earlier.reduce(withEarlier, released.release);
      const zeros = options.reader ?? (released.zeros === 'published' ? 'published' : 'withholdable');
      const least = zeros === 'published' ? 1 : 0;
      const isCell = (cell: number) => cell < released.layout.labels.length;
      const withheld = release.published.filter((value, cell) => value === undefined && isCell(cell)).length;
      const exact = withheld <= mostExact;
      to.say(
        `${withheld} withheld cells${exact ? '' : `: those seen to span ${released.k} are not followed further`} …`,
      );
      let last = to.now().getTime();
      const everything = await attack(
        release,
        { name: zeros, atLeast: release.published.map((_, cell) => (isCell(cell) ? least : 0)) },
        {
          ...(exact ? {} : { wide: released.k }),
          progress: ({ done, of }) => {
            const now = to.now().getTime();
            if (now - last < 1000) return;
            last = now;
            to.say(`${done} of ${of} …`);
          },
        },
      );
      const intervals = everything.filter(({ cell }) => isCell(cell));
      if (options.out !== undefined)
        writeFiles([
          { path: options.out, lines: intervalsCsv(released.layout, intervals), audience: 'owner' },
        ]);
      const summary = summarise(intervals, released.k);
      to.print(
        { reader: zeros, summary, intervals: intervals.map((interval) => described(released, interval)) },
        [
          ...(options.out === undefined ? intervals.map((interval) => tell(released, interval)) : []),
          `${summary.withheld} withheld cells, zeros ${zeros}: ${summary.exactlyKnown} exactly known, ${summary.withinOne} within ±1, ${summary.narrowerThanK} narrower than ${released.k}${summary.unsettled > 0 ? `, ${summary.unsettled} with ends that are not settled (the true interval may be narrower)` : ''}`,
        ],
      );
      if (summary.exactlyKnown > 0) process.exitCode = exitCodes.findings;
    });

  program
    .command('verify')
    .argument('<certificate>', 'the proof that protect wrote')
    .argument('[protected]', 'the table as readers have it')
    .description('checks the proof of a release by adding up alone')
    .addHelpText('after', '\nExample:\n  plumbline verify cert.json protected.csv')
    .action(async (file: string, released: string | undefined, _, command: Command) => {
      const to = terminal(command);
      const proven = readCertificate(file);
      const faults = faultsOf(proven, released === undefined ? undefined : { path: released });
      const { problem, sensitive, knowledge, layout } = proven.request;
      const hidden = layout.labels.filter((_, cell) => proven.pattern[cell] !== 'published').length;
      const names = readers(problem, knowledge).map(({ name }) => name);
      to.print(
        { proven: faults.length === 0, hidden, sensitive: sensitive.length, readers: names, faults },
        faults.length === 0
          ? [
              `proven: ${hidden} hidden cells, ${sensitive.length} small or otherwise sensitive, readers ${names.join(', ')}`,
            ]
          : ['NOT proven:', ...faults.slice(0, 50).map((fault) => `  ${fault}`), ...more(faults.length - 50)],
      );
      if (faults.length > 0) process.exitCode = exitCodes.findings;
    });
}

/** Up to so many withheld cells, the attack tells exactly how far each interval goes. */
const mostExact = 3_000;

function more(count: number): string[] {
  return count > 0 ? [`  … and ${count} more`] : [];
}

/** @throws Problem `parameter-invalid` where neither form is asked for, and those of the readers */
function readRequest(table: string, { spec, relations }: ProtectOptions): Request {
  if (relations !== undefined) return readPlainRequest(table, relations, spec);
  if (spec !== undefined) return readTableRequest(table, spec);
  throw noForm();
}

/** @throws Problem as `readRequest`, and where earlier releases are given with the plain form */
function readAnyReleased(file: string, { spec, relations, with: earlier = [] }: AttackOptions): Released {
  if (relations !== undefined && earlier.length > 0)
    throw new Problem('parameter-invalid', {
      name: '--with',
      value: earlier.join(', '),
      detail: 'earlier releases are compared in tables with a spec only; leave out --relations',
    });
  if (relations !== undefined) return readPlainReleased(file, relations, spec);
  if (spec !== undefined) return readReleased(file, spec, earlier);
  throw noForm();
}

function noForm(): Problem {
  return new Problem('parameter-invalid', {
    name: '--spec',
    value: '',
    detail: 'give the spec of the table, or --relations for the plain form',
  });
}

/** Beyond these sizes no proof that a choice is the cheapest can be hoped for. */
const mostForExact = { cells: 2_000, sensitive: 400 };

async function cheapest(
  { problem, sensitive, knowledge, cost }: Request,
  first: Extract<Outcome, { readonly outcome: 'protected' }>,
  to: Terminal,
): Promise<Improved | undefined> {
  if (problem.cells.length > mostForExact.cells || sensitive.length > mostForExact.sensitive) {
    to.say(
      `--effort exact is for tables of up to ${mostForExact.cells} cells with ${mostForExact.sensitive} sensitive ones; this one keeps the usual choice`,
    );
    return undefined;
  }
  let last = to.now().getTime();
  return improve(problem, sensitive, knowledge, first, {
    cost,
    progress: ({ lowerBound, cost: known }) => {
      if (to.now().getTime() - last < 2000) return;
      last = to.now().getTime();
      to.say(`cheapest choice: between ${Math.ceil(lowerBound)} and ${Math.round(known)} …`);
    },
  });
}

function sentenceOf({ cost, proof }: Improved, { cost: kind, layout }: Request): string {
  const told = (value: number) =>
    kind === 'sum' ? writtenAmount(Math.ceil(value), layout.decimals) : String(Math.ceil(100 * value) / 100);
  return proof === 'optimal'
    ? `No safe choice costs less than this one: ${told(cost)}`
    : `This choice costs ${told(cost)}; none is known to cost less, and none costs less than ${told(proof.lowerBound)}`;
}

/** An output must not replace what was handed in, or another output. @throws Problem `parameter-invalid` */
function refuseOverwriting(
  outputs: Readonly<Record<string, string | undefined>>,
  inputs: readonly (string | undefined)[],
): void {
  const taken = new Set(inputs.flatMap((path) => (path === undefined ? [] : [resolve(path)])));
  for (const [name, path] of Object.entries(outputs)) {
    if (path === undefined) continue;
    if (taken.has(resolve(path)))
      throw new Problem('parameter-invalid', {
        name,
        value: basename(path),
        detail: 'another file of this command has this name',
      });
    taken.add(resolve(path));
  }
}

const doings: { readonly [D in Progress['doing']]: string } = {
  choosing: 'choosing what to withhold',
  proving: 'proving',
  reopening: 'showing again what can be shown',
  checking: 'checking the proof',
};

/** Says how far a run is, once a second when it takes longer than that. */
function telling(to: Terminal): (state: Progress) => void {
  let last = to.now().getTime();
  return ({ doing, done, of }) => {
    const now = to.now().getTime();
    if (now - last < 1000) return;
    last = now;
    to.say(`${doings[doing]}: ${done} of ${of} …`);
  };
}

function summarise(intervals: readonly Interval[], k: number) {
  const narrower = (width: number) =>
    intervals.filter(({ min, max }) => max.value - min.value < width).length;
  return {
    withheld: intervals.length,
    exactlyKnown: narrower(1),
    /** Known up to one more or one less. */
    withinOne: narrower(3),
    k,
    narrowerThanK: narrower(k),
    unsettled: intervals.filter(({ min, max }) => min.known === 'bound' || max.known === 'bound').length,
  };
}

function described({ layout }: Released, { cell, min, max }: Interval) {
  return {
    codes: Object.fromEntries(layout.columns.map((name, d) => [name, layout.labels[cell]?.[d] ?? ''])),
    min: min.value,
    max: max.value === Infinity ? null : max.value,
    exact: min.known === 'exact' && max.known === 'exact',
  };
}

function tell({ layout }: Released, { cell, min, max }: Interval): string {
  const mark =
    min.known === 'bound' || max.known === 'bound'
      ? '  (not settled)'
      : max.known === 'reached'
        ? '  (at least so far)'
        : '';
  const top = max.value === Infinity ? 'no limit' : writtenAmount(max.value, layout.decimals);
  return `${(layout.labels[cell] ?? []).join(' × ')}  [${writtenAmount(min.value, layout.decimals)}, ${top}]${mark}`;
}
