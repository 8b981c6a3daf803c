/** A United Nations document split into its numbered paragraphs and the recommendations in them. */
import type { Finding } from '../../platform/documents/paragraphs.ts';
import type { Asker, Response } from '../model.ts';

export interface SplitRecommendation {
  readonly paragraph: string;
  readonly page?: number;
  readonly text: string;
  readonly askers: readonly Asker[];
  readonly response: Response;
  /** The words of the document on the answer. */
  readonly said: string;
}

export type SplitFinding =
  | Finding
  | { readonly kind: 'name not known' | 'no asker'; readonly number: string; readonly page?: number; readonly name: string };
