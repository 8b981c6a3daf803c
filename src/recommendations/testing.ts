/** Invented tables of recommendations, and how tests bring them into a record. */
import type { ImportReport } from '../platform/imports.ts';
import type { Record, Write } from '../platform/record.ts';
import { readDocument } from '../platform/documents/read.ts';
import { readTable } from '../platform/tables/read.ts';
import { addendumAnswers, importAnswers } from './intake/answers.ts';
import { type DocumentOptions, documentRecommendations } from './intake/document.ts';
import { importRecommendations } from './intake/import.ts';
import { suggestedActions } from './intake/labor.ts';
import { readRecommendations } from './intake/read.ts';
import { splitDocument } from './intake/split.ts';
import type { Recommendation } from './model.ts';
import { search } from './search.ts';

/** The header rows of the two forms. */
export const uprInfo = 'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session';
export const danish =
  'Goals,Recommendation,Tekst,Targets,Keywords,Response,Recommending state,Mechanism,Procedures,Treaties,Type,field_year,Document';

/** Two recommendations to one State; of the first, each asker got another answer. */
export const askedTwice = [
  uprInfo,
  'Fiji,,,Count every lantern fairly,Ghana,,,Accepted,4,Statistics,3',
  'Fiji,,,Count every lantern fairly,Peru,,,Noted,4,Statistics,3',
  'Fiji,,,Name an ombudsman for lanterns,Peru,,,Accepted,5,Statistics,14',
  '',
].join('\r');

export const everything = { offset: 0, limit: 100 };

export function bringInto(record: Record) {
  return async (name: string, content: string | Uint8Array): Promise<ImportReport> => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const table = name.endsWith('.xml')
      ? suggestedActions(bytes, { file: name })
      : (await readTable({ name, bytes }))[0];
    const file = table && readRecommendations(table);
    if (!file) throw new Error('not a table of recommendations');
    return record.command(
      { kind: 'import', actor: 'test', reason: 'test', citation: name, at: '2026-11-23T00:00:00Z' },
      (tx) => importRecommendations(tx, file),
    ).result;
  };
}

/** Brings a document into the record, with what a person says of it. */
export function bringDocumentInto(record: Record) {
  return async (name: string, bytes: Uint8Array, options: DocumentOptions = {}): Promise<ImportReport> => {
    const document = splitDocument(await readDocument({ name, bytes }));
    const store = (): ((tx: Write) => ImportReport) => {
      if (document.kind === 'addendum') {
        const answers = addendumAnswers(document, options);
        return (tx) => importAnswers(tx, answers);
      }
      const file = documentRecommendations(document, options);
      return (tx) => importRecommendations(tx, file);
    };
    return record.command(
      { kind: 'import', actor: 'test', reason: 'test', citation: name, at: '2026-11-23T00:00:00Z' },
      store(),
    ).result;
  };
}

export function findIn(record: Record) {
  return (words: string): readonly Recommendation[] =>
    record.read((tx) => search(tx, { words }, everything)).items;
}
