/** Which instrument a file lists and for which day it speaks: from what the person says, else from the file itself. */
import { basename } from 'node:path';
import type { PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { fold } from '../../core/text.ts';
import type { Instrument, InstrumentId } from '../model.ts';
import { readDate } from './acts.ts';

/** What a person says of a file when handing it in. */
export interface StatusOptions {
  /** The name of the file. */
  readonly file: string;
  readonly instruments: readonly Instrument[];
  /** Needed where neither the file's name nor its content names the instrument. */
  readonly instrument?: string;
  /** The day for which the file speaks; lists do not say it themselves. */
  readonly asAt?: string;
  /** The public address from which the file comes. */
  readonly address?: string;
}

/** The instrument with this id, short name, title or number of the Treaty Collection, written in any way. */
export function instrumentNamed(instruments: readonly Instrument[], name: string): InstrumentId | undefined {
  const wanted = fold(name);
  return instruments.find((instrument) =>
    [
      instrument.id,
      instrument.short,
      ...instrument.aka,
      instrument.title.value,
      instrument.facts.get('untc_number')?.value ?? '',
    ].some((known) => fold(known) === wanted && wanted !== ''),
  )?.id;
}

/**
 * The instrument of a list of one instrument: the one the person names, else the first that a hint names.
 * @throws Problem `instrument-unknown`, `instrument-missing`
 */
export function instrumentOf(options: StatusOptions, hints: readonly string[]): InstrumentId {
  const { instruments, instrument, file } = options;
  if (instrument) {
    const found = instrumentNamed(instruments, instrument);
    if (!found) throw new Problem('instrument-unknown', { value: instrument });
    return found;
  }
  for (const hint of hints) {
    const found = instrumentNamed(instruments, hint);
    if (found) return found;
  }
  const known = instruments.map(({ id }) => id).join(', ');
  throw new Problem('instrument-missing', { file: basename(file), known });
}

/** @throws Problem `as-at-missing`, `date-invalid` */
export function asAtOf({ asAt, file }: StatusOptions): PartialDate {
  if (!asAt) throw new Problem('as-at-missing', { file: basename(file) });
  return readDate(asAt);
}

/** The number of the Treaty Collection in a file name: "4-11-c.csv" and "iv-11-c.en.xml" both give IV-11-c. */
export function treatyNumber(file: string): string {
  const match = /^(\d+|[ivx]+)-(\d+)(?:-([a-z]))?(?=[.\s_]|$)/i.exec(basename(file));
  if (!match) return '';
  const [, chapter = '', number = '', letter] = match;
  const roman = /^\d+$/.test(chapter) ? toRoman(Number(chapter)) : chapter.toUpperCase();
  return [roman, number, ...(letter ? [letter.toLowerCase()] : [])].join('-');
}

/** Chapters of the Treaty Collection run from I to XXIX. */
function toRoman(number: number): string {
  const ones = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];
  return 'X'.repeat(Math.floor(number / 10)) + (ones[number % 10] ?? '');
}
