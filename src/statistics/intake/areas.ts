/** Which State a row of an outside table is about, by code, by name, or by both. */
import { isIso3, type Iso3, type Meaning, meaningOf, meaningOfCode, stateOf } from '../../core/state.ts';

/** The State; why the row is left out, because it is about something else; or what is wrong with it. */
export type Area = { readonly iso3: Iso3 } | { readonly leftOut: string } | { readonly wrong: string };

/**
 * What the cells of a row say. Where there is a code, it counts; without one the name does, because programs that
 * take "NA" for a gap lose Namibia's.
 */
function areaIn({ code, name }: { readonly code: string; readonly name: string }): Area {
  const byCode = code.trim() === '' ? undefined : meaningOfCode(codeOf(code));
  const byName = name.trim() === '' ? undefined : meaningOf(name);
  if (!byCode && !byName) return { wrong: 'the State is missing' };
  if (byCode?.kind === 'state' && byName?.kind === 'state' && byCode.iso3 !== byName.iso3)
    return { wrong: `the code “${code}” is ${stateOf(byCode.iso3).names.en}, and the name is “${name}”` };
  const told = byCode && byCode.kind !== 'unknown' ? byCode : byName;
  const written = name.trim() || code.trim();
  return said(told ?? { kind: 'unknown' }, written);
}

/**
 * The reader of the rows of a table. Without a column that is known to hold codes, the column of States holds codes
 * where each cell looks like one; among names, "NA" is no State.
 */
export function areaReader(
  column: 'codes' | readonly string[],
): (row: { readonly code: string; readonly name: string }) => Area {
  if (column === 'codes') return areaIn;
  const areCodes = column.every((cell) => /^(|[A-Za-z]{2,3}|\d{1,3})$/.test(cell.trim()));
  return ({ name }) => {
    const isCode = areCodes || isIso3(name.trim());
    if (!isCode) return areaIn({ code: '', name });
    return meaningOfCode(codeOf(name)).kind === 'unknown'
      ? areaIn({ code: '', name })
      : areaIn({ code: name, name: '' });
  };
}

function said(meaning: Meaning, written: string): Area {
  switch (meaning.kind) {
    case 'state':
      return { iso3: meaning.iso3 };
    case 'unknown':
      return { wrong: `“${written}” is not a known State` };
    default:
      return { leftOut: `“${written}” is no State of the list (${meaning.kind})` };
  }
}

/** M49 codes have three digits, and lose the first ones in spreadsheet programs. */
function codeOf(cell: string): string {
  const text = cell.trim();
  return /^\d{1,3}$/.test(text) ? text.padStart(3, '0') : text.toUpperCase();
}
