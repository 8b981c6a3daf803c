/**
 * The direction of imports (see ARCHITECTURE.md), as data and one function, so that the test can show both
 * that the sources keep it and that a planted violation is found.
 */

/** Parts in their one order: a part uses only those before it. */
export const parts = [
  'core',
  'disclosure',
  'platform',
  'accounts',
  'evidence',
  'translations',
  'commitments',
  'mandate',
  'recommendations',
  'law',
  'statistics',
  'fieldwork',
  'horizon',
  'participation',
  'industry',
  'vault',
  'publications',
  'alerts',
] as const;

/** Folders that compose the parts; nothing imports them but each other and the entry. */
const doors = ['web', 'api', 'cli', 'edition'];

/** Layers inside a part, by file name. Whatever is not named here is pure, as `model.ts` is. */
const layers: readonly (readonly [RegExp, number])[] = [
  [/^(views|api|commands)(\.|\/|$)/, 3],
  [
    /^(store|sdmx|search|asked-again|asking|label-index|names|sides|trained|text-index|languages|outbound|tables|checklist-tables|coding-tables|calendar|promises|schedule|reference|reference-rows|intake|formats|html|docx|docx-parts|pdf|press|template|fonts|testing)(\.|\/|$)/,
    2,
  ],
];

const impure = /^(node:|hono|@hono\/|yauzl|htmlparser2|csv-parse|fflate|@myriaddreamin\/|commander)/;

export interface Import {
  /** Path below src/, for example "commitments/store.ts". */
  readonly from: string;
  /** Path below src/, or the name of a package. */
  readonly to: string;
}

/** Every import that goes the wrong way, as a sentence. */
export function wrongImports(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const reason = whyWrong(from, to);
    return reason ? [`${from} imports ${to}: ${reason}`] : [];
  });
}

function whyWrong(from: string, to: string): string | undefined {
  const [fromPart = '', fromFile] = split(from);
  const [toPart = '', toFile] = split(to);
  const rank = (part: string) => (parts as readonly string[]).indexOf(part);
  if (rank(fromPart) < 0) return undefined;
  if (doors.includes(toPart) && fromPart !== toPart) return 'a part does not know the doors';
  if (rank(toPart) < 0) {
    if (to.includes('/') && !impure.test(to) && to.startsWith('installation'))
      return 'a part does not know the whole';
    const pure =
      fromPart === 'core' || fromPart === 'disclosure' || (fromPart !== 'platform' && layer(fromFile) === 1);
    return pure && impure.test(to) ? 'pure files use no database, HTTP, file system or format' : undefined;
  }
  if (fromPart === toPart) {
    if (fromPart === 'platform' || fromPart === 'core') return undefined;
    return layer(toFile) > layer(fromFile)
      ? 'model comes before store, store before views, api and commands'
      : undefined;
  }
  if (rank(toPart) > rank(fromPart)) return `${toPart} stands after ${fromPart}`;
  if (fromPart === 'disclosure' && toPart !== 'core') return 'disclosure stands alone on core';
  if (toPart === 'core' || toPart === 'platform') {
    const pure = fromPart !== 'platform' && layer(fromFile) === 1;
    return pure && toPart === 'platform' && /^(record|backup|folder|tables|documents|ui|map)/.test(toFile)
      ? 'pure files use no database, HTTP, file system or format'
      : undefined;
  }
  if (
    layer(toFile) === 3 ||
    (layer(toFile) === 2 && !/^(store(\/[\w-]+)?|search|schedule)\.ts$/.test(toFile))
  )
    return 'another part is used through its model and store only';
  return layer(fromFile) === 1 && layer(toFile) === 2 ? 'a pure file does not use a store' : undefined;
}

function split(path: string): [string, string] {
  const at = path.indexOf('/');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}

function layer(file: string): number {
  return layers.find(([name]) => name.test(file))?.[1] ?? 1;
}
