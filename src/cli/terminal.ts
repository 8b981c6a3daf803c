/** The terminal of a command: built from the global options. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseDay } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import { derived, migrations, openInstallation } from '../installation.ts';
import { type Progress, Record, recordFile } from '../platform/record.ts';
import type { Terminal } from '../platform/terminal.ts';

interface GlobalOptions {
  readonly data: string;
  readonly json?: true;
  readonly actor?: string;
  readonly clockIsRight?: true;
}

export function terminal(command: Command): Terminal {
  const { data, json, actor, clockIsRight } = command.optsWithGlobals<GlobalOptions>();
  const folder = resolve(data);
  const now = () => new Date();
  const using = async <T>(record: Record, work: (record: Record) => T | Promise<T>): Promise<T> => {
    try {
      return await work(record);
    } finally {
      record.close();
    }
  };
  const open = (progress?: Progress) =>
    openInstallation(folder, now().toISOString(), { progress, clock: clockIsRight ? 'believed' : 'checked' });
  return {
    folder,
    output: json ? 'json' : 'text',
    actor: actor ?? userInfo().username,
    now,
    today: () => parseDay(now().toISOString().slice(0, 10)),
    reading: (work) => using(openToRead(folder, open), work),
    writing: (work) => using(open(), work),
    open,
    print: (value, lines) => {
      process.stderr.write(clear());
      process.stdout.write(
        json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''),
      );
    },
    say: (line) => {
      process.stderr.write(`${clear()}plumbline: ${line}\n`);
    },
    progress: (line) => {
      if (process.stderr.isTTY) process.stderr.write(`${clear()}plumbline: ${line}`);
    },
  };
}

/** A record that is missing or older is first made or brought up to date. */
function openToRead(folder: string, open: () => Record): Record {
  try {
    if (existsSync(recordFile(folder))) return Record.openToRead(folder, migrations, derived);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'record-older')) throw error;
  }
  return open();
}

/** Takes away a line of progress. */
function clear(): string {
  return process.stderr.isTTY ? '\r\u001b[2K' : '';
}
