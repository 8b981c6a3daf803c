/**
 * The narrow door to working papers: what a coder typed and has not handed in.
 *
 * They stand in the same file as the record, so that a backup holds them, and outside of it, so that nothing that
 * reads the record can show them: no page, API, export, search, count or ETag. Whoever reads or writes them here
 * must name the seat, by the hash of its key. Two other places touch them: the reveal, which enters them into the
 * record and removes them, and `seats.ts`, which hands them to a new key or removes them and never reads them.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { type Paper, paperSchema } from '../paper.ts';

/** SHA-256 of the key of a seat; the key itself is kept nowhere. */
export type SeatHash = string & { readonly __kind: 'SeatHash' };

/** The key of a seat: 256 random bits that can stand in an address. */
export function newSeatKey(): string {
  return randomBytes(32).toString('base64url');
}

export function seatHash(key: string): SeatHash {
  return createHash('sha256').update(key).digest('hex') as SeatHash;
}

export interface StoredPaper {
  readonly paper: Paper;
  /** Counts the savings; a page says on which one its text is based. */
  readonly version: number;
  readonly at: string;
}

/** A text that could not take the place of the one that stands, because that one is newer. */
export interface SetAside {
  readonly id: number;
  readonly paper: Paper;
  readonly at: string;
}

/** Text as it comes from a page. */
export interface Draft {
  readonly paper: Paper;
  /** The version on which it is based; 0 where there was none. */
  readonly base: number;
  /** Names one opened page with script; '' without. */
  readonly tab: string;
  /** Counts the savings of that page. */
  readonly turn: number;
}

/**
 * What became of it. "late": the same page has sent a newer text, which stands. "set aside": another page has saved
 * since; both texts are kept, to choose from.
 */
export type Saving = { readonly outcome: 'saved' | 'late' | 'set aside'; readonly version: number };

/** So many texts of one point wait to be chosen from, and no more. */
const mostAside = 20;

interface PaperRow {
  readonly item: string;
  readonly version: number;
  readonly content: string;
  readonly at: string;
  readonly tab: string;
  readonly turn: number;
}

export class WorkingPapers {
  readonly #db: DatabaseSync;

  constructor(record: Record) {
    this.#db = record.database;
  }

  /** All papers of a seat by their points. */
  of(owner: SeatHash): ReadonlyMap<string, StoredPaper> {
    const rows = this.#db.prepare('SELECT * FROM working_paper WHERE owner = ?').all(owner);
    return new Map((rows as unknown as PaperRow[]).map((row) => [row.item, stored(row)]));
  }

  /** The texts of a point that wait to be chosen from, oldest first. */
  setAside(owner: SeatHash, point: string): SetAside[] {
    const rows = this.#db
      .prepare('SELECT * FROM working_paper_aside WHERE owner = ? AND item = ? ORDER BY id')
      .all(owner, point) as unknown as (PaperRow & { id: number })[];
    return rows.map(({ id, content, at }) => ({ id, paper: parsed(content), at }));
  }

  /** The points on which texts wait to be chosen from. */
  undecided(owner: SeatHash): ReadonlySet<string> {
    const rows = this.#db.prepare('SELECT DISTINCT item FROM working_paper_aside WHERE owner = ?').all(owner);
    return new Set(rows.map(({ item }) => String(item)));
  }

  /**
   * Saves a text. It takes the place of the one that stands where it is based on that one or comes from the same
   * page; else it is set aside, so that nothing typed is lost and nothing newer overwritten.
   * @throws Problem `paper-undecided` where too many texts wait already
   */
  save(owner: SeatHash, point: string, { paper, base, tab, turn }: Draft, at: string): Saving {
    const now = this.#row(owner, point);
    const content = JSON.stringify(paper);
    const version = now?.version ?? 0;
    if (now?.content === content) return { outcome: 'saved', version };
    if (now && tab !== '' && now.tab === tab) {
      if (turn <= now.turn) return { outcome: 'late', version };
    } else if (base !== version) {
      this.#putAside(owner, point, { content, tab, turn, at });
      return { outcome: 'set aside', version };
    }
    this.#db
      .prepare(
        `INSERT INTO working_paper (owner, item, version, content, at, tab, turn) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (owner, item) DO UPDATE SET version = excluded.version, content = excluded.content,
           at = excluded.at, tab = excluded.tab, turn = excluded.turn`,
      )
      .run(owner, point, version + 1, content, at, tab, turn);
    return { outcome: 'saved', version: version + 1 };
  }

  /**
   * Decides between the texts of a point: the one named, or without a name the one that stands. The others go.
   * Nothing happens where the texts are no longer those that the coder saw.
   */
  choose(
    owner: SeatHash,
    point: string,
    {
      chosen,
      seen,
    }: { readonly chosen?: number; readonly seen: { readonly version: number; readonly newest: number } },
    at: string,
  ): 'chosen' | 'changed since' {
    const waiting = this.setAside(owner, point);
    const now = this.#row(owner, point);
    if ((now?.version ?? 0) !== seen.version || waiting.at(-1)?.id !== seen.newest) return 'changed since';
    const text = waiting.find(({ id }) => id === chosen);
    if (chosen !== undefined && !text) return 'changed since';
    this.#inOne(() => {
      this.#db.prepare('DELETE FROM working_paper_aside WHERE owner = ? AND item = ?').run(owner, point);
      if (text) this.save(owner, point, { paper: text.paper, base: seen.version, tab: '', turn: 0 }, at);
    });
    return 'chosen';
  }

  /** Puts all papers under a new key, unread; called inside the command that issues it. */
  handOver(from: SeatHash, to: SeatHash): void {
    for (const table of ['working_paper', 'working_paper_aside'])
      this.#db.prepare(`UPDATE ${table} SET owner = ? WHERE owner = ?`).run(to, from);
  }

  /** Removes all papers of seats; called inside the command that enters them into the record or gives them up. */
  remove(owners: readonly SeatHash[]): void {
    for (const owner of owners)
      for (const table of ['working_paper', 'working_paper_aside'])
        this.#db.prepare(`DELETE FROM ${table} WHERE owner = ?`).run(owner);
  }

  #row(owner: SeatHash, point: string): PaperRow | undefined {
    const row = this.#db
      .prepare('SELECT * FROM working_paper WHERE owner = ? AND item = ?')
      .get(owner, point);
    return row as unknown as PaperRow | undefined;
  }

  /** A page with script that types on replaces its own text among those that wait. */
  #putAside(
    owner: SeatHash,
    point: string,
    { content, tab, turn, at }: Pick<PaperRow, 'content' | 'tab' | 'turn' | 'at'>,
  ): void {
    const waiting = this.#db
      .prepare('SELECT id, tab, turn, content FROM working_paper_aside WHERE owner = ? AND item = ?')
      .all(owner, point) as unknown as (PaperRow & { id: number })[];
    if (waiting.some((one) => one.content === content)) return;
    const own = waiting.find((one) => tab !== '' && one.tab === tab);
    if (own && own.turn >= turn) return;
    if (!own && waiting.length >= mostAside) throw new Problem('paper-undecided', { point });
    this.#inOne(() => {
      if (own) this.#db.prepare('DELETE FROM working_paper_aside WHERE id = ?').run(own.id);
      this.#db
        .prepare(
          'INSERT INTO working_paper_aside (owner, item, tab, turn, content, at) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(owner, point, tab, turn, content, at);
    });
  }

  #inOne(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function stored({ content, version, at }: PaperRow): StoredPaper {
  return { paper: parsed(content), version, at };
}

function parsed(content: string): Paper {
  return paperSchema.parse(JSON.parse(content));
}
