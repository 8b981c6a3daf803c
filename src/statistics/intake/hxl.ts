/** HXL (hxlstandard.org): a row of hashtags below the header says what the columns mean, whatever they are called. */
import type { Table } from '../../platform/tables/table.ts';

/** Our name of a column by its tag; the first that fits. Attributes stand in any order. */
const meanings: readonly (readonly [tag: RegExp, column: string])[] = [
  [/^#\w+\b.*\+sex\b/, 'sex'],
  [/^#\w+\b.*\+age\b/, 'age'],
  [/^#\w+\b.*\+disability\b/, 'disability'],
  [/^#(country|adm0)\b.*\+(code|iso2|iso3|m49)\b/, 'code'],
  [/^#(country|adm0)\b/, 'state'],
  [/^#date\b/, 'period'],
  [/^#indicator\b.*\+(code|id)\b/, 'indicator'],
  [/^#indicator\b.*\+name\b/, 'indicator name'],
  [/^#indicator\b.*\+unit\b|^#unit\b/, 'unit'],
  [/^#(indicator|value)\b.*\+(lower|min)\b/, 'lower'],
  [/^#(indicator|value)\b.*\+(upper|max)\b/, 'upper'],
  [/^#(indicator|value)\b/, 'value'],
  [/^#(meta\b.*\+source|source)\b/, 'source'],
  [/^#meta\b.*\+(url|link)\b/, 'address'],
  [/^#(meta\b.*\+note|description)\b/, 'note'],
];

/** The table under our names of columns and without its row of tags; as it is, where it has none. */
export function withoutTags(table: Table): Table {
  const [tags, ...rows] = table.rows;
  const isTag = (cell: string) => /^#[a-z]\w*([ +]|$)/i.test(cell.trim());
  if (!tags || !tags.cells.some(isTag) || !tags.cells.every((cell) => cell.trim() === '' || isTag(cell)))
    return table;
  const used = new Set<string>();
  return {
    ...table,
    rows,
    header: table.header.map((name, at) => {
      const tag = (tags.cells[at] ?? '').trim().toLowerCase().replaceAll(' ', '');
      const column = meanings.find(([form]) => form.test(tag))?.[1];
      if (column === undefined || used.has(column)) return name;
      used.add(column);
      return column;
    }),
  };
}
