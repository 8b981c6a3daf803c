/** How well a classifier does on texts it has not seen, and how sure that is, drawn anew over States. */

/** One text judged; classes by number. */
export interface Judged {
  readonly state: string;
  readonly truth: number;
  readonly given: number;
  /** Of the class given. */
  readonly probability: number;
}

export interface ClassScores {
  readonly texts: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** All are parts of 1; NaN where there is nothing to divide by. */
export interface Scores {
  readonly texts: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly classes: readonly ClassScores[];
  /** The part of the texts answered, and how often the answer was right. */
  readonly answered: number;
  readonly answeredAccuracy: number;
  /** Expected calibration error: how far, on average, probabilities lie from how often they were right. */
  readonly calibrationError: number;
}

/** Probabilities are compared with what came true in so many bins of equal width. */
const bins = 15;

/** @param threshold the probability below which a text counts as not answered */
export function scoresFrom(judged: readonly Judged[], classes: number, threshold: number): Scores {
  return scoresOf(tally(judged, classes, threshold), classes);
}

/**
 * The middle 95 % of each score when the States are drawn anew, with replacement: texts to one State share its
 * circumstances and often their words, so texts drawn one by one would seem surer than they are.
 * @param random uniform over 0 to below 1
 */
export function intervals(
  judged: readonly Judged[],
  classes: number,
  threshold: number,
  random: () => number,
  draws = 1000,
): (score: (scores: Scores) => number) => readonly [low: number, high: number] {
  const states = [...Map.groupBy(judged, ({ state }) => state).values()].map((texts) =>
    tally(texts, classes, threshold),
  );
  const drawn = Array.from({ length: draws }, () => {
    const sum = new Float64Array(states[0]?.length ?? 0);
    for (let count = 0; count < states.length; count += 1) {
      const state = states[Math.floor(random() * states.length)] ?? sum;
      for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (state[at] ?? 0);
    }
    return scoresOf(sum, classes);
  });
  return (score) => {
    const values = drawn
      .map(score)
      .filter((value) => !Number.isNaN(value))
      .toSorted((a, b) => a - b);
    const at = (part: number) => values[Math.round(part * (values.length - 1))] ?? Number.NaN;
    return [at(0.025), at(0.975)];
  };
}

/** How often the likeliest answers are right when exactly so large a part of the texts is answered. */
export function accuracyAt(part: number, judged: readonly Judged[]): number {
  const surest = judged
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, Math.round(part * judged.length));
  return surest.filter(({ truth, given }) => truth === given).length / surest.length;
}

/**
 * Counts, so that those of several States can be added: texts by truth and class given; answered, and rightly so;
 * and by bin: texts, the sum of their probabilities, texts judged rightly.
 */
function tally(judged: readonly Judged[], classes: number, threshold: number): Float64Array {
  const counts = new Float64Array(classes * classes + 2 + 3 * bins);
  const add = (at: number, value: number) => {
    counts[at] = (counts[at] ?? 0) + value;
  };
  for (const { truth, given, probability } of judged) {
    const right = truth === given ? 1 : 0;
    add(truth * classes + given, 1);
    if (probability >= threshold) {
      add(classes * classes, 1);
      add(classes * classes + 1, right);
    }
    const bin = classes * classes + 2 + 3 * Math.min(bins - 1, Math.floor(probability * bins));
    add(bin, 1);
    add(bin + 1, probability);
    add(bin + 2, right);
  }
  return counts;
}

function scoresOf(counts: Float64Array, classes: number): Scores {
  const count = (at: number) => counts[at] ?? 0;
  const each = Array.from({ length: classes }, (_, at) => at);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const byClass = each.map((c): ClassScores => {
    const both = count(c * classes + c);
    const texts = sum(each.map((other) => count(c * classes + other)));
    const given = sum(each.map((other) => count(other * classes + c)));
    return { texts, precision: both / given, recall: both / texts, f1: (2 * both) / (texts + given) };
  });
  const texts = sum(byClass.map((one) => one.texts));
  const there = byClass.map(({ f1 }) => f1).filter((f1) => !Number.isNaN(f1));
  const [answered, answeredRight] = [count(classes * classes), count(classes * classes + 1)];
  const gaps = Array.from({ length: bins }, (_, bin) => {
    const at = classes * classes + 2 + 3 * bin;
    return Math.abs(count(at + 1) - count(at + 2));
  });
  return {
    texts,
    accuracy: sum(each.map((c) => count(c * classes + c))) / texts,
    macroF1: sum(there) / there.length,
    classes: byClass,
    answered: answered / texts,
    answeredAccuracy: answeredRight / answered,
    calibrationError: sum(gaps) / texts,
  };
}
