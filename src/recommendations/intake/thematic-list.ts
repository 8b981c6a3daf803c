/**
 * OHCHR's thematic lists of recommendations in Word: one table, with the recommendations of one review by theme,
 * the State's position, and the themes, groups and goals that OHCHR gave each.
 */
import type { DocumentTable } from '../../platform/documents/model.ts';
import type { Response } from '../model.ts';
import { askedIn } from './askers.ts';
import type { SplitFinding, SplitRecommendation } from './split.ts';

/** Whether a table has the columns of such a list. */
export function isThematicList(table: DocumentTable): boolean {
  const [first = '', second = '', third = ''] = table[0] ?? [];
  return /^Recommendation/i.test(first) && /^Position/i.test(second) && /themes/i.test(third);
}

/** The recommendations of a list; a row that is none is reported. */
export function listedRecommendations(table: DocumentTable): {
  readonly recommendations: SplitRecommendation[];
  readonly findings: SplitFinding[];
} {
  const recommendations: SplitRecommendation[] = [];
  const findings: SplitFinding[] = [];
  let heading = '';
  for (const [at, cells] of table.entries()) {
    if (at === 0) continue;
    const [first = '', position = '', labels = '', last = ''] = cells;
    const theme = /^Theme:\s*(.*)$/s.exec(first)?.[1];
    if (theme !== undefined) {
      heading = theme.trim();
      continue;
    }
    if (cells.every((cell) => cell === '') || isHeader(cells, table[0] ?? [])) continue;
    const [, number, asked = '', source] =
      /^(\d+\s?\.\s?\d+)\.?\s+(.*?)(?:\n\s*Source of position:\s*(.*))?$/is.exec(first) ?? [];
    if (number === undefined) {
      findings.push({ kind: 'row not read', number: String(at + 1), name: first.slice(0, 80) });
      continue;
    }
    const paragraph = number.replace(/\s/g, '');
    const { themes, groups, goals } = labelsOf(labels);
    for (const { text, askers, unknown } of askedIn(asked.replaceAll('\n', ' '))) {
      for (const name of unknown) findings.push({ kind: 'name not known', number: paragraph, name });
      if (askers.length === 0)
        findings.push({ kind: 'no asker', number: paragraph, name: text.slice(0, 80) });
      recommendations.push({
        paragraph,
        text,
        askers,
        response: responseOf(position),
        said: position,
        ...(source === undefined ? {} : { source: source.trim() }),
        heading,
        themes,
        groups,
        goals: [...goals, ...itemsOf(/^-? ?\d+ - /.test(last) ? last.split('\n') : [])],
      });
    }
  }
  return { recommendations, findings };
}

/** The header may stand on each page. */
function isHeader(cells: readonly string[], header: readonly string[]): boolean {
  return cells.every((cell, at) => cell === header[at]);
}

function responseOf(position: string): Response {
  if (/^supported\b/i.test(position) && !/noted|part/i.test(position)) return 'supported';
  return /noted|part/i.test(position) ? 'noted' : 'not known';
}

/** The cell of labels: themes, then under headings of their own the goals and the groups of persons. */
function labelsOf(cell: string): { themes: string[]; groups: string[]; goals: string[] } {
  const lines = { themes: [] as string[], groups: [] as string[], goals: [] as string[] };
  let into: keyof typeof lines = 'themes';
  for (const line of cell.split('\n')) {
    if (/^(affected persons|groups of persons):?\s*$/i.test(line.trim())) into = 'groups';
    else if (/^(relevant )?sdgs:?\s*$/i.test(line.trim())) into = 'goals';
    else lines[into].push(line);
  }
  return { themes: itemsOf(lines.themes), groups: itemsOf(lines.groups), goals: itemsOf(lines.goals) };
}

/** Lines as items: each its own, or, where the first begins with a hyphen, one from each hyphen to the next. */
function itemsOf(lines: readonly string[]): string[] {
  const items: string[] = [];
  const hyphens = lines[0]?.startsWith('- ') ?? false;
  for (const line of lines) {
    if (line.trim() === '') continue;
    if (hyphens && !line.startsWith('- ') && items.length > 0) items[items.length - 1] += ` ${line.trim()}`;
    else items.push(line.replace(/^- /, '').trim());
  }
  return items;
}
