/** Room for work that takes long: so many at once, so many wait in line, and whoever comes beyond is told to come again. */
import { Problem } from '../core/problem.ts';

export interface Size {
  readonly atOnce: number;
  readonly waiting: number;
  /** Told to whoever is sent away: by then most of the line is gone. Seconds. */
  readonly comeAgainAfter: number;
}

export class Room {
  readonly #size: Size;
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(size: Size) {
    this.#size = size;
  }

  /**
   * Does the work when there is room for it, in the order in which it came.
   * @throws Problem `busy` where the line is full; what the work throws
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const { atOnce, waiting, comeAgainAfter } = this.#size;
    if (this.#inside < atOnce) this.#inside += 1;
    else if (this.#line.length < waiting) await new Promise<void>((enter) => this.#line.push(enter));
    else throw new Problem('busy', { seconds: comeAgainAfter });
    try {
      return await work();
    } finally {
      // Not at once: whoever asked for something short is answered between two that take long.
      setImmediate(() => {
        const next = this.#line.shift();
        if (next) next();
        else this.#inside -= 1;
      });
    }
  }
}
