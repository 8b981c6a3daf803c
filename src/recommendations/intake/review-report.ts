/**
 * Reports of the Working Group on the Universal Periodic Review: what was recommended, by whom, with which answer;
 * and what the State pledged of itself.
 */
import type { Numbered, Paragraph } from '../../platform/documents/paragraphs.ts';
import type { Response } from '../model.ts';
import { askedIn } from './askers.ts';
import type { SplitFinding, SplitPledge, SplitRecommendation } from './split.ts';

/**
 * The recommendations of a report: items that stand below a paragraph which speaks of recommendations. Its pledges:
 * what stands under a heading of pledges, or below a paragraph that announces them.
 */
export function reviewRecommendations({ paragraphs }: Numbered): {
  readonly recommendations: SplitRecommendation[];
  readonly pledges: SplitPledge[];
  readonly findings: SplitFinding[];
} {
  const pledges: SplitPledge[] = [];
  const recommendations: SplitRecommendation[] = [];
  const findings: SplitFinding[] = [];
  let section: { readonly response: Response; readonly said: string } | 'pledges' | undefined;
  for (const { number, text, page, headings } of paragraphs) {
    const place = { number, ...(page === undefined ? {} : { page }) };
    const pledge = (words: string) => ({
      paragraph: number,
      ...(page === undefined ? {} : { page }),
      text: words.replace(/\s+/g, ' ').trim(),
    });
    if (!number.includes('.')) {
      section = announcesPledges({ text, headings }) ? 'pledges' : positionOf(text);
      if (section === 'pledges') pledges.push(...listed(text).map(pledge));
      continue;
    }
    if (section === 'pledges') pledges.push(pledge(text));
    if (!section || section === 'pledges') continue;
    for (const { text: asked, askers, unknown } of askedIn(text.replaceAll('\n', ' '))) {
      for (const name of unknown) findings.push({ kind: 'name not known', ...place, name });
      if (askers.length === 0) findings.push({ kind: 'no asker', ...place, name: asked.slice(0, 80) });
      recommendations.push({
        paragraph: number,
        ...(page === undefined ? {} : { page }),
        text: asked,
        askers,
        ...section,
      });
    }
  }
  return { recommendations, pledges, findings };
}

/**
 * The heading over it says so, or its first sentence does: "Kenya made the following voluntary commitments:".
 * Where that sentence speaks of recommendations too, what follows are these.
 */
function announcesPledges({ text, headings }: Pick<Paragraph, 'text' | 'headings'>): boolean {
  const heading = headings.at(-1) ?? '';
  if (/\bvoluntary (pledges|commitments)\b/i.test(heading) && !/recommendation|conclusion/i.test(heading))
    return !/^All conclusions/i.test(text);
  const [announced, ...list] = text.split(':');
  return (
    list.length > 0 &&
    /\b(following|voluntary) (voluntary )?(pledges|commitments)\b/i.test(announced ?? '') &&
    !/recommendation/i.test(announced ?? '')
  );
}

/** The items of a list within a paragraph, without what announces them; a paragraph without a list is one item. */
function listed(text: string): string[] {
  const [announced = '', ...items] = text.split(/\n\s*(?:[•▪‣·–-]|\([a-z]{1,2}\))\s+/);
  if (items.length > 0) return items;
  return announced.trim().endsWith(':') ? [] : [announced];
}

/**
 * What the paragraph over the items says of the answer. Answers still to come are "not known"; support for a part
 * counts as noted (UPR Info, Methodology: responses to recommendations, 2014).
 */
function positionOf(introduction: string): { response: Response; said: string } | undefined {
  if (!/recommendation/i.test(introduction) || /^All conclusions/i.test(introduction)) return undefined;
  const found = positions.find(([form]) => form.test(introduction));
  return { response: found?.[1] ?? 'not known', said: introduction.replace(/\s+/g, ' ').replace(/:$/, '') };
}

const positions: readonly (readonly [RegExp, Response])[] = [
  [
    /\bwill (be )?(examine|consider|stud|respon)|\bwill provide (a )?respon|respon\w* .{0,200}will be provided|\bpending\b/i,
    'not known',
  ],
  [
    /\b(not|n[’']t) (enjoy|support|accept|have the support)|\bcannot (be )?(support|accept)|\breject|\bnot be accepted|\bpartial|\bin part\b|\bin principle\b/i,
    'noted',
  ],
  [/\b(were|was|been|are|has|be|and) noted\b|\bnoted by\b|\btakes? note\b|\bnotes\b/i, 'noted'],
  [/\benjoys? the support|\bsupport(s|ed)?\b|\baccept(s|ed)?\b|\bmet with the approval/i, 'supported'],
];
