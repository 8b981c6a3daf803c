/** Holds what a file of law says up against the record and against itself, before anything of it is entered. */
import { Problem } from '../../core/problem.ts';
import type { Iso3 } from '../../core/state.ts';
import { fold } from '../../core/text.ts';
import type { RowNote } from '../../platform/imports.ts';
import type { Read } from '../../platform/record.ts';
import { type Assessment, checkAssessment, type Round } from '../assessment.ts';
import { askedChecklist, askedPoint, type Checklist, type Point, scorable } from '../checklist.ts';
import { checkDates, type Law, type LawId, type Provision, type ProvisionId } from '../model.ts';
import { assessmentKey, assessments, laws, provisions, rounds, sameAssessment } from '../store.ts';
import { checklists } from '../store/checklists.ts';
import type { LegalFamily } from '../store/families.ts';
import type { Draft, WrittenOut } from './assessments.ts';
import type { StageOfLaw } from './forms.ts';
import type { LawFile } from './law-file.ts';
import type { At, LawTable, Placed, Refusals } from './tables.ts';

/** What can be entered, in the order in which it has to be, if nothing is refused. */
export interface Checked {
  readonly laws: readonly Law[];
  readonly stages: readonly StageOfLaw[];
  readonly provisions: readonly Provision[];
  /** New provisions that rows of assessments write out. */
  readonly writtenOut: readonly Provision[];
  readonly families: readonly LegalFamily[];
  readonly rounds: readonly Round[];
  readonly assessments: readonly ReadyAssessment[];
  /** The provisions of the record and of the file. */
  readonly known: ReadonlyMap<ProvisionId, Provision>;
  readonly refusals: Refusals;
  readonly notes: readonly RowNote[];
}

interface ReadyAssessment {
  readonly assessment: Assessment;
  /** What the same person said last on the point in the round. */
  readonly last?: Assessment;
  readonly rows: number;
}

export function check(tx: Read, file: LawFile): Checked {
  return new Checking(tx, file).result();
}

class Checking {
  readonly #file: LawFile;
  readonly #refusals: Refusals;
  readonly #notes: RowNote[] = [];
  readonly #checklists: readonly Checklist[];
  readonly #laws: Map<LawId, Law>;
  readonly #provisions: Map<ProvisionId, Provision>;
  #byWording: Map<string, Provision> | undefined;
  readonly #writtenOut: Provision[] = [];
  readonly #rounds: Map<string, Round>;
  readonly #newRounds: Round[] = [];
  readonly #last: ReadonlyMap<string, Assessment>;

  constructor(tx: Read, file: LawFile) {
    this.#file = file;
    this.#refusals = file.refusals.copy();
    this.#checklists = tx.cached('checklists', checklists);
    this.#laws = new Map(laws(tx).map((law) => [law.id, law]));
    this.#provisions = new Map(provisions(tx));
    this.#rounds = new Map(rounds(tx).map((round) => [round.id, round]));
    this.#last = new Map(
      file.drafts.length > 0 ? assessments(tx).map((each) => [assessmentKey(each), each]) : [],
    );
  }

  result(): Checked {
    const { laws: ofLaws, stages, provisions: ofProvisions, families, drafts } = this.#file;
    const stageOf = ({ law, stage }: StageOfLaw) => `${stage.stage} of ${law}`;
    // Each of these knows what stands in the ones before.
    return {
      laws: this.#each(
        ofLaws,
        ({ id }) => id,
        'law',
        (at, law) => this.#law(at, law),
      ),
      stages: this.#each(stages, stageOf, 'stage', (at, { law }) => this.#isKnown(at, law)),
      provisions: this.#each(
        ofProvisions,
        ({ id }) => id,
        'provision',
        (at, one) => this.#provision(at, one),
      ),
      families: this.#each(
        families,
        ({ state }) => state,
        'state',
        () => true,
      ),
      assessments: drafts.flatMap((draft) => this.#assessment(draft) ?? []),
      writtenOut: this.#writtenOut,
      rounds: this.#newRounds,
      known: this.#provisions,
      refusals: this.#refusals,
      notes: this.#notes,
    };
  }

  /** The rows that may be entered; one that stands in the file already may not. */
  #each<T>(
    rows: readonly Placed<T>[],
    nameOf: (value: T) => string,
    column: string,
    isRight: (at: At, value: T) => boolean,
  ): T[] {
    const seen = new Map<string, At>();
    return rows.flatMap(({ at, value }) => {
      const name = nameOf(value);
      const before = seen.get(name);
      seen.set(name, before ?? at);
      if (before)
        return this.#refuse(at, column, `“${name}” stands in row ${before.row} already. Leave one out`);
      return isRight(at, value) ? [value] : [];
    });
  }

  #law(at: At, law: Law): boolean {
    const before = this.#laws.get(law.id);
    if (before && before.state !== law.state) {
      this.#refuse(at, 'law', `“${law.id}” is a law of ${before.state}. Give this one another name`);
      return false;
    }
    this.#laws.set(law.id, law);
    return true;
  }

  #isKnown(at: At, law: LawId): boolean {
    if (this.#laws.has(law)) return true;
    if (!this.#file.unread.has(law)) this.#refuse(at, 'law', `there is no law “${law}”. Enter it first`);
    return false;
  }

  #provision(at: At, provision: Provision): boolean {
    const before = this.#provisions.get(provision.id);
    if (before && before.law !== provision.law) {
      this.#refuse(
        at,
        'provision',
        `“${provision.id}” is a provision of ${before.law}. Give this one another name`,
      );
      return false;
    }
    this.#provisions.set(provision.id, provision);
    return this.#isKnown(at, provision.law) && this.#datesAgree(at, provision);
  }

  #datesAgree(at: At, provision: Provision): boolean {
    return (
      this.#tried(
        at,
        () => checkDates(provision),
        () => 'to',
      ) !== undefined
    );
  }

  #assessment({ at, rows, assessment: draft, writtenOut }: Draft): ReadyAssessment | undefined {
    const point = this.#point(at, draft);
    const written = writtenOut.map((each) => this.#wording(each, draft.state));
    if (!point || written.includes(undefined)) return undefined;
    const restsOn = new Set([...draft.provisions, ...written.filter((id) => id !== undefined)]);
    const said: Assessment = { ...draft, wording: point.wording, provisions: [...restsOn] };
    const last = this.#last.get(assessmentKey(said));
    // Who hands in the same again has not looked at the words that the point got since.
    const isKnown = last !== undefined && sameAssessment(last, { ...said, wording: last.wording });
    const assessment = isKnown ? last : said;
    const isRight =
      this.#areOfState(at, assessment) &&
      this.#round(at, assessment, isKnown) &&
      this.#tried(
        at,
        () => checkAssessment(assessment, this.#provisions),
        (about) => (about === 'practice' ? 'practice_answer' : about),
      ) !== undefined;
    return isRight ? { assessment, rows, ...(last ? { last } : {}) } : undefined;
  }

  #point(at: At, { checklist, point }: Draft['assessment']): Point | undefined {
    const list = this.#tried(
      at,
      () => askedChecklist(this.#checklists, checklist),
      () => 'checklist',
    );
    const found =
      list &&
      this.#tried(
        at,
        () => askedPoint(list.value, point),
        () => 'point',
      )?.value;
    if (!found || scorable(found) === 'scored') return found;
    const why =
      scorable(found) === 'text not loaded' ? 'its official text is not loaded' : 'its text is not verified';
    this.#refuse(at, 'point', `point ${point} of ${checklist} is not answered: ${why}`);
    return undefined;
  }

  /** Names that stand in rows which could not be read are told there. */
  #areOfState(at: At, { state, provisions: ids }: Assessment): boolean {
    return ids.every((id) => {
      const provision = this.#provisions.get(id);
      const law = provision && this.#laws.get(provision.law);
      if (law?.state === state) return true;
      if (law)
        this.#refuse(
          at,
          'provisions',
          `“${id}” is a provision of ${law.state}, and the row is about ${state}`,
        );
      else if (!provision && !this.#file.unread.has(id))
        this.#refuse(at, 'provisions', `there is no provision “${id}”. Enter it first`);
      return false;
    });
  }

  /** Opens the round where it is new. Nobody adds to a round whose coders must not see each other's answers. */
  #round(at: At, { round: id, state, checklist }: Assessment, isKnown: boolean): boolean {
    const round = this.#rounds.get(id);
    if (!round) {
      const opened: Round = { id, state, checklist, kind: 'by file' };
      this.#rounds.set(id, opened);
      this.#newRounds.push(opened);
      return true;
    }
    if (round.state !== state || round.checklist !== checklist) {
      this.#refuse(
        at,
        'round',
        `“${id}” is a round of ${round.state} on ${round.checklist}. Give another name`,
      );
      return false;
    }
    if (round.kind === 'blind' && !isKnown) {
      this.#refuse(
        at,
        'round',
        `“${id}” is coded on seats of this installation, not by files. Give another name`,
      );
      return false;
    }
    return true;
  }

  /** The provision that a row writes out: one that is there, or a new one. */
  #wording({ at, value }: Placed<WrittenOut>, state: Iso3): ProvisionId | undefined {
    const law = this.#lawNamed(at, value.law, state);
    if (!law) return undefined;
    const { law: _, ...rest } = value;
    const same = this.#wordings().get(wordingKey({ ...value, law: law.id }));
    if (same) {
      if (value.text !== '' && value.text !== same.text)
        this.#notes.push({
          ...this.#table(at).sheet(),
          row: at.row,
          text: `the words of article ${value.article} are not taken: “${same.id}” is there in other words`,
        });
      return same.id;
    }
    if (value.text === '') {
      this.#refuse(
        at,
        'text',
        `is empty, and article ${value.article} of this day is not known. Quote or paraphrase it`,
      );
      return undefined;
    }
    const plain = `${law.id}-${value.article}`.replaceAll(';', ',') as ProvisionId;
    const id = this.#provisions.has(plain) ? (`${plain} ${value.from ?? 'draft'}` as ProvisionId) : plain;
    const provision: Provision = {
      id,
      ...rest,
      law: law.id,
      citation: {
        title: law.title,
        place: `art. ${value.article}`,
        ...(law.address ? { address: law.address } : {}),
        standing: 'unverified',
      },
    };
    if (!this.#datesAgree(at, provision)) return undefined;
    this.#provisions.set(id, provision);
    this.#wordings().set(wordingKey(provision), provision);
    this.#writtenOut.push(provision);
    return id;
  }

  /** The provisions of the record and of the file by law, article and first day; asked for once all of these are read. */
  #wordings(): Map<string, Provision> {
    this.#byWording ??= new Map(
      [...this.#provisions.values()].toReversed().map((provision) => [wordingKey(provision), provision]),
    );
    return this.#byWording;
  }

  /** A law of a State by its name, its number or one of its titles. */
  #lawNamed(at: At, name: string, state: Iso3): Law | undefined {
    const wanted = fold(name);
    const found = [...this.#laws.values()].filter(
      (law) =>
        law.state === state &&
        [law.id, law.number, law.title, law.titleEnglish].some(
          (one) => one !== undefined && fold(one) === wanted,
        ),
    );
    const [law, other] = found;
    if (law && !other) return law;
    if (law)
      this.#refuse(
        at,
        'law',
        `“${name}” is more than one law: ${found.map(({ id }) => id).join(', ')}. Write one of these`,
      );
    else if (!this.#file.unread.has(name))
      this.#refuse(
        at,
        'law',
        `there is no law “${name}” of ${state}. Enter it in a table of laws, or in the sheet “laws”`,
      );
    return undefined;
  }

  /** What the work gives; where it finds a problem, this is told of the cell. */
  #tried<T>(at: At, work: () => T, columnOf: (about: string) => string): { readonly value: T } | undefined {
    try {
      return { value: work() };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { code, details } = error;
      const text =
        code === 'law-invalid' || code === 'assessment-invalid' ? String(details['detail']) : error.message;
      this.#refuse(at, columnOf(String(details['about'] ?? '')), text);
      return undefined;
    }
  }

  #table({ table }: At): LawTable {
    const found = this.#file.tables[table];
    if (!found) throw new Error(`no table ${table}`);
    return found;
  }

  #refuse(at: At, column: string, text: string): [] {
    this.#refusals.refuse(at, column, text);
    return [];
  }
}

function wordingKey({ law, article, from }: Pick<Provision, 'law' | 'article' | 'from'>): string {
  return JSON.stringify([law, article, from]);
}
