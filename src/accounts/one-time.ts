/** What is handed out once and comes back once, within minutes: kept in memory, so that a restart ends all of it. */

/** Milliseconds from handing out to the last moment of coming back. */
const holds = 5 * 60_000;
/** Beyond so many the oldest go: whoever asks again and again fills no memory. */
const most = 10_000;

export class OneTime<T> {
  readonly #kept = new Map<string, { readonly value: T; readonly until: number }>();

  /** @param key what the browser will come back with; only its hash need be given */
  put(key: string, value: T, at: Date): void {
    for (const [each, { until }] of this.#kept) {
      if (until >= at.getTime() && this.#kept.size < most) break;
      this.#kept.delete(each);
    }
    this.#kept.set(key, { value, until: at.getTime() + holds });
  }

  /** What was kept under the key, which is then gone; undefined when it came too late, or a second time. */
  take(key: string, at: Date): T | undefined {
    const found = this.#kept.get(key);
    this.#kept.delete(key);
    return found && found.until >= at.getTime() ? found.value : undefined;
  }
}
