/** Files that are being read or stored in the background, by unguessable names, until their person has seen the end. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { inBackground } from '../background.ts';
import type { Tasks } from '../background-task.ts';
import { Problem } from '../core/problem.ts';
import type { ImportProgress, ImportReport } from '../platform/imports.ts';
import type { Record } from '../platform/record.ts';
import type { Turns } from '../platform/turns.ts';

/** A file with all that a person said of it. */
export type HandedIn = Omit<Tasks['import']['task'], 'who'>;

export type ImportEnd =
  /** `token` names the file that waits for "yes". */
  | { readonly kind: 'previewed'; readonly report: ImportReport; readonly token: string }
  | { readonly kind: 'stored'; readonly report: ImportReport }
  /** `marked` names the coloured copy. */
  | { readonly kind: 'refused'; readonly report: ImportReport; readonly marked?: string }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'cancelled' };

export interface ImportJob {
  readonly name: string;
  readonly file: string;
  readonly progress: () => ImportProgress | 'waiting' | 'reading';
  readonly cancel: () => void;
  /** Rejects where the program is at fault. */
  readonly end: Promise<ImportEnd>;
}

/** For how long what waits for its person is held, in milliseconds. */
const held = 10 * 60_000;

/** What waits for its person, by an unguessable name: few, and not for long. */
class Waiting<T> {
  readonly #files = new Map<string, { readonly file: T; readonly until: number }>();

  add(file: T, now: number): string {
    for (const [name, { until }] of this.#files) if (until < now) this.#files.delete(name);
    const oldest = this.#files.keys().next().value;
    if (this.#files.size >= 4 && oldest !== undefined) this.#files.delete(oldest);
    const name = unguessable();
    this.#files.set(name, { file, until: now + held });
    return name;
  }

  /** @throws Problem `preview-gone` */
  take(name: string, now: number): T {
    const found = this.#files.get(name);
    this.#files.delete(name);
    if (!found || found.until < now) throw new Problem('preview-gone');
    return found.file;
  }
}

export class ImportJobs {
  readonly #record: Record;
  readonly #now: () => number;
  readonly #turns: Turns;
  readonly #patience: number | undefined;
  readonly #files = new Waiting<HandedIn>();
  readonly #coloured = new Waiting<Uint8Array>();
  readonly #jobs = new Map<string, ImportJob>();

  /** @param patience for how many milliseconds `seen` waits for a job; without it, to its end */
  constructor(record: Record, turns: Turns, now: () => number, patience?: number) {
    this.#record = record;
    this.#turns = turns;
    this.#now = now;
    this.#patience = patience;
  }

  /** Begins to work out what a file would change. */
  preview(file: HandedIn): ImportJob {
    return this.#begin(file, ({ report, marked }) => {
      if (report.refused.length === 0)
        return { kind: 'previewed', report, token: this.#files.add(file, this.#now()) };
      return {
        kind: 'refused',
        report,
        ...(marked ? { marked: this.#coloured.add(marked, this.#now()) } : {}),
      };
    });
  }

  /** Begins to store a file that was previewed. @throws Problem `preview-gone` */
  store(token: string, who: NonNullable<Tasks['import']['task']['who']>): ImportJob {
    const file = this.#files.take(token, this.#now());
    return this.#begin({ ...file, who }, ({ report }) => ({
      kind: report.refused.length > 0 ? 'refused' : 'stored',
      report,
    }));
  }

  /** @throws Problem `preview-gone` */
  job(name: string): ImportJob {
    const found = this.#jobs.get(name);
    if (!found) throw new Problem('preview-gone');
    return found;
  }

  /** The coloured copy of a refused table. @throws Problem `preview-gone` */
  coloured(name: string): Uint8Array {
    return this.#coloured.take(name, this.#now());
  }

  /** How a job ended; undefined where it takes longer than a person should look at nothing. */
  seen(job: ImportJob): Promise<ImportEnd | undefined> {
    if (this.#patience === undefined) return job.end;
    const lost = new AbortController();
    const waited = setTimeout(this.#patience, undefined, { signal: lost.signal, ref: false });
    return Promise.race([job.end, waited.catch(() => undefined)]).finally(() => lost.abort());
  }

  #begin(task: Tasks['import']['task'], done: (answer: Tasks['import']['answer']) => ImportEnd): ImportJob {
    const name = unguessable();
    const cancelled = new AbortController();
    let progress: ReturnType<ImportJob['progress']> = 'waiting';
    const end = this.#turns.take(async (): Promise<ImportEnd> => {
      const before = this.#record.head().seq;
      progress = 'reading';
      try {
        return done(
          await inBackground(this.#record, 'import', task, {
            signal: cancelled.signal,
            onProgress: (far) => {
              progress = far;
            },
          }),
        );
      } catch (error) {
        if (cancelled.signal.aborted)
          return this.#record.head().seq === before
            ? { kind: 'cancelled' }
            : { kind: 'problem', problem: new Problem('import-stored-already') };
        if (error instanceof Problem) return { kind: 'problem', problem: error };
        throw error;
      }
    });
    const job: ImportJob = {
      name,
      file: task.file.name,
      progress: () => progress,
      cancel: () => cancelled.abort(),
      end,
    };
    this.#jobs.set(name, job);
    // A fault is told to whoever looks at the job.
    void end
      .catch(() => undefined)
      .then(() => globalThis.setTimeout(() => this.#jobs.delete(name), held).unref());
    return job;
  }
}

function unguessable(): string {
  return randomBytes(18).toString('base64url');
}
