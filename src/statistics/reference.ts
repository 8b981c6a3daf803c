/** The figures that ship with Plumbline, brought into the record as any import is: by a command, with citations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { citationOf, dateSchema } from '../core/citation.ts';
import { resolveState } from '../core/state.ts';
import { measured } from '../core/value.ts';
import { loadShipped } from '../evidence/store/shipped.ts';
import type { Record, Write } from '../platform/record.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { type IndicatorId, observationStatuses, parseBreakdown, parsePeriod } from './model.ts';
import { enterIndicatorField, enterObservation, indicatorFields } from './store.ts';

/**
 * Brings the shipped figures into the record. The same content twice adds nothing and costs one reading of the files.
 * @param folder the folder `reference/statistics`
 * @returns the number of rows added
 */
export function loadReference(
  record: Record,
  { folder, at }: { readonly folder: string; readonly at: string },
): number {
  const files = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.csv'))
      .toSorted()
      .map((name) => [name.slice(0, -4), readFileSync(join(folder, name), 'utf8')]),
  );
  return loadShipped(
    record,
    { part: 'statistics', what: 'Figures', folder: 'statistics', content: [...files] },
    at,
    (tx) => loadFiles(tx, files),
  );
}

const text = z.string().min(1);
const flag = z
  .enum(['true', 'false'])
  .transform((value): 'verified' | 'unverified' => (value === 'true' ? 'verified' : 'unverified'));
const indicator = text.transform((id) => id as IndicatorId);

const indicatorRow = z.object({
  indicator,
  field: z.enum(indicatorFields),
  value: text,
  verified: flag,
  source: text,
});

const sourceRow = z.object({
  file: text,
  source: text,
  released: dateSchema,
  title: text,
  place: z.string(),
  address: text,
  verified: flag,
  attribution: z.string(),
});

const figureRow = z.object({
  indicator,
  state: text.transform((code) => resolveState(code)),
  period: text.transform((period) => parsePeriod(period)),
  breakdown: z.string().transform((key) => parseBreakdown(key)),
  value: z.string(),
  status: z.enum(observationStatuses),
  origin: z.string(),
  note: z.string(),
});

/** A fault in the files is a fault of the package, not of a person, so it is thrown as it is. */
function loadFiles(tx: Write, files: ReadonlyMap<string, string>): number {
  const rows = <T extends z.ZodType>(name: string, schema: T): z.infer<T>[] => {
    const table = readCsv(files.get(name) ?? '', { file: `${name}.csv` });
    return table.rows.map(({ cells }) =>
      schema.parse(Object.fromEntries(table.header.map((column, at) => [column, cells[at] ?? '']))),
    );
  };
  let added = 0;
  const units = new Map<string, string>();
  for (const { indicator: id, field, value, verified, source } of rows('indicators', indicatorRow)) {
    if (field === 'unit') units.set(id, value);
    added += Number(enterIndicatorField(tx, id, field, value, citationOf(source, verified)));
  }
  for (const source of rows('sources', sourceRow)) {
    const citation = {
      title: [source.title, source.attribution].filter(Boolean).join('. '),
      ...(source.place ? { place: source.place } : {}),
      address: source.address,
      asAt: source.released,
      standing: source.verified,
    };
    for (const figure of rows(source.file, figureRow)) {
      added += Number(
        enterObservation(tx, {
          indicator: figure.indicator,
          state: figure.state,
          period: figure.period,
          breakdown: figure.breakdown,
          value: figure.value === '' ? { state: 'not available' } : measured(Number(figure.value)),
          unit: units.get(figure.indicator) ?? '',
          status: figure.status,
          confidentiality: 'F',
          source: source.source,
          released: source.released,
          footnotes: [...(figure.origin ? [figure.origin] : []), ...(figure.note ? [figure.note] : [])],
          citation,
        }),
      );
    }
  }
  return added;
}
