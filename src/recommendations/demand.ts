/**
 * Demand frames: what a text asks for, as operation × object × themes × groups × addressees. A compound text
 * asks for several things; the same frame is the same demand, whoever asks and in whichever words.
 */
import type { Coder, ListName, Mention, Reading, Reference, RuleLanguage } from './codebook.ts';
import { nameOf } from './codebook.ts';

/** Equal for equal frames: "ratify|instrument/OPSC". It holds ids of the codebook only, so it can be kept. */
export type DemandKey = string & { readonly demandKey: true };

export interface Demand {
  /** An entry of the list "operation". */
  readonly operation: string;
  /** An instrument, or an entry of the list "object". */
  readonly object?: Reference;
  /** Entries of "theme" and "manifestation"; none beside an instrument, whose name would only repeat its themes. */
  readonly themes: readonly Reference[];
  readonly groups: readonly string[];
  readonly addressees: readonly string[];
  /** The part of the text it was read in (UTF-16 units). */
  readonly start: number;
  readonly end: number;
  /** Absent where the frame says too little to tell two demands apart ("strengthen its efforts"). */
  readonly key?: DemandKey;
}

/** The operation of verbs that name none: strengthen, ensure, take measures. */
const unspecific = 'act';
/** Operations on a treaty itself; each treaty named is a demand of its own. */
const onTreaties = new Set(['ratify', 'withdraw-reservation']);
/** Operations whose object may be a treaty, if it is named first. */
const mayBeOnTreaties = new Set(['implement', 'report', 'amend']);

/** What a text asks for, each once, in the order of the text. */
export function demandsOf(text: string, language: RuleLanguage, coder: Coder): readonly Demand[] {
  const reading = coder.read(text, language);
  const demands = new Map<string, Demand>();
  let before: readonly Reference[] = [];
  for (const clause of clausesOf(reading)) {
    const subject = subjectOf(clause, reading);
    // What no theme of its own is named for goes on with the themes before: "punish traffickers and help victims".
    before = subject.length > 0 || clause.begins === 'a sentence' ? subject : before;
    for (const demand of framesOf(clause, before, reading, coder.codebook.implied)) {
      const name = demand.key ?? JSON.stringify({ ...demand, start: 0, end: 0 });
      if (!demands.has(name)) demands.set(name, demand);
    }
  }
  return [...demands.values()];
}

/** Operations that share what follows them, as in "sign and ratify"; numbers are those of words. */
interface Clause {
  operations: Mention[];
  readonly from: number;
  to: number;
  /** Where the words begin that tell what it is about: earlier than `from` for a means ("… by amending"). */
  readonly about: number;
  readonly begins: 'a sentence' | 'within a sentence';
}

const contentLists: ReadonlySet<ListName> = new Set([
  'object',
  'instrument',
  'theme',
  'manifestation',
  'group',
  'addressee',
]);

/**
 * Parts a text where a new operation begins. A verb right after another shares its object ("adopt and
 * implement a plan") or replaces it if that was unspecific ("take steps to ratify", "ensure that laws are
 * enforced"). After an object, only a verb that is joined on (and, or, by, a comma) begins a new demand: "a law
 * to prevent trafficking" is one.
 */
function clausesOf(reading: Reading): Clause[] {
  const operations = withoutOverlaps(reading.mentions.filter(({ list }) => list === 'operation'));
  const contents = reading.mentions.filter(({ list }) => contentLists.has(list)).map(placeOf);
  const { sentences, words } = reading.words;
  const clauses: Clause[] = [];
  let last: Mention | undefined;
  /** The first mention of content behind the last operation. */
  let next = 0;
  let purpose = false;
  let passive = false;
  for (const operation of operations) {
    const at = placeOf(operation);
    const clause = clauses.at(-1);
    const before = last ? endOf(last) : -1;
    const sameSentence = last !== undefined && sentences[placeOf(last)] === sentences[at];
    while (next < contents.length && (contents[next] ?? 0) <= before) next += 1;
    const between = last !== undefined && (passive || (contents[next] ?? at) < at);
    last = operation;
    passive = false;
    const joint = between ? joinedOn(reading, at) : undefined;
    if (!clause || !sameSentence || joint) {
      const about = clause && joint === 'by' ? clause.about : at;
      const begins = sameSentence ? 'within a sentence' : 'a sentence';
      clauses.push({ operations: [operation], from: at, to: words.length, about, begins });
      purpose = false;
      if (clause) clause.to = at;
      continue;
    }
    const specific = clause.operations.filter(({ entry }) => entry !== unspecific);
    passive = specific.length === 0 && beForms.has(words[at] ?? '');
    if (between && !passive) purpose = true;
    else if (!purpose && (specific.length === 0 || operation.entry !== unspecific))
      clause.operations = [...specific, operation];
  }
  return clauses;
}

const beForms = new Set(['is', 'are', 'be', 'been']);

/** Of mentions that share words, the longest; of those equally long, the one that is not unspecific. */
function withoutOverlaps(mentions: readonly Mention[]): Mention[] {
  const taken = new Set<number>();
  const rank = ({ at, entry }: Mention) => at.length + (entry === unspecific ? 0 : 0.5);
  return mentions
    .toSorted((a, b) => rank(b) - rank(a) || placeOf(a) - placeOf(b))
    .filter(({ at }) => {
      if (at.some((place) => taken.has(place))) return false;
      for (const place of at) taken.add(place);
      return true;
    })
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

const joining = new Set([
  'and',
  'or',
  'by',
  'et',
  'ou',
  'en',
  'y',
  'e',
  'o',
  'u',
  'well',
  'including',
  'notamment',
]);
const passing = /^(?:also|further|then|to|a|de|its|their|the|all|plus)$|ly$|ment$|mente$/;

/** The word before that joins this one on, adverbs and "to" passed over; or a comma, or the start of the text. */
function joinedOn({ text, words }: Reading, at: number): string | undefined {
  for (let place = at; place > 0; place -= 1) {
    if (/[,;]/.test(text.slice(words.ends[place - 1], words.starts[place]))) return ',';
    const before = words.words[place - 1] ?? '';
    if (joining.has(before)) return before;
    if (!passing.test(before)) return undefined;
  }
  return ',';
}

/** Themes that name a means and no subject. */
const means = new Set(['instruments', 'plan', 'assistance', 'general']);

/**
 * What a clause is about: themes and manifestations, but not where all their words are those of operations, of
 * the object or of a treaty's name.
 */
function subjectOf({ about, from, to }: Clause, { mentions }: Reading): Reference[] {
  const within = mentions.filter((mention) => placeOf(mention) >= about && placeOf(mention) < to);
  const object = within.find((mention) => mention.list === 'object' && placeOf(mention) >= from);
  const others = within.filter(({ list }) => list === 'operation' || list === 'instrument');
  const used = new Set([...others, ...(object ? [object] : [])].flatMap(({ at }) => at));
  const found = new Map<string, Reference>();
  for (const mention of within) {
    const { list, entry, at } = mention;
    if (list !== 'manifestation' && (list !== 'theme' || means.has(entry))) continue;
    if (!at.every((place) => used.has(place))) found.set(nameOf(mention), { list, entry });
  }
  return [...found.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function framesOf(
  { operations, from, to }: Clause,
  themes: readonly Reference[],
  { words, mentions }: Reading,
  implied: ReadonlyMap<string, string>,
): Demand[] {
  const inside = mentions.filter((mention) => placeOf(mention) >= from && placeOf(mention) < to);
  const entries = (list: ListName) =>
    [...new Set(inside.filter((mention) => mention.list === list).map(({ entry }) => entry))].toSorted();
  const place = { start: words.starts[from] ?? 0, end: words.ends[to - 1] ?? 0 };
  const onTreaty = (operation: string, entry: string) => {
    const object: Reference = { list: 'instrument', entry };
    return keyed({ ...place, operation, object, themes: [], groups: [], addressees: [] });
  };
  const instruments = entries('instrument');
  const objects = inside.filter(({ list }) => list === 'object' || list === 'instrument');
  return [...new Set(operations.map(({ entry }) => entry))].flatMap((named): Demand[] => {
    if (onTreaties.has(named) && instruments.length > 0)
      return instruments.map((entry) => onTreaty(named, entry));
    const object = objects.find(({ list }) => list === 'object' || mayBeOnTreaties.has(named));
    const operation = named === unspecific ? (implied.get(object?.entry ?? '') ?? named) : named;
    if (object?.list === 'instrument') return [onTreaty(operation, object.entry)];
    return [
      keyed({
        ...place,
        operation,
        ...(object ? { object: { list: object.list, entry: object.entry } } : {}),
        themes,
        groups: entries('group'),
        addressees: entries('addressee'),
      }),
    ];
  });
}

/** With its key, if it names a treaty, or a theme beside a definite operation or object. */
export function keyed(frame: Omit<Demand, 'key'>): Demand {
  const { operation, object, themes, groups, addressees } = frame;
  const told = object?.list === 'instrument' || (themes.length > 0 && (operation !== unspecific || object));
  if (!told) return frame;
  const parts = [
    operation,
    object ? nameOf(object) : '',
    themes.map(nameOf).join(','),
    groups.join(','),
    addressees.join(','),
  ];
  const key = parts.join('|').replace(/\|+$/, '');
  return { ...frame, key: key as DemandKey };
}

function placeOf({ at }: Mention): number {
  return at[0] ?? 0;
}

function endOf({ at }: Mention): number {
  return at.at(-1) ?? 0;
}
