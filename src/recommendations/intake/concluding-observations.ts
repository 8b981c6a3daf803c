/**
 * Concluding observations of treaty bodies: numbered paragraphs, some with a sentence that recommends, and often
 * with lettered points after it. Each point is a recommendation.
 */
import type { Numbered, Paragraph } from '../../platform/documents/paragraphs.ts';
import type { SplitRecommendation } from './split.ts';

/** Sentences in which a committee asks something of the State party. */
const asks =
  /\b(recommends?|urges?|calls? (?:up)?on|encourages?|requests?|invites?|reiterates? its (?:previous |earlier )?recommendations?)\b[^.]{0,400}\bState part(y|ies)\b|\bState party should\b/i;

/** The recommendations of a committee, each with the number of its paragraph: "12", "12 (b)". */
export function committeeRecommendations({ paragraphs }: Numbered, committee: string): SplitRecommendation[] {
  return paragraphs.flatMap((paragraph) =>
    recommendedIn(paragraph.text).map(({ point, text }) => ({
      paragraph: point === undefined ? paragraph.number : `${paragraph.number} (${point})`,
      ...pageOf(paragraph),
      text,
      askers: [{ name: committee }],
      response: 'none asked' as const,
      said: '',
    })),
  );
}

function pageOf({ page }: Paragraph): { page?: number } {
  return page === undefined ? {} : { page };
}

function recommendedIn(text: string): { point?: string; text: string }[] {
  const blocks = text.split('\n');
  const found: { point?: string; text: string }[] = [];
  let stem = '';
  let point = '';
  for (const block of blocks) {
    const [, letter, rest] = /^\(([a-z]{1,2})\)\s*(.*)$/s.exec(block) ?? [];
    if (letter !== undefined && rest !== undefined && stem !== '' && letter === after(point)) {
      point = letter;
      found.push({ point, text: `${stem} ${rest}` });
      continue;
    }
    const last = found.at(-1);
    // Roman points and further blocks of a lettered point belong to it.
    if (point !== '' && last && !asks.test(block)) {
      last.text = `${last.text} ${block}`;
      continue;
    }
    const sentences = block.split(/(?<=[.!?])\s+(?=[A-Z])/);
    const from = sentences.findIndex((sentence) => asks.test(sentence));
    if (from < 0) continue;
    const asked = sentences.slice(from).join(' ');
    point = '';
    if (asked.endsWith(':')) stem = asked;
    else {
      stem = '';
      found.push({ text: asked });
    }
  }
  return found;
}

/** The letter that comes next: a, b … z, aa. */
function after(letter: string): string {
  if (letter === '') return 'a';
  if (letter === 'z') return 'aa';
  return letter.slice(0, -1) + String.fromCharCode(letter.charCodeAt(letter.length - 1) + 1);
}
