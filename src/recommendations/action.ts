/**
 * UPR Info's action category by rules: the main verb decides (UPR Info, Action category, October 2014). The
 * verbs of each category are in the codebook, list "action".
 */
import type { Mention, Reading } from './codebook.ts';
import { type ActionCategory, actionCategories } from './model.ts';

/** What the rules see in a text; a trained model may use the same. */
export interface ActionFeatures {
  /** Operations mentioned, each once, in the order of the text. */
  readonly operations: readonly string[];
  /** The categories of the verbs, in the order of the text. */
  readonly categories: readonly ActionCategory[];
  /** The verb that decides, as in the text, in lower case without accents. */
  readonly verb?: string;
  /** How many words stand before it. */
  readonly before?: number;
  /** What the rules conclude; absent where no verb of the codebook occurs. */
  readonly category?: ActionCategory;
}

/** Reads what `Coder.read` found. */
export function actionFeatures(reading: Reading): ActionFeatures {
  const { words, mentions } = reading;
  const verbs = longest(mentions.filter(({ list }) => list === 'action'));
  const operations = [
    ...new Set(mentions.filter(({ list }) => list === 'operation').map(({ entry }) => entry)),
  ];
  const main = mainVerb(verbs, reading);
  const category =
    main && (categoryOf(main) === 4 && namesMeans(verbs, main, reading) ? 5 : categoryOf(main));
  const at = main?.at[0];
  return {
    operations,
    categories: verbs.flatMap((verb) => categoryOf(verb) ?? []),
    ...(main && at !== undefined
      ? { verb: main.at.map((place) => words.words[place]).join(' '), before: at }
      : {}),
    ...(category ? { category } : {}),
  };
}

function categoryOf({ entry }: Mention): ActionCategory | undefined {
  return actionCategories.find((category) => String(category) === entry);
}

/** Of verbs that share words, the longest pattern; in the order of the text. */
function longest(verbs: readonly Mention[]): Mention[] {
  const taken = new Set<number>();
  return verbs
    .toSorted((a, b) => b.at.length - a.at.length)
    .filter(({ at }) => {
      if (at.some((place) => taken.has(place))) return false;
      for (const place of at) taken.add(place);
      return true;
    })
    .toSorted((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
}

/** The first verb; of two joined by "and", the second ("continue and strengthen"). */
function mainVerb(verbs: readonly Mention[], { words }: Reading): Mention | undefined {
  const [first, second] = verbs;
  if (!first || !second) return first;
  const end = first.at.at(-1) ?? 0;
  const start = second.at[0] ?? 0;
  return start - end === 2 && ['and', 'et', 'y', 'e'].includes(words.words[end + 1] ?? '') ? second : first;
}

/** "Improve … by amending": a general action with a definite means. */
function namesMeans(verbs: readonly Mention[], main: Mention, { words }: Reading): boolean {
  return verbs.some((verb) => {
    const [at = 0] = verb.at;
    if (verb === main || categoryOf(verb) !== 5 || at < (main.at[0] ?? 0)) return false;
    const before = words.words.slice(Math.max(0, at - 3), at);
    return before.includes('by') && (words.words[at] ?? '').endsWith('ing');
  });
}
