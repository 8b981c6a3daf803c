/**
 * Work that takes long is done in threads beside the server's own, so that nobody waits for it who did not ask for
 * it. A thread has its own connection to the record, does one task and ends; its memory goes with it.
 */
import { Worker } from 'node:worker_threads';
import type { Assignment, Message, TaskName, Tasks } from './background-thread.ts';
import { Problem } from './core/problem.ts';
import type { OnProgress } from './platform/imports.ts';
import type { Record } from './platform/record.ts';
import { columnsSize, columnsStamp, takeColumns } from './recommendations/sides.ts';

/** Beside this file, as a source or in the bundle. */
const entry = new URL(
  `./background-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`,
  import.meta.url,
);

/** V8 gives threads far more room for what lives shortly than they need; the server would keep it. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 };

/**
 * Has a task done. An aborted one leaves nothing, unless the record took it the moment before: SQLite undoes what a
 * thread began.
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
    const thread = new Worker(entry, { workerData: assignment, resourceLimits });
    const abort = () => void thread.terminate();
    signal?.addEventListener('abort', abort, { once: true });
    let end = () =>
      reject(signal?.aborted ? signal.reason : new Error(`the task “${name}” ended unanswered`));
    thread.on('message', (message: Message<Name>) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'answer') end = () => resolve(message.answer);
      else end = () => reject(new Problem(message.code, message.details, message.place));
    });
    thread.on('error', (error) => {
      end = () => reject(error);
    });
    thread.on('exit', () => {
      signal?.removeEventListener('abort', abort);
      end();
    });
  });
}

/** Fewer rows are read in less time than a thread takes to start. */
const fewRows = 5_000;

/**
 * Keeps the columns of the search in memory. Call what it returns after the start and after each change; it resolves
 * when a search need not read them.
 * @param report hears of a thread that failed; searches then read for themselves
 */
export function columnsKeeper(record: Record, report: (line: string) => void): () => Promise<void> {
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
