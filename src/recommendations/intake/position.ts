/**
 * What a sentence of a State says of recommendations: supported, noted, or nothing that could be relied on. Support
 * for a part counts as noted, as in reports (UPR Info, Methodology: responses to recommendations, 2014); support
 * under a condition is not read at all.
 */
import type { Response } from '../model.ts';
import { numberList } from './numbers.ts';

/** "Unclear": it speaks of an answer, and does not give one that a reader could not dispute. */
export type Position = Extract<Response, 'supported' | 'noted'> | 'unclear';

const verbs = String.raw`accepts?|accepted|supports?|supported|notes?|noted|takes? note of|rejects?|rejected`;
const partly = /\b(?:partially|partly|in part|in principle)\b/i;
const partlyNext = new RegExp(String.raw`^\s*,?\s*${partly.source}`, 'i');
/** A verb in the third person ("accepts") is denied by few words; another by all that stand before it in its clause. */
const finite = /^(?:accepts|supports|notes|rejects|takes note of)$/i;
const unsure = /\b(?:neither|nor|no longer|never|only|if|whether|when|once|until|before|should)\b/i;
/** An answer of an earlier review. */
const earlier =
  /\b(?:first|previous|last|earlier|preceding|prior)\s+(?:(?:UPR|universal periodic)\s+)?(?:cycles?|reviews?|rounds?|UPR)\b/i;
const hedges =
  /\b(?:may|might|could|would|will|shall|should|intends?|plans?|hopes?|considers?|considering|whether|if|examines?|ready|able|willing|asked|invited)\b/i;
const negator = /\b(?:not|cannot|unable|unwilling|never|neither|nor|no)\b|n[’']t\b/i;
const few = String.raw`(?:(?!(?:and|or|nor)\b)[\w’'-]+\s+){0,5}`;
const denies = new RegExp(String.raw`(?:\b(?:not|cannot|unable to|unwilling to)|n[’']t)\s+${few}$`, 'i');
const clauses = /[;:]|,\s*and\b|\b(?:but|while|whereas|which)\b/i;
const condition =
  /\b(?:subject to|provided|on (?:the )?(?:understanding|condition)|in the sense|except(?:ing|ion)?|with (?:the )?reservations?|unless|insofar|in so far|to the extent|as long as|as far as|but|however|only|understanding)\b/i;

const beforeNoun = new RegExp(
  String.raw`\b(?<verb>${verbs})(?<more>(?:\s+(?:the|all|these|those|this|its|of|following|remaining|other|above|said|fully|partially|partly|in part|in principle|also|hereby|therefore|both))*)\s*$`,
  'i',
);
const afterNoun =
  /^[\s,:(–—-]*(?:which\s+)?(?:(?:listed|set out|contained|given)\s+)?(?:below\s+)?(?:have been examined by [^,.;:]{1,40}? and\s+)?(?<auxiliary>(?:(?:is|are|was|were|has|have|had|been|be|do|does|did|can|could|cannot|will|would|not|also|fully|partially|partly|in part|in principle|therefore|hereby|already|thus|enjoys?|enjoyed|the)\s+)*)(?<verb>accepted|supported|support|noted|rejected)\b(?<rest>.*)$/is;

/** What the words around "recommendations" say: "Kenya accepts the", " are not accepted". Undefined: nothing. */
export function positionAround(before: string, after: string): Position | undefined {
  const active = beforeNoun.exec(before);
  if (active?.groups) {
    const { verb = '', more = '' } = active.groups;
    if (condition.test(after) || otherAnswer(after)) return 'unclear';
    const clause = before.slice(0, active.index).split(clauses).at(-1) ?? '';
    const base = meaning(verb, denialOf(verb, clause));
    return base === 'supported' && (partly.test(`${clause} ${more}`) || partlyNext.test(after))
      ? 'noted'
      : base;
  }
  const { auxiliary = '', verb = '', rest = '' } = afterNoun.exec(after)?.groups ?? {};
  if (verb === '') return undefined;
  if (/^support$/i.test(verb) !== /enjoy/i.test(auxiliary)) return 'unclear';
  if (/\b(?:will|would|could)\b/i.test(auxiliary) || condition.test(rest) || otherAnswer(rest))
    return 'unclear';
  const base = meaning(verb, /\b(?:not|cannot)\b/i.test(auxiliary) ? 'denied' : 'said');
  return base === 'supported' && (partly.test(auxiliary) || partlyNext.test(rest)) ? 'noted' : base;
}

/** Whether what follows speaks of an answer again: "noted recommendation 1 and now accepts it". */
function otherAnswer(after: string): boolean {
  return (
    /\b(?:accept|reject)|\bsupport(?:s|ed)\b/i.test(after) ||
    /\bnot(?:es?|ed)\b(?![,\s]+(?:also\s+)?that\b)/i.test(after)
  );
}

type Denial = 'said' | 'denied' | 'unclear';

/** Whether the words of its clause before a verb deny it. */
function denialOf(verb: string, clause: string): Denial {
  if (finite.test(verb)) return unsure.test(clause) ? 'unclear' : 'said';
  if (hedges.test(clause)) return 'unclear';
  if (!negator.test(clause)) return 'said';
  return denies.test(clause) ? 'denied' : 'unclear';
}

function meaning(verb: string, denial: Denial): Position {
  if (denial === 'unclear') return 'unclear';
  if (/^(?:accept|support)/i.test(verb)) return denial === 'denied' ? 'noted' : 'supported';
  return denial === 'denied' ? 'unclear' : 'noted';
}

const introduction = String.raw`(?:[\s:(\[“"]|\b(?:(?:contained|listed|set out) )?(?:in|under) (?:the )?(?:following )?(?=para|nos?\b)|\b(?:nos?|numbers?|numbered|paragraphs?|paras?)\b\.?)*`;
const announced = new RegExp(String.raw`\brecommendations?\b${introduction}(?<list>${numberList})`, 'gi');

/** A list of numbers in a sentence, with what the sentence says of them. */
export interface Listed {
  readonly list: string;
  readonly position: Position;
  /** The words on them, the numbers left out. */
  readonly said: string;
}

/** The lists of recommendations in a sentence. A list without a word on an answer is a mere reference, and no list. */
export function listsIn(sentence: string): Listed[] {
  const lists: Listed[] = [];
  const found = [...sentence.matchAll(announced)];
  let from = 0;
  let last: Position | undefined;
  const ofOld = earlier.test(sentence);
  for (const [at, match] of found.entries()) {
    const list = match.groups?.['list'] ?? '';
    const end = match.index + match[0].length;
    const before = sentence.slice(from, match.index);
    const next = found[at + 1]?.index;
    // What leads over to the next list belongs to that.
    const after =
      next === undefined
        ? sentence.slice(end)
        : sentence.slice(end, next).replace(/(?:[,;]|\b(?:and|but|while|whereas)\b)[^,;]*$/i, '');
    from = end;
    const goesOn = last !== undefined && /^[\s,;]*(?:and|as well as)?\s*(?:the\s+)?$/.test(before);
    // A list that runs into words may count something: "recommendations: 3 areas".
    const ends =
      /^\s*(?:[.,;:()\]”"–—-]|$|(?:and|which|as|is|are|was|were|has|have|enjoys?|cannot|does|do|did|in part|in principle|because|since)\b)/i;
    const alone = positionAround(goesOn ? 'accepts' : before, after);
    const position = goesOn && alone === 'supported' ? last : alone;
    const doubtful = !ends.test(after) || ofOld;
    const answer = position !== undefined && doubtful ? 'unclear' : position;
    last = answer;
    if (answer === undefined && !wordOnAnswer(`${before} ${after}`)) continue;
    const noun = match[0].slice(0, match[0].length - list.length).trimEnd();
    lists.push({
      list,
      position: answer ?? 'unclear',
      said: quoted(`${before}${noun} …${answer && positionAround(before, '') ? '' : after}`),
    });
  }
  return lists;
}

const longestAnnouncement = 2_000;
const announcing =
  /^(.*?\bfollowing\s+(?:\d+\s+)?)recommendations?\b([^:]*):$|^(.*)\brecommendations?\b((?:[^:]*\bbelow\b[^:]*)?|\s*):$/is;

/** "Kenya accepts the following recommendations:", with what follows to be numbers. */
export function announcedIn(sentence: string): { position: Position; said: string } | undefined {
  if (sentence.length > longestAnnouncement) return undefined;
  const [, following, behind, before = following, after = behind] = announcing.exec(sentence.trim()) ?? [];
  const position = before === undefined ? undefined : positionAround(before, after ?? '');
  return position && { position, said: quoted(sentence.trim().replace(/:$/, '')) };
}

const named = new RegExp(
  String.raw`\b(?:${verbs})\s+(?:(?:fully|partially|partly|also|in part|in principle|all|both|of)\s+)*(?<which>the|this|these|all|both)\s+(?:(?:said|above|following)\s+)?(?<noun>recommendations?)\b`,
  'i',
);
const word =
  /^(?:(?:is|are|has been|have been)\s+)?(?<not>not\s+)?(?<part>partially |partly )?(?<verb>accepted|supported|noted|rejected)(?<after>\s+(?:in part|in principle))?\s*(?:$|[.;:,(–—-])/i;

/** Whether a text begins as an answer does that stands alone: "Accepted", "Not accepted in full". */
export function beginsWithAnswer(text: string): boolean {
  return /^(?:not |partially |partly )?(?:accepted|supported|noted|rejected)\b/i.test(text.trim());
}

/** Whether an item below an announcement says of itself that it is not as announced. */
export function saysOtherwise(text: string): boolean {
  return /\b(?:accepted|supported|noted|rejected|partially|in part|in principle|(?:cannot|not) (?:accept|support)|on the understanding)\b/i.test(
    text,
  );
}

/** Whether a sentence speaks of an answer to "the recommendation" without any number. */
export function answersUnnamed(sentence: string): boolean {
  return named.test(sentence) && listsIn(sentence).length === 0;
}

/**
 * The answer of a text that stands behind the number of a recommendation, or behind several. It is clear where its
 * first sentence gives it on the whole of the recommendation, and nothing after it speaks of another. Undefined: none
 * is given.
 */
export function answerIn(text: string, numbers: number): { position: Position; said: string } | undefined {
  const [first = '', ...others] = sentencesOf(text.replace(/^[\s:.–—-]+/, ''));
  const said = quoted(first);
  const single = word.exec(first)?.groups;
  const rest = others.filter(
    (sentence) =>
      /\bdefinitive\b|^(?:however|but|yet|nevertheless|nonetheless)\b/i.test(sentence) ||
      speaksOfAnswer(sentence),
  );
  const position = single ? ofWord(first, single) : ofWhole(first, numbers);
  if (position === undefined)
    return rest.length > 0 || speaksOfAnswer(first) ? { position: 'unclear', said } : undefined;
  const agrees = rest.every((sentence) => ofWhole(sentence, numbers) === position);
  return { position: agrees ? position : 'unclear', said };
}

/** What a sentence says that begins with its answer. */
function ofWord(
  sentence: string,
  { verb = '', not, part, after }: { readonly [name: string]: string | undefined },
): Position {
  if (condition.test(sentence) || otherAnswer(sentence.slice(sentence.indexOf(verb) + verb.length)))
    return 'unclear';
  const base = meaning(verb, not === undefined ? 'said' : 'denied');
  return base === 'supported' && (part !== undefined || after !== undefined) ? 'noted' : base;
}

/** What a sentence says of "the recommendation" as a whole; undefined where it speaks of none. */
function ofWhole(sentence: string, numbers: number): Position | undefined {
  const found = named.exec(sentence);
  if (!found) return undefined;
  const { which = '', noun = '' } = found.groups ?? {};
  // "All recommendations" and "these", behind one number, are others as well.
  if (/^all$/i.test(which) || (numbers === 1 && noun.endsWith('s'))) return 'unclear';
  const end = found.index + found[0].length;
  const after = sentence.slice(end);
  return whole.test(after) ? positionAround(sentence.slice(0, end - noun.length), after) : 'unclear';
}

/** Not "the recommendation to …", "regarding …", which is perhaps but a part of it. */
const whole =
  /^\s*(?:$|[.,;:]|(?:and|which|as|because|since|in part|in principle|for the following reasons?)\b)/i;

function speaksOfAnswer(sentence: string): boolean {
  return /\brecommendations?\b/i.test(sentence) && wordOnAnswer(sentence);
}

/** Whether there is a word on an answer in it; "notes that" says something of the world. */
function wordOnAnswer(words: string): boolean {
  return anyVerb.test(words.replace(/\b(?:notes?|noted)[,\s]+(?:also\s+)?that\b/gi, ''));
}

const anyVerb = new RegExp(
  String.raw`\b(?:${verbs}|rejecting|accepting|acceptable|agrees?|agreed|endorses?|endorsed|declines?|declined)\b`,
  'i',
);

/** Sentences and blocks; the full stop of a number ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .replace(/:\s*\n(?=\d)/g, ': ')
    .split(/\n|(?<=[.!?][”"’)]?)\s+(?=[A-Z“"(])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

const longest = 300;

function quoted(words: string): string {
  const plain = words
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;]+(?:and\s+|while\s+)?/i, '')
    .trim();
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}
