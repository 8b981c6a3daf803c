/** The SQL of commitments: instruments and what States did about them. The rest is in `calendar.ts` and `promises.ts`. */
import type { Day, PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { citationId, citations, type StoredCitation } from '../evidence/store.ts';
import type { Read, Row, Write } from '../platform/record.ts';
import { shownTranslations } from '../translations/store.ts';
import {
  type Acts,
  type CompleteList,
  type Fact,
  type Instrument,
  type InstrumentId,
  type OrganisationRow,
  type Snapshot,
  type Standing,
  standingOn,
  type StatusRow,
} from './model.ts';
import { cite, enter, lastRows, present, says, type Stored } from './tables.ts';

export * from './calendar.ts';
export * from './promises.ts';
export { migrations } from './tables.ts';

/** All instruments in the order in which they were entered, with their facts and articles. */
export function instruments(tx: Read): Instrument[] {
  const known = citations(tx);
  const translations = shownTranslations(tx);
  const byInstrument = new Map<string, Map<string, Fact<string>>>();
  for (const row of tx.all<Stored<{ instrument: string; field: string; value: string }>>(
    lastRows('instrument_fact', 'instrument, field'),
  )) {
    const facts = byInstrument.get(row.instrument) ?? new Map<string, Fact<string>>();
    byInstrument.set(row.instrument, facts);
    facts.set(row.field, { value: row.value, citation: cite(known, row.citation) });
  }
  const articles = Map.groupBy(
    tx.all<Stored<{ instrument: string; article: string; subject: string }>>(
      lastRows('instrument_article', 'instrument, article, subject'),
    ),
    (row) => row.instrument,
  );
  return [...byInstrument].flatMap(([id, facts]) => {
    const title = facts.get('title');
    const text = (field: string) => facts.get(field)?.value;
    const list = (field: string) => JSON.parse(text(field) ?? '[]') as string[];
    if (!title) return [];
    const shown = translations({ collection: 'instruments', thing: id, field: 'title' }, title.value);
    return present<Instrument>({
      id: id as InstrumentId,
      title,
      name: {
        ...Object.fromEntries([...shown].map(([language, { text: words }]) => [language, words])),
        en: title.value,
      },
      nameCitations: new Map([...shown].map(([language, { citation }]) => [language, citation])),
      short: text('short') ?? id,
      aka: list('aka'),
      level: text('level') ?? '',
      region: text('region') ?? null,
      type: text('type') ?? '',
      facts,
      articles: (articles.get(id) ?? []).map(({ article, subject, citation }) => ({
        article,
        subject,
        citation: cite(known, citation),
      })),
      notes: list('notes'),
    });
  });
}

/** Counts and lists that sources give for instruments, in the order in which they were entered. */
export function snapshots(tx: Read): Snapshot[] {
  const known = citations(tx);
  return tx
    .all<
      Stored<{
        instrument: InstrumentId;
        as_at: PartialDate | null;
        field: string;
        value: string;
        note: string | null;
      }>
    >(lastRows('instrument_snapshot', 'instrument, as_at, field, citation'))
    .map(({ instrument, as_at, field, value, note, citation }) =>
      present<Snapshot>({ instrument, asAt: as_at, field, value, note, citation: cite(known, citation) }),
    );
}

type ActColumns = { readonly [K in keyof Required<Acts>]: Required<Acts>[K] | null };

function actColumns(acts: Acts): Row {
  return {
    status: acts.status ?? null,
    signed: acts.signed ?? null,
    action: acts.action ?? null,
    acted: acts.acted ?? null,
  };
}

/** A row of `treaty_status`. */
export interface StatusColumns extends ActColumns {
  readonly instrument: InstrumentId;
  readonly state: Iso3;
  readonly as_at: PartialDate;
  readonly standing: StatusRow['standing'];
  readonly note: string | null;
  readonly citation: number;
}

/**
 * What sources say of States and instruments: all rows, or those of one State or one instrument. Of what one
 * source says for one date only its last word is given. Thousands of rows: hold them with `record.cached`.
 */
export function statusRows(
  tx: Read,
  only: { readonly state?: Iso3; readonly instrument?: InstrumentId } = {},
): StatusRow[] {
  const known = citations(tx);
  const wanted = [...(only.state ? ['state = ?'] : []), ...(only.instrument ? ['instrument = ?'] : [])];
  return tx
    .all<StatusColumns>(
      lastRows(
        'treaty_status',
        'instrument, state, as_at, citation',
        wanted.length > 0 ? `WHERE ${wanted.join(' AND ')}` : '',
      ),
      ...[only.state, only.instrument].filter((value) => value !== undefined),
    )
    .map((row) => statusFrom(row, known));
}

export function statusFrom(row: StatusColumns, known: ReadonlyMap<number, StoredCitation>): StatusRow {
  const { instrument, state, status, signed, action, acted, as_at, standing, note, citation } = row;
  return present<StatusRow>({
    instrument,
    state,
    status,
    signed,
    action,
    acted,
    asAt: as_at,
    standing,
    note,
    citation: cite(known, citation),
  });
}

/** Enters what one source says; see `enter`. */
export function enterStatus(tx: Write, row: StatusRow): number {
  const { key, values } = statusColumns(tx, row);
  return enter(tx, 'treaty_status', key, values);
}

/**
 * Enters a row of the reference data, unless what was shipped last says the same: what a person corrected or restored
 * since then stays.
 */
export function enterShippedStatus(tx: Write, row: StatusRow): number {
  const { key, values } = statusColumns(tx, row);
  const shipped = tx.first<Row>(
    `SELECT s.* FROM treaty_status s JOIN audit a ON a.seq = s.entry
     WHERE s.instrument = ? AND s.state = ? AND s.as_at = ? AND s.citation = ? AND a.kind = 'reference'
     ORDER BY s.id DESC LIMIT 1`,
    ...Object.values(key),
  );
  return shipped && says(shipped, values) ? 0 : enter(tx, 'treaty_status', key, values);
}

function statusColumns(tx: Write, row: StatusRow) {
  const citation = citationId(tx, row.citation);
  return {
    key: { instrument: row.instrument, state: row.state, as_at: row.asAt, citation },
    values: { ...actColumns(row), standing: row.standing, note: row.note ?? null, citation },
  };
}

export function organisationRows(tx: Read): OrganisationRow[] {
  const known = citations(tx);
  return tx
    .all<Stored<ActColumns & { instrument: InstrumentId; organisation: string; as_at: PartialDate }>>(
      lastRows('organisation_status', 'instrument, organisation, as_at, citation'),
    )
    .map(({ instrument, organisation, status, signed, action, acted, as_at, citation }) =>
      present<OrganisationRow>({
        instrument,
        organisation,
        status,
        signed,
        action,
        acted,
        asAt: as_at,
        citation: cite(known, citation),
      }),
    );
}

export function enterOrganisation(tx: Write, row: OrganisationRow): number {
  const citation = citationId(tx, row.citation);
  const { instrument, organisation, asAt } = row;
  return enter(
    tx,
    'organisation_status',
    { instrument, organisation, as_at: asAt, citation },
    { ...actColumns(row), citation },
  );
}

/** The newest complete list of each instrument that has one. */
export function completeLists(tx: Read): ReadonlyMap<InstrumentId, CompleteList> {
  const known = citations(tx);
  const rows = tx.all<Stored<{ instrument: InstrumentId; as_at: PartialDate }>>(
    'SELECT * FROM complete_list ORDER BY as_at, id',
  );
  return new Map(
    rows.map(({ instrument, as_at, citation }) => [
      instrument,
      { instrument, asAt: as_at, citation: cite(known, citation) },
    ]),
  );
}

export function enterCompleteList(tx: Write, list: CompleteList): number {
  const citation = citationId(tx, list.citation);
  return enter(
    tx,
    'complete_list',
    { instrument: list.instrument, as_at: list.asAt, citation },
    { citation },
  );
}

/** How a State stands to each instrument on a day; an instrument without rows on it stands as "not loaded". */
export function standingsOf(tx: Read, state: Iso3, day: Day): ReadonlyMap<InstrumentId, Standing> {
  return standingsFrom(
    [state],
    tx.cached('instruments', instruments).map((instrument) => instrument.id),
    statusRows(tx, { state }),
    completeLists(tx),
    day,
  ).get(state) as ReadonlyMap<InstrumentId, Standing>;
}

/** How all the States asked for stand to all instruments on a day. */
export function standings(
  tx: Read,
  states: readonly Iso3[],
  day: Day,
): ReadonlyMap<Iso3, ReadonlyMap<InstrumentId, Standing>> {
  return standingsFrom(
    states,
    tx.cached('instruments', instruments).map((instrument) => instrument.id),
    statusRows(tx),
    completeLists(tx),
    day,
  );
}

/** As `standings`, from rows a caller already holds; no database is asked. */
export function standingsFrom(
  states: readonly Iso3[],
  instrumentIds: readonly InstrumentId[],
  rows: readonly StatusRow[],
  lists: ReadonlyMap<InstrumentId, CompleteList>,
  day: Day,
): ReadonlyMap<Iso3, ReadonlyMap<InstrumentId, Standing>> {
  const of = Map.groupBy(rows, (row) => `${row.state} ${row.instrument}`);
  return new Map(
    states.map((state) => [
      state,
      new Map(
        instrumentIds.map((instrument) => [
          instrument,
          standingOn(state, of.get(`${state} ${instrument}`) ?? [], day, lists.get(instrument)),
        ]),
      ),
    ]),
  );
}
