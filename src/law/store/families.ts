/** The SQL of legal families: to which traditions the law of a State belongs, by a source. */
import type { Citation } from '../../core/citation.ts';
import type { Iso3 } from '../../core/state.ts';
import { citationId, citations } from '../../evidence/store.ts';
import type { Read, Write } from '../../platform/record.ts';
import type { Entered } from '../store.ts';

export interface LegalFamily {
  readonly state: Iso3;
  /** In lower case, as the source names them; several where the law is mixed: "common law", "customary law". */
  readonly families: readonly string[];
  readonly citation: Citation;
}

/** The families of each State, as last entered. */
export function legalFamilies(tx: Read): ReadonlyMap<Iso3, LegalFamily> {
  const cited = citations(tx);
  return new Map(
    tx
      .all<{ state: Iso3; family: string; citation: number }>(
        'SELECT state, family, citation FROM legal_family WHERE id IN (SELECT max(id) FROM legal_family GROUP BY state) ORDER BY state',
      )
      .map(({ state, family, citation: id }) => {
        const citation = cited.get(id);
        if (!citation) throw new Error(`no citation ${id}`);
        return [state, { state, families: family.split('; '), citation }];
      }),
  );
}

/** Enters the families of a State; they take the place of those entered before. */
export function enterLegalFamily(tx: Write, { state, families, citation }: LegalFamily): Entered {
  const row = { state, family: families.join('; '), citation: citationId(tx, citation) };
  const last = tx.first<{ family: string; citation: number }>(
    'SELECT family, citation FROM legal_family WHERE state = ? ORDER BY id DESC LIMIT 1',
    state,
  );
  if (last?.family === row.family && last.citation === row.citation) return 'unchanged';
  tx.insert('legal_family', row);
  return last ? 'changed' : 'added';
}
