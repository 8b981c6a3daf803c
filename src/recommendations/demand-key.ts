/** Demand keys as people hand them in: read back into their frame, and checked against the codebook. */
import { Problem } from '../core/problem.ts';
import { type Codebook, type ListName, listNames, nameOf, type Reference } from './codebook.ts';
import { type Demand, type DemandKey, keyed } from './demand.ts';

export type Frame = Pick<Demand, 'operation' | 'object' | 'themes' | 'groups' | 'addressees'>;

/** The frame that a key stands for. */
export function frameOf(key: DemandKey): Frame {
  return frameFrom(key);
}

function frameFrom(text: string): Frame {
  const [operation = '', object = '', themes = '', groups = '', addressees = ''] = text.split('|');
  const list = (part: string) => [...new Set(part.split(',').filter(Boolean))].toSorted();
  return {
    operation,
    ...(object ? { object: referenceFrom(object) } : {}),
    themes: list(themes).map(referenceFrom),
    groups: list(groups),
    addressees: list(addressees),
  };
}

function referenceFrom(name: string): Reference {
  const [list = '', entry = ''] = name.split('/');
  return { list: list as ListName, entry };
}

/**
 * The demand of a key as a person writes it; themes and groups may stand in any order.
 * @throws Problem `demand-invalid` for entries that the codebook does not have, and for frames that have no key
 */
export function parseDemandKey(written: string, codebook: Codebook): DemandKey {
  const text = written.trim();
  const refuse = (detail: string) => new Problem('demand-invalid', { value: text, detail });
  if (text.split('|').length > 5) throw refuse('it has more than five parts');
  const frame = frameFrom(text);
  const { operation, object, themes, groups, addressees } = frame;
  const parts: readonly (readonly [Reference, readonly ListName[]])[] = [
    [{ list: 'operation', entry: operation }, ['operation']],
    ...(object ? [[object, ['object', 'instrument']] as const] : []),
    ...themes.map((theme) => [theme, ['theme', 'manifestation']] as const),
    ...groups.map((entry) => [{ list: 'group', entry } as const, ['group']] as const),
    ...addressees.map((entry) => [{ list: 'addressee', entry } as const, ['addressee']] as const),
  ];
  const known = new Set(codebook.entries.map(({ list, id }) => `${list}/${id}`));
  for (const [part, lists] of parts)
    if (!lists.includes(part.list) || !known.has(nameOf(part)))
      throw refuse(
        listNames.includes(part.list)
          ? `the codebook has no ${part.list} “${part.entry}” that could stand there`
          : `“${nameOf(part)}” is written without its list`,
      );
  if (object?.list === 'instrument' && themes.length + groups.length + addressees.length > 0)
    throw refuse('beside an instrument nothing else stands');
  const { key } = keyed({ ...frame, start: 0, end: 0 });
  if (!key) throw refuse('it says too little to tell two demands apart');
  return key;
}
