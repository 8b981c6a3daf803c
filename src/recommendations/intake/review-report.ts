/** Reports of the Working Group on the Universal Periodic Review: what was recommended, by whom, with which answer. */
import type { Numbered } from '../../platform/documents/paragraphs.ts';
import type { Response } from '../model.ts';
import { askedIn } from './askers.ts';
import type { SplitFinding, SplitRecommendation } from './split.ts';

/** The recommendations of a report. Items that stand below a paragraph which speaks of recommendations. */
export function reviewRecommendations({ paragraphs }: Numbered): {
  readonly recommendations: SplitRecommendation[];
  readonly findings: SplitFinding[];
} {
  const recommendations: SplitRecommendation[] = [];
  const findings: SplitFinding[] = [];
  let section: { readonly response: Response; readonly said: string } | undefined;
  for (const { number, text, page } of paragraphs) {
    const place = { number, ...(page === undefined ? {} : { page }) };
    if (!number.includes('.')) {
      section = positionOf(text);
      continue;
    }
    if (!section) continue;
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
  return { recommendations, findings };
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
