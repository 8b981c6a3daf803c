/** Which form a table of recommendations has, told by its columns. */
import type { Rows } from '../../platform/tables/table.ts';
import { danishInstitute } from './danish-institute.ts';
import { labor } from './labor.ts';
import { plainTable } from './plain.ts';
import { readForm, type RecommendationFile } from './reading.ts';
import { uhri } from './uhri.ts';
import { uprInfo } from './upr-info.ts';

/**
 * The table as a file of a known form; undefined when its columns are those of none. Names that cannot be placed
 * are listed, malformed rows refuse the file.
 */
export function readRecommendations(table: Rows): RecommendationFile | undefined {
  return (
    readForm(table, uprInfo) ??
    readForm(table, danishInstitute) ??
    readForm(table, uhri) ??
    readForm(table, labor) ??
    readForm(table, plainTable)
  );
}
