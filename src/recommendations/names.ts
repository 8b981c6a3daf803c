/** The names of the codebook's entries and of demands, in the language of a page. */
import type { Language } from '../core/text.ts';
import type { Codebook, Entry, Reference } from './codebook.ts';
import { nameOf } from './codebook.ts';
import type { DemandKey } from './demand.ts';
import { frameOf } from './demand-key.ts';
import { shippedCoder } from './reference.ts';

let entries: { readonly of: Codebook; readonly byName: ReadonlyMap<string, Entry> } | undefined;

/** An entry of the codebook that ships, by a name such as "theme/trafficking". */
export function entryOf(name: string): Entry | undefined {
  const { codebook } = shippedCoder();
  if (entries?.of !== codebook)
    entries = {
      of: codebook,
      byName: new Map(
        codebook.entries.map((entry) => [nameOf({ list: entry.list, entry: entry.id }), entry]),
      ),
    };
  return entries.byName.get(name);
}

/** The label of an entry; its id where the codebook no longer has it. */
export function entryName(reference: Reference, language: Language): string {
  const label = entryOf(nameOf(reference))?.label;
  return label?.[language] ?? label?.en ?? reference.entry;
}

/** What a demand asks, by the names of its parts: "ratify: OPSC"; "train: police – trafficking (children)". */
export function demandName(key: DemandKey, language: Language): string {
  const { operation, object, themes, groups, addressees } = frameOf(key);
  const name = (list: Reference['list'], entry: string) => entryName({ list, entry }, language);
  const asked = [name('operation', operation), object && entryName(object, language)]
    .filter(Boolean)
    .join(': ');
  const about = themes.map((theme) => entryName(theme, language)).join(', ');
  const whom = [
    ...groups.map((group) => name('group', group)),
    ...addressees.map((addressee) => name('addressee', addressee)),
  ].join(', ');
  return `${asked}${about ? ` – ${about}` : ''}${whom ? ` (${whom})` : ''}`;
}
