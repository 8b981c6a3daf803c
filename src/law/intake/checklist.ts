/** A table of a checklist, one row a point: a new checklist, or the texts of one that is there. */
import { Problem } from '../../core/problem.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { findColumns, type Rows } from '../../platform/tables/table.ts';
import {
  enterLoadedPoint,
  type Fields,
  knownLaw,
  type LoadedPoint,
  pointFromFields,
} from './checklist-point.ts';

/** The columns by the names of the fields. */
const columns = {
  checklist: /^checklist$/i,
  point: /^point$/i,
  requirement: /^requirement$/i,
};

const more = {
  version: /^version$/i,
  title: /^title$/i,
  publisher: /^publisher$/i,
  address: /^address$/i,
  origin: /^origin$/i,
  group: /^(group|heading)$/i,
  subject: /^subject$/i,
  yes: /^yes$/i,
  partly: /^partly$/i,
  no: /^no$/i,
  evidence: /^evidence$/i,
  hooks: /^(legal )?hooks$/i,
  status: /^status$/i,
  verified: /^verified$/i,
  source: /^source$/i,
};

export interface ChecklistFile {
  readonly file: string;
  readonly rows: readonly { readonly row: number; readonly fields: Fields }[];
  /** How the header writes the column of a field. */
  readonly columnOf: (field: string) => string;
}

/** Our own files put an apostrophe before what a spreadsheet program would take for a formula. */
const guarded = /^'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** The table as a checklist; undefined when its columns are others. */
export function readChecklist(table: Rows): ChecklistFile | undefined {
  const cellsOf = findColumns(table, columns, more);
  if (!cellsOf) return undefined;
  const forms: { readonly [field: string]: RegExp } = { ...columns, ...more };
  return {
    file: table.file,
    rows: Array.from(table.rows, (row) => ({
      row: row.row,
      fields: Object.fromEntries(
        Object.entries(cellsOf(row)).map(([name, cell]) => [name, cell.trim().replace(guarded, '')]),
      ),
    })),
    columnOf: (field) => table.header.find((name) => forms[field]?.test(name)) ?? field,
  };
}

/** Stores all points, or none where a row is refused. Give it to `record.rehearse` for a preview. */
export function importChecklist(tx: Write, { file, rows, columnOf }: ChecklistFile): ImportReport {
  const known = knownLaw(tx);
  const refused: RowNote[] = [];
  const points = new Map<string, LoadedPoint>();
  const titles = new Map<string, LoadedPoint['head']>();
  for (const { row, fields } of rows)
    try {
      const { checklist = '' } = fields;
      // The first row of a new checklist may name it for all.
      const first = titles.get(checklist.toLowerCase());
      const named = first
        ? {
            ...fields,
            title: fields['title'] || first.title,
            version: fields['version'] || first.version,
            publisher: fields['publisher'] || first.publisher,
            address: fields['address'] || first.address,
            origin: fields['origin'] || first.origin,
          }
        : fields;
      const point = pointFromFields(known, named);
      const { head, words } = point;
      const other = first && differing(first, head);
      if (other)
        throw new Problem('checklist-invalid', {
          field: other,
          detail: `differs from “${first[other] ?? ''}” in an earlier row of ${head.id}`,
        });
      const key = `${words.checklist} ${words.point}`;
      if (points.has(key))
        throw new Problem('checklist-invalid', { field: 'point', detail: `${key} stands twice` });
      points.set(key, first ? { ...point, head: first } : point);
      titles.set(head.id, first ?? head);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ row, text: refusal(error, columnOf) });
    }
  const counts = { new: 0, changed: 0, known: 0 };
  if (refused.length === 0) for (const point of points.values()) counts[enterLoadedPoint(tx, point)] += 1;
  return {
    file,
    kind: 'checklist',
    rows: rows.length,
    added: counts.new,
    changed: counts.changed,
    unchanged: counts.known,
    conflicting: [],
    unmapped: [],
    refused,
  };
}

/** The first of the fields in which two rows do not say the same of their checklist. */
function differing(one: LoadedPoint['head'], other: LoadedPoint['head']) {
  return (['title', 'version', 'publisher', 'address', 'origin'] as const).find(
    (name) => one[name] !== other[name],
  );
}

function refusal({ code, details, message }: Problem, columnOf: (field: string) => string): string {
  if (code === 'checklist-invalid')
    return `column ${columnOf(String(details['field']))}: ${details['detail'] ?? ''}`;
  return `column ${columnOf('hooks')}: ${message}`;
}
