/** What splitting a document found to be not as it should be, in words. */
import type { RowNote } from '../../platform/imports.ts';
import type { SplitFinding } from './split.ts';

/** A finding without its place. */
export function findingText(finding: SplitFinding): string {
  switch (finding.kind) {
    case 'gap':
      return `numbers are missing: the one before is ${finding.after ?? 'none'}`;
    case 'repeat':
      return `the number stands again, after ${finding.after ?? 'the beginning'}`;
    case 'restart':
      return 'the numbers begin again';
    case 'begins late':
      return 'the first number that was found';
    case 'other paragraph':
      return `the number stands under another paragraph, after ${finding.after ?? 'the beginning'}`;
    case 'name not known':
      return `“${finding.name}” is not a known name`;
    case 'no asker':
      return `nobody is named as making it: ${finding.name}`;
    case 'row not read':
      return `no recommendation: ${finding.name}`;
    case 'answer not read':
      return `an answer that leaves room for doubt; read it yourself: ${finding.name}`;
    case 'answer without number':
      return `an answer that does not say by its number to which recommendation: ${finding.name}`;
    case 'answers differ':
      return `the same number has different answers, so none was taken: ${finding.name}`;
    case 'range not read':
      return `a range of numbers that makes no sense: ${finding.name}`;
    case 'text differs':
      return `the text says something else than the list of numbers, which was taken: ${finding.name}`;
    case 'no text':
      return 'there is no text in this document; if it is a scan, give one with text';
  }
}

/** The finding as a remark on its paragraph, or on its row of a table. */
export function noteOf(finding: SplitFinding): RowNote {
  const text = findingText(finding);
  const { number, page } = finding;
  return finding.kind === 'row not read'
    ? { row: Number(number), text }
    : { paragraph: number, ...(page === undefined ? {} : { page }), text };
}
