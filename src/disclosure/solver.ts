/** The one door to HiGHS (Huangfu & Hall 2018), the solver of linear and integer programs. */
import highs, { type Highs } from 'highs';

// The package's types describe its CommonJS form; what is imported is the loader itself.
const load = highs as unknown as typeof highs.default;

let loaded: Promise<Highs> | undefined;

/** The solver, loaded once. */
export function solver(): Promise<Highs> {
  return (loaded ??= load());
}
