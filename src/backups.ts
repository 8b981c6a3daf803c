/**
 * Backups by schedule, beside the answers of a server. Each is proven by a restore drill before it has its name; only
 * then older ones go, by the rule of retention.ts. What fails is logged and shown, deletes nothing, and is tried again.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Drilled, unfinishedEnds } from './platform/backup.ts';
import { dayLength, kept, type Retention } from './platform/retention.ts';

export const everies = { hourly: dayLength / 24, daily: dayLength, weekly: 7 * dayLength } as const;
export type Every = keyof typeof everies;

export interface BackupPlan {
  readonly folder: string;
  readonly every: Every;
  readonly keep: Retention;
}

export interface MadeBackup {
  readonly name: string;
  readonly at: Date;
  readonly bytes: number;
}

interface Doing {
  /** Writes a proven backup to this file. */
  readonly make: (file: string) => Promise<Drilled>;
  readonly now: () => Date;
  readonly report: (line: string) => void;
}

/** Other files of the folder are none of ours. */
const form = /^plumbline-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup$/;
/** How often it is asked whether one is due: a clock may jump, a machine may sleep. */
const lookEvery = 10 * 60_000;
const tryAgainAfter = 60 * 60_000;

export class Backups {
  readonly plan: BackupPlan;
  /** The last try, if it failed. */
  failed: { readonly at: Date; readonly why: string } | undefined;
  readonly #doing: Doing;
  #timer: NodeJS.Timeout | undefined;
  #isMaking = false;

  constructor(plan: BackupPlan, doing: Doing) {
    this.plan = plan;
    this.#doing = doing;
  }

  start(): void {
    void this.look();
    this.#timer = setInterval(() => void this.look(), lookEvery).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The backups that there are, the newest first. @throws a fault where the folder cannot be read */
  list(): MadeBackup[] {
    return readdirSync(this.plan.folder)
      .flatMap((name) => {
        const at = timeOf(name);
        return at ? [{ name, at, bytes: statSync(join(this.plan.folder, name)).size }] : [];
      })
      .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  }

  /** Makes a backup if one is due. */
  async look(): Promise<void> {
    const now = this.#doing.now();
    if (this.#isMaking) return;
    if (this.failed && Math.abs(now.getTime() - this.failed.at.getTime()) < tryAgainAfter) return;
    this.#isMaking = true;
    try {
      mkdirSync(this.plan.folder, { recursive: true, mode: 0o700 });
      const newest = this.list().find(({ at }) => at <= now);
      if (!newest || now.getTime() - newest.at.getTime() >= everies[this.plan.every]) await this.#make(now);
      this.failed = undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.failed = { at: now, why };
      this.#doing.report(`the backup to ${this.plan.folder} failed: ${why}`);
    } finally {
      this.#isMaking = false;
    }
  }

  async #make(now: Date): Promise<void> {
    const { folder, keep } = this.plan;
    // What a process that was killed left behind takes the room that this one needs.
    for (const name of readdirSync(folder))
      if (unfinishedEnds.some((end) => name.endsWith(end) && timeOf(name.slice(0, -end.length))))
        rmSync(join(folder, name));
    const name = `plumbline-${now
      .toISOString()
      .slice(0, 19)
      .replaceAll(/(?<=T.*):/g, '')}Z.backup`;
    const { rows, entries } = await this.#doing.make(join(folder, name));
    this.#doing.report(`backup ${name}: ${rows} rows under ${entries} audit entries; it can be restored`);
    const all = this.list();
    const stays = new Set(
      kept(
        all.map(({ at }) => at),
        keep,
        now,
      ),
    );
    for (const each of all) if (!stays.has(each.at)) rmSync(join(folder, each.name));
  }
}

function timeOf(name: string): Date | undefined {
  const [, day, hour, minute, second] = form.exec(name) ?? [];
  const at = new Date(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
