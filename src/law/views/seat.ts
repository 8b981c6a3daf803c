/** Addresses of a coder's seat. They hold its key, so they stand on its own pages only. */
export function seatPath(key: string): string {
  return `/coding/${key}`;
}

export function pointPath(key: string, point: string): string {
  return `${seatPath(key)}/points/${encodeURIComponent(point)}`;
}

/** How long a name can be: of a coder, an adjudicator, a round. */
export const longestName = 100;
