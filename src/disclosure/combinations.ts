/** Numbers combinations of whole numbers by what they are, millions of them, without an object or a text for each. */
export class Combinations {
  readonly #width: number;
  /** All combinations one after the other. */
  #members = new Int32Array(0);
  /** By hash, the number of a combination and 1, or 0; at most half of them are taken. */
  #slots = new Int32Array(0);
  #size = 0;

  /** @param width how many numbers of at most 31 bits each combination has */
  constructor(width: number) {
    this.#width = width;
    this.#grow();
  }

  /** The number of a combination. The first is 0; one that was not met before gets the next. */
  add(combination: ArrayLike<number>): number {
    const slot = this.#slotOf(combination, 0);
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    for (let d = 0; d < this.#width; d += 1)
      this.#members[this.#size * this.#width + d] = combination[d] ?? 0;
    this.#size += 1;
    this.#slots[slot] = this.#size;
    if (this.#size * 2 === this.#slots.length) this.#grow();
    return this.#size - 1;
  }

  /** As `add`; undefined for a combination that was not added. */
  find(combination: ArrayLike<number>): number | undefined {
    const known = this.#slots[this.#slotOf(combination, 0)] ?? 0;
    return known > 0 ? known - 1 : undefined;
  }

  /** The number in this place, from 0, of the combination with this number. */
  at(combination: number, place: number): number {
    return this.#members[combination * this.#width + place] ?? -1;
  }

  /** Where the combination that begins at `from` stands or may be put. */
  #slotOf(numbers: ArrayLike<number>, from: number): number {
    const last = this.#slots.length - 1;
    let hash = 0;
    for (let d = 0; d < this.#width; d += 1) {
      // Multiplied by 2^32 / golden ratio, as Knuth has it; its high bits are the mixed ones.
      hash = Math.imul(hash ^ (numbers[from + d] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let slot = hash & last;
    while (!this.#isFree(slot, numbers, from)) slot = (slot + 1) & last;
    return slot;
  }

  /** Whether a slot holds no combination but this. */
  #isFree(slot: number, numbers: ArrayLike<number>, from: number): boolean {
    const known = this.#slots[slot] ?? 0;
    if (known === 0) return true;
    const at = (known - 1) * this.#width;
    for (let d = 0; d < this.#width; d += 1) if (this.#members[at + d] !== numbers[from + d]) return false;
    return true;
  }

  #grow(): void {
    const members = this.#members;
    this.#slots = new Int32Array(Math.max(2 * this.#slots.length, 16));
    this.#members = new Int32Array((this.#slots.length / 2) * this.#width);
    this.#members.set(members);
    for (let n = 0; n < this.#size; n += 1) this.#slots[this.#slotOf(members, n * this.#width)] = n + 1;
  }
}
