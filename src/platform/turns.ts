/** Changes of the record come one at a time: SQLite has one writer, and waiting for it would hold the whole server. */
export class Turns {
  readonly #after: () => void;
  #last: Promise<unknown> = Promise.resolve();

  /** @param after called after each change */
  constructor(after: () => void) {
    this.#after = after;
  }

  /** Does the work when all that came before is done. Nothing of what a person does may be waited for in it. */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined).then(this.#after);
    return mine;
  }
}
