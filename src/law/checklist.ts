/**
 * Checklists of law: points that a law meets, meets partly, or does not meet. Types and pure rules.
 *
 * A point is scored only on a text that somebody stands for: an official checklist's where it was compared with
 * the official text, our own because it says openly that it is our own.
 */
import type { Citation } from '../core/citation.ts';
import { Problem } from '../core/problem.ts';
import type { LocalText } from '../core/text.ts';
import type { Hook } from './hook.ts';

export type ChecklistId = string & { readonly __kind: 'ChecklistId' };

/** Whose words the points are: those of the body that published the checklist, or Plumbline's or a team's own. */
export const origins = ['official', 'own'] as const;
export type Origin = (typeof origins)[number];

/** What a point says, each in English and in the languages it was translated to; absent where it is not known. */
export const pointTexts = ['group', 'subject', 'requirement', 'yes', 'partly', 'no', 'evidence'] as const;
export type PointText = (typeof pointTexts)[number];

export interface Point extends Texts {
  readonly checklist: ChecklistId;
  /** Its number or name in the checklist: "7". */
  readonly point: string;
  /** The row that holds these words. An assessment refers to it, so that one knows which words were answered. */
  readonly wording: number;
  readonly origin: Origin;
  /** What is known of the text, in the words of whoever loaded it; '' where nothing is to be said. */
  readonly status: string;
  /** In the order in which they were entered. */
  readonly hooks: readonly Hook[];
  readonly citation: Citation;
}

interface Texts {
  /** The heading under which the point stands. */
  readonly group?: LocalText;
  /** A few words that name the point, for narrow columns. */
  readonly subject?: LocalText;
  /** What the law has to say; absent where the official text is not loaded. */
  readonly requirement?: LocalText;
  /** When the answer is "yes". */
  readonly yes?: LocalText;
  readonly partly?: LocalText;
  readonly no?: LocalText;
  /** What counts as proof. */
  readonly evidence?: LocalText;
}

/** Something that is known of a checklist as such: who adopted it, when. */
export interface ChecklistFact {
  readonly fact: string;
  readonly statement: LocalText;
  readonly citation: Citation;
}

export interface Checklist {
  readonly id: ChecklistId;
  /** As its publisher counts; '' where that is not known. */
  readonly version: string;
  readonly origin: Origin;
  readonly title: LocalText;
  readonly publisher: string;
  readonly address?: string;
  readonly facts: readonly ChecklistFact[];
  /** In the checklist's order. */
  readonly points: readonly Point[];
  readonly citation: Citation;
}

export const scorabilities = ['scored', 'text not loaded', 'text unverified'] as const;
export type Scorability = (typeof scorabilities)[number];

/** Whether a State may be scored on a point; never on one whose official text is missing or not verified. */
export function scorable({
  origin,
  requirement,
  citation,
}: Pick<Point, 'origin' | 'requirement' | 'citation'>): Scorability {
  if (requirement === undefined) return 'text not loaded';
  return origin === 'own' || citation.standing === 'verified' ? 'scored' : 'text unverified';
}

/** How many points of a checklist are in each of the three states. */
export function countScorable({ points }: Pick<Checklist, 'points'>): {
  readonly [S in Scorability]: number;
} {
  const counts = { scored: 0, 'text not loaded': 0, 'text unverified': 0 };
  for (const point of points) counts[scorable(point)] += 1;
  return counts;
}

/** The points under their headings, in the checklist's order; those without a heading come where they stand. */
export function pointsByGroup({ points }: Pick<Checklist, 'points'>): {
  readonly group: LocalText | undefined;
  readonly points: readonly Point[];
}[] {
  return [...Map.groupBy(points, ({ group }) => group?.en).values()].map((together) => ({
    group: together[0]?.group,
    points: together,
  }));
}

/** The checklist of an id as a person types it, in any case. @throws Problem `checklist-unknown` */
export function askedChecklist(all: readonly Checklist[], id: string): Checklist {
  const found = all.find((checklist) => checklist.id === id.toLowerCase());
  if (!found)
    throw new Problem('checklist-unknown', { value: id, known: all.map((one) => one.id).join(', ') });
  return found;
}

/** @throws Problem `checklist-point-unknown` */
export function askedPoint({ id, points }: Checklist, name: string): Point {
  const found = points.find(({ point }) => point === name);
  if (!found) throw new Problem('checklist-point-unknown', { checklist: id, value: name });
  return found;
}
