/**
 * Work that takes long is done in processes beside the server's own, so that nobody waits for it who did not ask for
 * it. Each has its own connection to the record, does one task and ends; its memory goes with it, which that of a
 * thread does not: the allocator keeps it for the whole process.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Assignment, Message, TaskName, Tasks } from './background-task.ts';
import { Problem } from './core/problem.ts';
import type { OnProgress } from './platform/imports.ts';
import type { Read, Record } from './platform/record.ts';
import { Turns } from './platform/turns.ts';
import { columnsSize, columnsStamp, takeColumns } from './recommendations/sides.ts';
import { judgedStamp } from './recommendations/store/judgements.ts';
import { modelStamp } from './recommendations/trained.ts';

/** Beside this file, as a source or in the bundle. */
const entry = new URL(`./background-task.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);

/**
 * Has a task done. An aborted one leaves nothing, unless the record took it the moment before: SQLite undoes what a
 * process began that was ended.
 * @throws Problem of the task; the reason of the signal; a fault
 */
export function inBackground<Name extends TaskName>(
  record: Record,
  name: Name,
  task: Tasks[Name]['task'],
  { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: OnProgress } = {},
): Promise<Tasks[Name]['answer']> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const assignment: Assignment<Name> = { name, folder: record.folder, task };
    const child = fork(fileURLToPath(entry), { serialization: 'advanced' });
    child.send(assignment);
    const abort = () => void child.kill('SIGKILL');
    signal?.addEventListener('abort', abort, { once: true });
    let end = () =>
      reject(signal?.aborted ? signal.reason : new Error(`the task “${name}” ended unanswered`));
    child.on('message', (message: Message<Name>) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'answer') end = () => resolve(message.answer);
      else if (message.kind === 'fault') end = () => reject(new Error(message.stack));
      else end = () => reject(new Problem(message.code, message.details, message.place));
    });
    child.on('error', (error) => {
      end = () => reject(error);
    });
    child.on('close', () => {
      signal?.removeEventListener('abort', abort);
      end();
    });
  });
}

/** Fewer rows are read in less time than a process takes to start. */
const fewRows = 5_000;

/**
 * Keeps the columns of the search in memory. Call what it returns after the start and after each change; it resolves
 * when a search need not read them.
 * @param report hears of a task that failed; searches then read for themselves
 */
function columnsKeeper(record: Record, report: (line: string) => void): () => Promise<void> {
  let there = '';
  let reading: Promise<void> | undefined;
  const read = async (wanted: string) => {
    try {
      const loaded = await inBackground(record, 'columns', {});
      if (!record.isOpen) return;
      takeColumns(record, loaded);
      there = loaded.stamp;
    } catch (error) {
      report(`the columns of the search: ${String(error)}`);
      there = wanted;
    } finally {
      reading = undefined;
    }
  };
  return async () => {
    while (record.isOpen) {
      const { stamp, size } = record.read((tx) => ({ stamp: columnsStamp(tx), size: columnsSize(tx) }));
      if (stamp === there || size < fewRows) return;
      await (reading ??= read(stamp));
    }
  };
}

/**
 * Has the trained model, where there is one, judge the texts that it has not judged. Call what it returns after the
 * start, after each change, and now and then: a model may be trained at any time.
 * @param report hears of a task that failed; the texts then stay without a judgement
 */
function judge(record: Record, turns: Turns, report: (line: string) => void): () => Promise<void> {
  let done = '';
  let judging = false;
  return async () => {
    if (judging || !record.isOpen) return;
    const wanted = record.read((tx) => duty(tx, record.folder));
    if (wanted === done) return;
    judging = true;
    try {
      while (record.isOpen && (await turns.take(() => inBackground(record, 'derive', {}))) > 0);
    } catch (error) {
      report(`judging texts by the trained model: ${String(error)}`);
    } finally {
      done = wanted;
      judging = false;
    }
  };
}

/** The model and the last text: what there is to judge is another when this is. Empty where there is nothing to do. */
function duty(tx: Read, folder: string): string {
  const model = modelStamp(folder);
  // Of a model that was taken away nothing may stay.
  if (model === 'none') return judgedStamp(tx).startsWith(' ') ? '' : model;
  return `${model} ${tx.first<{ id: number | null }>('SELECT max(id) AS id FROM recommendation')?.id ?? 0}`;
}

/** What goes on beside the answers of a server. */
export interface Background {
  /** In which changes are made. */
  readonly turns: Turns;
  /** Resolves when a search need not read the columns. */
  readonly searchReady: () => Promise<void>;
}

/** Begins with `searchReady`, and goes on after each change. @param report hears of what failed */
export function background(record: Record, report: (line: string) => void): Background {
  const columns = columnsKeeper(record, report);
  const turns: Turns = new Turns(() => void searchReady());
  const judging = judge(record, turns, report);
  const searchReady = () => {
    void judging();
    return columns();
  };
  return { turns, searchReady };
}
