/**
 * The entry of a process beside the server: does one task on a connection of its own, tells what came of it, and
 * ends; it ends as well when the server does. It is built as a file of its own (scripts/run.mjs) and knows none of the
 * doors.
 */
import { Problem, type Place, type ProblemCode, type ProblemDetails } from './core/problem.ts';
import type { ImportOptions } from './imports.ts';
import { derived, migrations } from './installation.ts';
import { problemOfDisk } from './platform/disk.ts';
import type { ImportProgress, ImportReport } from './platform/imports.ts';
import { type Drilled, provenBackup } from './platform/backup.ts';
import { Record } from './platform/record.ts';
import type { OutsideFile } from './platform/tables/read.ts';
import { readColumns, type StampedColumns } from './recommendations/sides.ts';

/** What can be asked for, and what it answers. */
export interface Tasks {
  /** Reads a file and stores it as `who`; without it, shows what it would change. */
  readonly import: {
    readonly task: {
      readonly file: OutsideFile;
      readonly options: ImportOptions;
      readonly who?: { readonly actor: string; readonly reason: string; readonly at: string };
    };
    readonly answer: { readonly report: ImportReport; readonly marked?: Uint8Array };
  };
  /** Reads the columns of the search. */
  readonly columns: { readonly task: object; readonly answer: StampedColumns };
  /** Works out a part of what is too much for a change; answers how many rows are left. */
  readonly derive: { readonly task: object; readonly answer: number };
  /** Writes a backup and shows by a drill that it can be restored. */
  readonly backup: { readonly task: { readonly file: string }; readonly answer: Drilled };
}

export type TaskName = keyof Tasks;

/** What the process is told first. */
export interface Assignment<Name extends TaskName> {
  readonly name: Name;
  readonly folder: string;
  readonly task: Tasks[Name]['task'];
}

export type Message<Name extends TaskName> =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | {
      readonly kind: 'problem';
      readonly code: ProblemCode;
      readonly details: ProblemDetails;
      readonly place: Place | undefined;
    }
  | { readonly kind: 'fault'; readonly stack: string }
  | { readonly kind: 'answer'; readonly answer: Tasks[Name]['answer'] };

const work: {
  readonly [Name in TaskName]: (
    record: Record,
    task: Tasks[Name]['task'],
  ) => Tasks[Name]['answer'] | Promise<Tasks[Name]['answer']>;
} = {
  async import(record, { file, options, who }) {
    // The readers of all formats take memory that other tasks need not.
    const { readOutside, storeOutside } = await import('./imports.ts');
    const ready = await readOutside(record, file, options);
    const onProgress = (progress: ImportProgress) => void tell({ kind: 'progress', progress });
    const report = who
      ? storeOutside(record, ready, who, onProgress)
      : record.rehearse((tx) => ready.store(tx, onProgress));
    return { report, ...(report.refused.length > 0 && ready.marked ? { marked: ready.marked() } : {}) };
  },
  columns: (record) => record.read(readColumns),
  derive: (record) => record.deriveMore(),
  backup: (record, { file }) => provenBackup(record, file, migrations),
};

/** Resolves when it is on its way: a channel that is closed before drops what waits in it. */
function tell<Name extends TaskName>(message: Message<Name>): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function fulfil<Name extends TaskName>({ name, folder, task }: Assignment<Name>): Promise<void> {
  const record = Record.openBeside(folder, migrations, derived);
  try {
    await tell<Name>({ kind: 'answer', answer: await work[name](record, task) });
  } catch (thrown) {
    const error = problemOfDisk(thrown);
    await tell<Name>(
      error instanceof Problem
        ? { kind: 'problem', code: error.code, details: error.details, place: error.place }
        : { kind: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    );
  } finally {
    record.close();
  }
}

process.once('message', (assignment: Assignment<TaskName>) => {
  void fulfil(assignment).finally(() => process.disconnect());
});
// A server that is gone hears no answer: whatever was begun is undone.
process.once('disconnect', () => process.exit());
