/** Holds a law of Akoma Ntoso up against the record, and enters it. */
import { Problem } from '../../core/problem.ts';
import { fold } from '../../core/text.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { checkDates, type Law, type Provision, type ProvisionId } from '../model.ts';
import { enterLaw, enterProvision, type Entered, laws, provisions } from '../store.ts';
import type { AkomaNtosoFile } from './akoma-ntoso.ts';

/** Stores the law and its wordings, or nothing where one is refused. Give it to `record.rehearse` for a preview. */
export function importAkomaNtoso(
  tx: Write,
  { file, law: given, wordings, left, remarks }: AkomaNtosoFile,
): ImportReport {
  const refused: RowNote[] = [];
  const more: RowNote[] = [];
  const there = laws(tx, { state: given.state }).find((law) => law.id === given.id || isSame(law, given));
  const law = there ?? given;
  const known = new Map(provisions(tx, { state: law.state }));
  const ready = wordings.flatMap((wording): Provision[] => {
    const { article, from, text } = wording;
    const refuse = (why: string): [] => {
      refused.push({ article, text: why });
      return [];
    };
    const of = [...known.values()].filter((one) => one.law === law.id && one.article === article);
    const same =
      of.find((one) => one.from === from) ??
      (from === undefined ? of.find((one) => one.text === text) : undefined);
    if (same && same.text !== text)
      return refuse(
        `the record has other words for this article from ${from ?? 'no day'} on (“${same.id}”). Enter the new ones by a table, with their first day`,
      );
    if (same && (wording.to === undefined || wording.to === same.to)) return [same];
    const open = of.find(
      (one) => one !== same && one.to === undefined && one.from !== undefined && from !== undefined,
    );
    if (open && open.from !== undefined && from !== undefined && open.from < from)
      more.push({
        article,
        text: `“${open.id}” is in force from ${open.from} and has no end; say when these words took its place`,
      });
    const plain = `${law.id}-${article}` as ProvisionId;
    const provision: Provision = {
      ...same,
      ...wording,
      id: same?.id ?? (known.has(plain) ? (`${plain} ${from ?? 'draft'}` as ProvisionId) : plain),
      law: law.id,
    };
    try {
      checkDates(provision);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return refuse(String(error.details['detail']));
    }
    known.set(provision.id, provision);
    return [provision];
  });
  const did: Entered[] = [];
  if (refused.length === 0) {
    did.push(
      there ? 'unchanged' : enterLaw(tx, law),
      ...ready.map((provision) => enterProvision(tx, provision)),
    );
  }
  const count = (what: Entered) => did.filter((one) => one === what).length;
  return {
    file,
    kind: 'Akoma Ntoso',
    rows: wordings.length + 1,
    added: count('added'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    conflicting: [],
    unmapped: left,
    refused,
    remarks: [...remarks, ...more],
  };
}

/** Whether two entries are one law: the same number in the same year, or the same number and title. */
function isSame(one: Law, other: Law): boolean {
  if (one.number === undefined || other.number === undefined || fold(one.number) !== fold(other.number))
    return false;
  const sameYear = one.date !== undefined && one.date.slice(0, 4) === other.date?.slice(0, 4);
  return sameYear || fold(one.title) === fold(other.title);
}
