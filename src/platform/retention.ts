/**
 * Which backups stay: the last one of each of the newest days, weeks and months that have one (grandfather, father,
 * son). Days, weeks (from Monday) and months are those of UTC. Pure.
 */
const units = { d: 'days', w: 'weeks', m: 'months' } as const;

/** Of how many days, weeks and months that have backups the last one stays. */
export interface Retention {
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
}

/** "7d,4w,12m"; what is not named is 0. Undefined where it cannot be read, or nothing would stay. */
export function parseRetention(text: string): Retention | undefined {
  const found = { days: 0, weeks: 0, months: 0 };
  for (const part of text.split(',')) {
    const [, count, unit] = /^\s*(\d{1,4})\s*([dwm])\s*$/.exec(part) ?? [];
    if (count === undefined || unit === undefined) return undefined;
    found[units[unit as keyof typeof units]] = Number(count);
  }
  return found.days + found.weeks + found.months > 0 ? found : undefined;
}

/**
 * The backups that stay. What is dated after now says that a clock was wrong, not that it is newest: it stays, and
 * takes nobody's place.
 */
export function kept(backups: readonly Date[], { days, weeks, months }: Retention, now: Date): Date[] {
  const past = backups.filter((at) => at <= now).toSorted((a, b) => b.getTime() - a.getTime());
  const lastOfEach = (period: (at: Date) => string | number, count: number) => {
    const seen = new Set<string | number>();
    return past.filter((at) => {
      const isLast = !seen.has(period(at));
      seen.add(period(at));
      return isLast && seen.size <= count;
    });
  };
  const stays = new Set([
    ...lastOfEach((at) => at.toISOString().slice(0, 10), days),
    ...lastOfEach((at) => Math.floor((at.getTime() / dayLength + 3) / 7), weeks),
    ...lastOfEach((at) => at.toISOString().slice(0, 7), months),
  ]);
  return backups.filter((at) => at > now || stays.has(at));
}

/** Milliseconds. */
export const dayLength = 24 * 3_600_000;
