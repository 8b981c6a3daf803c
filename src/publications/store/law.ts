/** Gathers from the record what publications say of law. */
import type { Day } from '../../core/date.ts';
import type { StateGroup } from '../../core/membership.ts';
import type { State } from '../../core/state.ts';
import { findings, laws, rounds } from '../../law/store.ts';
import { checklist, checklists } from '../../law/store/checklists.ts';
import { software } from '../../platform/product.ts';
import type { Read } from '../../platform/record.ts';
import type { LawMaterial } from '../law.ts';
import type { RegionMaterial } from '../region.ts';

/** The laws of a State and what was found on them; all checklists on which anything was. */
export function lawMaterial(tx: Read, { iso3 }: State): LawMaterial {
  return {
    laws: laws(tx, { state: iso3 }),
    checklists: tx.cached('checklists', checklists).flatMap((each) => {
      const found = findings(tx, { state: iso3, checklist: each.id });
      return found.size > 0 ? [{ checklist: each, findings: found }] : [];
    }),
  };
}

export interface AskedReport {
  readonly checklist: string;
  readonly group: StateGroup;
  readonly asOf: Day;
  readonly compared: readonly Day[];
}

/** @throws Problem `checklist-unknown` */
export function regionMaterial(
  tx: Read,
  { checklist: id, group, asOf, compared }: AskedReport,
): RegionMaterial {
  const asked = checklist(tx, id);
  return {
    checklist: asked,
    group,
    asOf,
    compared,
    findings: findings(tx, { checklist: asked.id }),
    laws: new Map(laws(tx).map((law) => [law.id, law])),
    rounds: rounds(tx, { checklist: asked.id }),
    software: `${software.name} ${software.version}`,
  };
}
