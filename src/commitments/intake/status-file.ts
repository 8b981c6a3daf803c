/**
 * What the readers of status lists hand over, and the one import that all of them share. Names that cannot
 * be placed are listed and stop nothing; one malformed row refuses the whole file.
 */
import type { Citation } from '../../core/citation.ts';
import type { PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { meaningOf, whyNoState } from '../../core/state.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Read, Write } from '../../platform/record.ts';
import {
  type Acts,
  type CompleteList,
  differences,
  type InstrumentId,
  type OrganisationRow,
  rowInUse,
  standingOf,
  type StatusRow,
} from '../model.ts';
import { enterCompleteList, enterOrganisation, enterStatus, statusRows } from '../store.ts';
import { readActs } from './acts.ts';

/** A row of a file: what it says of a State, not yet weighed against the record. */
export type SaidOfState = Omit<StatusRow, 'standing'>;

export interface StatusFile {
  readonly file: string;
  readonly kind: string;
  readonly rows: number;
  readonly states: readonly { readonly row: number; readonly said: SaidOfState }[];
  readonly organisations: readonly OrganisationRow[];
  /** Lists in the file that name every State which took a step. */
  readonly complete: readonly CompleteList[];
  readonly unmapped: readonly RowNote[];
  readonly refused: readonly RowNote[];
}

/** A line of a participants' table as it stands in the file. */
export interface Participant {
  readonly row: number;
  readonly name: string;
  readonly signature: string;
  readonly consent: string;
}

/** The day for which a list speaks, and how it is cited. */
export interface ListSource {
  readonly asAt: PartialDate;
  readonly citation: Citation;
}

/** Reads the participants of one instrument. `unknown` counts the names that stand for nothing known. */
export function readParticipants(
  participants: readonly Participant[],
  instrument: InstrumentId,
  source: ListSource,
): Pick<StatusFile, 'states' | 'organisations' | 'unmapped' | 'refused'> & { readonly unknown: number } {
  const states: { row: number; said: SaidOfState }[] = [];
  const organisations: OrganisationRow[] = [];
  const unmapped: RowNote[] = [];
  const refused: RowNote[] = [];
  let unknown = 0;
  for (const { row, name, signature, consent } of participants) {
    const acts = attempt(row, refused, () => readActs(signature, consent));
    if (!acts) continue;
    const bare = withoutFootnotes(name);
    const meaning = meaningOf(bare);
    const common = { instrument, ...acts, ...source };
    if (meaning.kind === 'state') states.push({ row, said: { ...common, state: meaning.iso3 } });
    else if (meaning.kind === 'organisation') organisations.push({ ...common, organisation: meaning.name });
    else if (meaning.kind === 'unknown') {
      unknown += 1;
      unmapped.push({ row, text: whyNoState(bare) });
    } else unmapped.push({ row, text: `“${bare}” stands for a ${meaning.kind}: ${meaning.name}` });
  }
  return { states, organisations, unmapped, refused, unknown };
}

/** Runs the reading of a row; a Problem becomes a refusal of that row. */
export function attempt<T>(row: number, refused: RowNote[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refused.push({ row, text: error.message });
    return undefined;
  }
}

/** "Austria <superscript>1</superscript>", "China 1, 2" and "Serbia [3]" without their footnote marks. */
function withoutFootnotes(name: string): string {
  return name
    .replace(/<superscript>.*?<\/superscript>/gi, ' ')
    .replace(/\[\d+\]/g, ' ')
    .replace(/[\s,]*\d+(?:\s*,\s*\d+)*\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Stores what a file says, or says why nothing was stored. Give it to `record.rehearse` for a preview. */
export function importStatus(tx: Write, file: StatusFile): ImportReport {
  const report = {
    file: file.file,
    kind: file.kind,
    rows: file.rows,
    added: 0,
    changed: 0,
    unchanged: 0,
    conflicting: [] as RowNote[],
    unmapped: [...file.unmapped],
    refused: file.refused,
  };
  if (file.refused.length > 0) return report;
  const known = rowsByPair(tx);
  const seen = new Map<string, number>();
  for (const { row, said } of file.states) {
    const statement = `${pairOf(said)} ${said.asAt} ${said.citation.title}`;
    const first = seen.get(statement);
    if (first !== undefined) {
      report.unmapped.push({ row, text: `${said.state} stands in row ${first} already; that row was read` });
      continue;
    }
    seen.set(statement, row);
    const rows = known.get(pairOf(said)) ?? [];
    const earlier = rows.find((other) => sameSource(other, said));
    const others = rows.filter((other) => other !== earlier);
    const before = rowInUse(said.state, others);
    if (before) report.conflicting.push(...conflicts(row, before, said));
    if (earlier && sameActs(earlier, said)) {
      report.unchanged += 1;
      continue;
    }
    const entered: StatusRow = { ...said, standing: standingOf(said, others) };
    enterStatus(tx, entered);
    known.set(pairOf(said), [...others, entered]);
    if (entered.standing === 'used' && before && !sameActs(before, said)) report.changed += 1;
    else report.added += 1;
  }
  for (const said of file.organisations) {
    if (enterOrganisation(tx, said) === 1) report.added += 1;
    else report.unchanged += 1;
  }
  for (const list of file.complete) enterCompleteList(tx, list);
  return report;
}

function rowsByPair(tx: Read): Map<string, StatusRow[]> {
  return Map.groupBy(statusRows(tx), pairOf);
}

function pairOf({ state, instrument }: Pick<StatusRow, 'state' | 'instrument'>): string {
  return `${state} ${instrument}`;
}

function sameSource(a: SaidOfState, b: SaidOfState): boolean {
  const [one, two] = [a.citation, b.citation];
  return (
    a.asAt === b.asAt && one.title === two.title && one.place === two.place && one.address === two.address
  );
}

function sameActs(a: Acts, b: Acts): boolean {
  return a.status === b.status && a.signed === b.signed && a.action === b.action && a.acted === b.acted;
}

function conflicts(row: number, used: StatusRow, said: SaidOfState): RowNote[] {
  return differences(used, [{ ...said, standing: 'other' }]).map(({ field, used: mine, other }) => ({
    row,
    text: `${said.state}, ${said.instrument}, ${field}: “${mine}” in use (as at ${used.asAt}), “${other}” in this file`,
  }));
}
