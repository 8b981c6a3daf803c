/**
 * Faults to plant in what the safety of a release rests on: each weakens one bound, comparison or relation. `is` must
 * stand in the file exactly once.
 */
export interface Fault {
  /** The file, within src/disclosure. */
  readonly file: string;
  readonly is: string;
  readonly becomes: string;
}

/** Tests that must notice: a file, and which of its tests where the others take long. */
export interface Tests {
  readonly file: string;
  readonly named?: string;
}

const ends: Tests = { file: 'attack/ends.test.ts' };
const theAttack: Tests = { file: 'disclosure.test.ts', named: 'the attack' };

/** For each file the tests that must notice, the quickest first. */
export const testsOf: { readonly [file: string]: readonly Tests[] } = {
  'verify.ts': [{ file: 'verify.test.ts' }],
  'model.ts': [{ file: 'model.test.ts' }],
  'primary.ts': [{ file: 'primary.test.ts' }, { file: 'groups.test.ts' }],
  'releases.ts': [{ file: 'releases.test.ts' }],
  'attack.ts': [ends, theAttack],
  'attack/unknowns.ts': [ends, theAttack],
  'attack/duality.ts': [{ file: 'attack/proof.test.ts' }, theAttack],
  'attack/found.ts': [{ file: 'attack/proof.test.ts' }, theAttack],
  'attack/search.ts': [{ file: 'attack/proof.test.ts' }, ends, theAttack],
  'attack/whole.ts': [{ file: 'attack/proof.test.ts' }, ends],
  'attack/kernel.ts': [{ file: 'attack/proof.test.ts' }, ends],
  'attack/bound-walk.ts': [ends, theAttack],
  'attack/component.ts': [ends, theAttack],
  'attack/next.ts': [{ file: 'attack/proof.test.ts' }, ends],
  'attack/start.ts': [theAttack],
  'joint.ts': [{ file: 'joint.test.ts' }],
};

const fault = (file: string, is: string, becomes: string): Fault => ({ file, is, becomes });

export const faults: readonly Fault[] = [
  // The checker.
  fault('verify.ts', 'if (sum !== constant)', 'if (sum > constant)'),
  fault('verify.ts', 'let sound = moved.length === by.length', 'let sound = true'),
  fault('verify.ts', 'seen[cell] === w || ', ''),
  fault('verify.ts', " || (pattern[cell] ?? 'published') === 'published'", ''),
  fault('verify.ts', '!Number.isSafeInteger(by[i])', 'Number.isNaN(by[i])'),
  fault('verify.ts', 'if (change[of[e] ?? 0] !== 0)', 'if ((change[of[e] ?? 0] ?? NaN) > 0)'),
  fault('verify.ts', 'if (change[of[e] ?? 0] !== 0)', 'if ((change[of[e] ?? 0] ?? NaN) < 0)'),
  fault('verify.ts', 'if (!agrees[w]) return false;', ''),
  fault('verify.ts', '(atLeast[cell] ?? Infinity))', '(atLeast[cell] ?? Infinity) - 1)'),
  fault('verify.ts', '({ reader }) => reader === name', '() => true'),
  fault('verify.ts', "pattern[cell] !== 'primary'", "pattern[cell] === 'secondary'"),
  fault('verify.ts', 'else if (!proof)', 'else if (!proof && proofOf.size > 0)'),
  fault('verify.ts', '!possible[proof.low] || ', ''),
  fault('verify.ts', ' || !possible[proof.high]', ''),
  fault('verify.ts', 'max: differs(proof.high) }', 'max: differs(proof.high) + 1 }'),
  fault('verify.ts', 'min: differs(proof.low),', 'min: differs(proof.low) - 1,'),
  // What doubt is, and what readers know.
  fault('model.ts', 'interval.min <= value - lower', 'interval.min <= value'),
  fault('model.ts', 'interval.max >= value + upper', 'interval.max >= value'),
  fault('model.ts', 'interval.max - interval.min >= sliding', 'interval.max - interval.min >= sliding - 1'),
  fault('model.ts', '? Math.min(cell.value, 1)', '? 0'),
  fault('model.ts', "(zeros === 'published' && !isSlack(cell))", 'false'),
  fault('model.ts', "(isCounted && cell.kind !== 'room' && cell.kind !== 'combination')", 'false'),
  fault('model.ts', 'Math.max(atLeast[cell] ?? 0, count)', 'Math.min(atLeast[cell] ?? 0, count)'),
  fault('model.ts', "(cell.value > 0 || zeros === 'withholdable')", 'cell.value >= 0'),
  fault('model.ts', 'cell.keep === undefined && ', ''),
  fault('model.ts', 'if (sum !== constant)', 'if (sum > constant)'),
  // Which cells are sensitive, and how much doubt they need.
  fault(
    'primary.ts',
    'each.value > 0 && each.value < threshold)',
    'each.value > 1 && each.value < threshold)',
  ),
  fault(
    'primary.ts',
    'each.value > 0 && each.value < threshold)',
    'each.value > 0 && each.value < threshold - 1)',
  ),
  fault('primary.ts', "add(cell, 'small', 0, 0, threshold)", "add(cell, 'small', 0, 0, threshold - 1)"),
  fault('primary.ts', "add(cell, 'zero', 0, 0, threshold)", "add(cell, 'zero', 0, 0, threshold - 1)"),
  fault('primary.ts', '2 - (problem.cells[others]?.value ?? 0)', '1 - (problem.cells[others]?.value ?? 0)'),
  fault('primary.ts', 'upper: Math.max(upper, before', 'upper: Math.min(upper, before'),
  fault(
    'primary.ts',
    '(rules.pPercent * first) / 100 - (value - first - second)',
    '(rules.pPercent * first) / 100 - (value - first)',
  ),
  fault(
    'primary.ts',
    'Math.ceil((100 * top) / percent - value)',
    'Math.ceil((100 * top) / percent - value) - 1',
  ),
  fault('primary.ts', '.slice(0, largest)', '.slice(0, largest - 1)'),
  fault('primary.ts', 'count < (rules.contributors ?? 0)', 'count < (rules.contributors ?? 0) - 1'),
  fault('primary.ts', "if (level > 0) guard('p-percent'", "if (level > 1) guard('p-percent'"),
  // Releases over time.
  fault('releases.ts', 'left !== 0 && Math.abs(left) < threshold', 'left > 0 && left < threshold'),
  fault('releases.ts', 'Math.abs(left) < threshold,', 'Math.abs(left) < threshold - 1,'),
  fault('releases.ts', '(part) => change - part', '() => change'),
  fault('releases.ts', 'sliding: small ? threshold : 0', 'sliding: 0'),
  fault(
    'releases.ts',
    "if (pattern[cell] === 'published' || keep === 'published')",
    "if (keep === 'published')",
  ),
  fault(
    'releases.ts',
    'relation.cells.some((cell) => !this.#shown.has(cell))',
    'relation.cells.every((cell) => !this.#shown.has(cell))',
  ),
  fault('releases.ts', "(known === 'corrections' || f < t - 1)", 'true'),
  fault('releases.ts', '[...before, count]', 'before'),
  fault('releases.ts', '(fresh.has(place) ? [] : [0])', '[]'),
  fault('releases.ts', 'if (least > 0) this', 'if (least > 1) this'),
  fault('releases.ts', 'protects({ min, max }, value, protection)', 'max > min'),
  // The attack: relations, bounds, tables.
  fault('attack.ts', '[...now.relations, ...earlier.relations]', 'now.relations'),
  fault('attack.ts', 'value ?? earlier.published[cell]', 'value'),
  fault('attack.ts', "pattern[cell] === 'published' ? value", "pattern[cell] !== 'secondary' ? value"),
  fault('attack.ts', "known: seen >= most ? 'exact' : 'reached'", "known: 'exact'"),
  fault('attack.ts', 'sign === 1 ? -1 : 1),\n      search', 'sign === 1 ? 1 : -1),\n      search'),
  fault('attack/unknowns.ts', '(atLeast[cell] ?? 0) - (known[cell] ?? NaN)', '0 - (known[cell] ?? NaN)'),
  fault(
    'attack/unknowns.ts',
    'Math.floor((value > 0 ? top : bottom) / value) + 0',
    'Math.floor((value > 0 ? top : bottom) / value) - 1',
  ),
  fault(
    'attack/unknowns.ts',
    'Math.ceil((value > 0 ? bottom : top) / value) + 0',
    'Math.ceil((value > 0 ? bottom : top) / value) + 1',
  ),
  fault('attack/unknowns.ts', 'first[1] === second[1] ? -1 : 1', 'first[1] === second[1] ? 1 : -1'),
  fault('attack/unknowns.ts', 'sign === 1 ? low : 0 - high', 'low'),
  fault('attack/duality.ts', 'Math.floor(bound / fraction)', 'Math.floor(bound / fraction) - 1'),
  fault('attack/duality.ts', '(sum > 0 ? upper : lower)', '(sum > 0 ? lower : upper)'),
  fault('attack/found.ts', 'Math.floor(room / Math.abs(each))', 'Math.ceil(room / Math.abs(each))'),
  fault('attack/found.ts', 'return this.broken(move).length > 0 ? undefined : move;', 'return move;'),
  fault('attack/start.ts', 'constant -= coefficient * value', 'constant += coefficient * value'),
  fault(
    'attack/start.ts',
    'if (first === undefined && constant !== 0)',
    'if (first === undefined && constant > 0)',
  ),
  fault('releases.ts', '.filter(([place]) => !this.#shown.has(place))', ''),
  fault('releases.ts', "...(this.#shown.has(place) && { keep: 'published' }),", ''),
  fault('attack.ts', 'down.seen + up.seen >= this.#wide', 'down.seen + up.seen >= this.#wide - 1'),
  fault('attack/search.ts', 'limit(unknown, direction, seen)', 'limit(unknown, direction, seen - 1)'),
  fault('attack/whole.ts', 'isClosed = false;', ''),
  fault('attack/whole.ts', 'colLower[own] = 1', 'colLower[own] = 2'),
  fault('attack/kernel.ts', '0 - value / own', 'value / own'),
  fault('attack/kernel.ts', 'itself.map(() => -1)', 'itself.map(() => 1)'),
  fault('attack/search.ts', 'limit(unknown, direction, most)', 'limit(unknown, direction, most - 1)'),
  fault('attack/search.ts', 'answer.bound(this.#unknowns.box)', 'answer.bound(this.#unknowns.box) - 1'),
  fault('attack/bound-walk.ts', 'return proven(', 'return -1 + proven('),
  fault('attack/component.ts', 'return proven(', 'return -1 + proven('),
  fault('attack/next.ts', 'answer.bound(around)', 'answer.bound(around) - 1'),
  // What linked tables say together.
  fault('joint.ts', '(edge.size < other.size || o < at)', 'true'),
  fault('joint.ts', 'other !== edge && other.has(name)', 'other.has(name)'),
  fault('joint.ts', 'for (const name of rule) beyond.add(name);', '{}'),
  fault('joint.ts', 'for (const name of found) beyond.add(name);', ''),
  fault('joint.ts', '.size > 1 ||', '.size > 2 ||'),
  fault('joint.ts', 'isOpen || size > mostCombinations', 'isOpen'),
  fault('joint.ts', 'isOpen || size > mostCombinations', 'size > mostCombinations'),
  fault('joint.ts', "names.length === 0 ? 'told'", "names.length <= 3 ? 'told'"),
  fault('joint.ts', 'if (!cannotBe(each)) {', '{'),
  fault('joint.ts', 'count === 0 || isPart', 'count === 0'),
  fault('joint.ts', 'counts[at] = (counts[at] ?? 0) + count', 'counts[at] = count'),
  fault('joint.ts', 'else parts.set(cell, [from + at]);', 'else parts.set(cell, []);'),
  fault('joint.ts', '...of.map(() => 1)', '...of.map(() => 2)'),
  fault('joint.ts', '[each.join(), each]', "['', each]"),
  fault('joint.ts', '.some((cell) => cells[cell]?.kind', '.every((cell) => cells[cell]?.kind'),
  fault('joint.ts', "cells[cell]?.kind !== 'combination'", 'true'),
];
