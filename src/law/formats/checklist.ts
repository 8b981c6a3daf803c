/** A checklist as a file, with the columns in which it can be handed in again. */
import { csvLines } from '../../platform/tables/write.ts';
import type { Checklist } from '../checklist.ts';
import { writeHooks } from '../hook.ts';

const header = [
  'checklist',
  'version',
  'origin',
  'title',
  'publisher',
  'address',
  'point',
  'group',
  'subject',
  'requirement',
  'yes',
  'partly',
  'no',
  'evidence',
  'hooks',
  'status',
  'verified',
  'source',
] as const;

/** One row a point, in English. */
export function checklistFile({ id, version, origin, title, publisher, address, points }: Checklist): string {
  const rows = points.map((point) => [
    id,
    version,
    origin,
    title.en,
    publisher,
    address ?? '',
    point.point,
    point.group?.en ?? '',
    point.subject?.en ?? '',
    point.requirement?.en ?? '',
    point.yes?.en ?? '',
    point.partly?.en ?? '',
    point.no?.en ?? '',
    point.evidence?.en ?? '',
    writeHooks(point.hooks),
    point.status,
    point.citation.standing === 'verified' ? 'yes' : 'no',
    point.citation.title,
  ]);
  return [...csvLines(header, rows)].join('');
}
