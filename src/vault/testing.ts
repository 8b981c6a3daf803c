/** What tests of disclosure control on files share: commands run as people do, and two small tables. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { dayOf } from '../core/date.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { exitCodes, type Terminal } from '../platform/terminal.ts';

export interface Ran {
  readonly lines: readonly string[];
  readonly said: readonly string[];
  readonly value: Readonly<Record<string, unknown>>;
  readonly code: number;
}

type Add = (program: Command, terminal: () => Terminal) => void;
type Run = (...args: readonly string[]) => Promise<Ran>;

/** How to run these commands without a process; what a command throws is thrown. */
export function runner(commands: Add): Run {
  return async (...args) => {
    const lines: string[] = [];
    const said: string[] = [];
    let value = {};
    let clock = 0;
    const terminal: Pick<Terminal, 'print' | 'say' | 'now' | 'today' | 'actor' | 'progress' | 'output'> = {
      actor: 'tester',
      output: 'text',
      progress: (line) => said.push(line),
      print: (result, text) => {
        value = JSON.parse(JSON.stringify(result)) as typeof value;
        lines.push(...text);
      },
      say: (line) => said.push(line),
      // Every look at the clock finds it two seconds later.
      now: () => new Date((clock += 2000)),
      today: () => dayOf('2026-03-01'),
    };
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    commands(program, () => terminal as Terminal);
    const before = process.exitCode;
    process.exitCode = undefined;
    try {
      await program.parseAsync(args, { from: 'user' });
      return { lines, said, value, code: Number(process.exitCode ?? exitCodes.done) };
    } finally {
      process.exitCode = before;
    }
  };
}

/** Writes files into a folder of the test and gives their paths. */
export function files(contents: { readonly [name: string]: string }): (name: string) => string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
  return (name) => join(folder, name);
}

export const worked = {
  'table.csv': `region,form,freq
North,A,20\nNorth,B,3\nNorth,C,17\nNorth,D,12
South,A,8\nSouth,B,11\nSouth,C,2\nSouth,D,30
East,A,15\nEast,B,9\nEast,C,14\nEast,D,4
West,A,13\nWest,B,16\nWest,C,21\nWest,D,10
`,
  'hier_region.csv': 'code,parent\nTotal,\nNorth,Total\nSouth,Total\nEast,Total\nWest,Total\n',
  'spec.json': JSON.stringify({ dims: ['region', 'form'], k: 5, tables: [['region', 'form']] }),
};

/** `protect` with all its files beside the table. */
export async function protectIn(run: Run, at: (name: string) => string): Promise<Ran> {
  return run(
    'protect',
    at('table.csv'),
    '--spec',
    at('spec.json'),
    '--out',
    at('out.csv'),
    '--certificate',
    at('cert.json'),
    '--pattern',
    at('pattern.csv'),
  );
}

/** The same in the plain form. */
export async function protectPlain(
  run: Run,
  at: (name: string) => string,
  ...more: readonly string[]
): Promise<Ran> {
  return run(
    'protect',
    at('cells.csv'),
    '--relations',
    at('relations.txt'),
    '--out',
    at('out.csv'),
    '--certificate',
    at('cert.json'),
    '--pattern',
    at('pattern.csv'),
    ...more,
  );
}

/** The cells of a small file without quotes. */
export function rows(path: string): string[][] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

export const plain = {
  'cells.csv': `id,value,primary,pl,zero
T,101.4,0,0,0\nr1,50.5,0,0,0\nr2,51,0,0,0\nc1,60.5,0,0,0\nc2,41,0,0,0
a,20.25,1,2.001,0\nb,30.25,0,0,0\nc,40.25,0,0,0\nd,10.75,0,0,0\ne,0,0,0,1
`,
  'relations.txt':
    'T:-1 r1:1 r2:1\nT:-1 c1:1 c2:1\nr1:-1 a:1 b:1 e:1\nr2:-1 c:1 d:1\nc1:-1 a:1 c:1\nc2:-1 b:1 d:1\n',
};
