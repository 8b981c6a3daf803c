/** Which indicator a row of an outside table is of, and in which unit it counts. */
import { Problem } from '../../core/problem.ts';
import { type Iso3, stateOf } from '../../core/state.ts';
import type { Indicator, IndicatorId } from '../model.ts';
import { identifier } from './cells.ts';

export interface Named {
  readonly id: IndicatorId;
  readonly name: string;
  readonly unit: string;
  /** Whether the record has it, or the file brings it. */
  readonly standing: 'known' | 'new';
  /** Where the series itself says of whom it is, files repeat it as a breakdown that is none. */
  readonly whom?: 'in the name';
}

/** The indicator of the record that has this series of the UN database, such as VC_VAW_SXVLN. */
export function bySeries(known: readonly Indicator[], series: string): Named | undefined {
  const found = series === '' ? undefined : known.find((one) => one.series === series);
  return (
    found && {
      ...found,
      standing: 'known',
      ...(series.startsWith('SP_DYN_MRB') ? { whom: 'in the name' } : {}),
    }
  );
}

/**
 * The indicator of an id. One that is not known is new where the file gives it a name; else the id may be a slip.
 * @throws Problem `figures-cell-invalid`
 */
export function byId(
  known: readonly Indicator[],
  id: string,
  { name, unit }: { readonly name: string; readonly unit: string },
): Named {
  const found = known.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (found) return { ...found, standing: 'known' };
  if (name === '' || !/^[A-Za-z0-9][\w.-]{0,79}$/.test(id))
    throw new Problem('figures-cell-invalid', {
      value: id,
      expected: `an indicator of the record (${known.map((one) => one.id).join(', ')}), or a new one of letters, digits, dots and dashes with its name in a column “indicator name”`,
    });
  return { id: id as IndicatorId, name, unit: unit || 'number', standing: 'new' };
}

/**
 * The indicator of a national file: what a State publishes under the number of an SDG indicator often counts
 * something else, so it is one of its own. "indicator_16-2-2.csv" of the United Kingdom is gbr-16.2.2.
 * @param units how many units the file has; each is an indicator of its own
 * @throws Problem `figures-indicator-missing` where the name of the file does not say it
 */
export function ofNationalFile(
  file: string,
  state: Iso3,
  { unit, units }: { readonly unit: string; readonly units: number },
): { readonly id: string; readonly name: string } {
  const number = /(?:^|[_ -])(\d{1,2})[-.](\d{1,2}|[a-d])[-.](\d{1,2}[a-z]?)\.\w+$/i.exec(file);
  if (!number) throw new Problem('figures-indicator-missing', { file });
  const plain = number.slice(1).join('.');
  const tail = units > 1 ? `-${identifier(unit).toLowerCase().replaceAll('_', '-')}` : '';
  return {
    id: `${state.toLowerCase()}-${plain}${tail}`,
    name: `${plain} as published by ${stateOf(state).shortNames.en}${units > 1 ? `: ${unit}` : ''}`,
  };
}

/**
 * The unit of a figure. For an indicator of the record it must be that of the indicator, in whatever words.
 * @throws Problem `figures-cell-invalid`
 */
export function unitOf(written: string, { unit, standing }: Named): string {
  if (standing === 'new') return written || unit;
  if (written === '' || plainUnit(written) === plainUnit(unit)) return unit;
  throw new Problem('figures-cell-invalid', {
    value: written,
    expected: `the unit of the indicator, ${unit}`,
  });
}

/** "Percentage (%)" and "percent of all detected victims" as "percent". */
function plainUnit(unit: string): string {
  const text = unit.trim().toLowerCase();
  if (/^(percent|percentage|per cent|%|per[_ ]100[_ ]pop(ulation)?|pourcentage|porcentaje)\b|^%/.test(text))
    return 'percent';
  if (/^(number|units?|count|people|persons|reports|nombre|número)\b/.test(text)) return 'number';
  return text;
}
