/** Structure queries of the SDMX REST API: artefacts of this installation, with those they refer to. */
import { Problem } from '../../core/problem.ts';
import type { Flow } from './flow.ts';
import { agency, conceptsOf } from './flow.ts';
import {
  type Constraint,
  type Dataflow,
  type DataStructure,
  type ItemScheme,
  type Reference,
  type StructureMessage,
  writeReference,
} from './message.ts';

export const artefactTypes = ['dataflow', 'datastructure', 'codelist', 'conceptscheme'] as const;
export type ArtefactType = (typeof artefactTypes)[number];

type Artefact =
  | { readonly type: 'dataflow'; readonly own: Dataflow }
  | { readonly type: 'datastructure'; readonly own: DataStructure }
  | { readonly type: 'codelist' | 'conceptscheme'; readonly own: ItemScheme };

export interface StructureQuery {
  readonly types: readonly ArtefactType[];
  /** Empty lists stand for all. */
  readonly agencies: readonly string[];
  readonly ids: readonly string[];
  readonly versions: readonly string[];
  readonly items: readonly string[];
  readonly references: readonly string[];
  readonly detail: string;
}

interface Node {
  readonly artefact: Artefact;
  readonly below: readonly string[];
}

/** Which artefact uses which, by their names. */
function graphOf(flows: readonly Flow[]): ReadonlyMap<string, Node> {
  const graph = new Map<string, Node>();
  const nameOf = (type: ArtefactType, own: Reference) => `${type} ${writeReference(own)}`;
  const concepts = conceptsOf(flows);
  const scheme = nameOf('conceptscheme', concepts);
  graph.set(scheme, { artefact: { type: 'conceptscheme', own: concepts }, below: [] });
  for (const { dataflow, structure, codelists } of flows) {
    const lists = [...codelists.values()];
    for (const own of lists)
      graph.set(nameOf('codelist', own), { artefact: { type: 'codelist', own }, below: [] });
    graph.set(nameOf('datastructure', structure), {
      artefact: { type: 'datastructure', own: structure },
      below: [...lists.map((list) => nameOf('codelist', list)), scheme],
    });
    graph.set(nameOf('dataflow', dataflow), {
      artefact: { type: 'dataflow', own: dataflow },
      below: [nameOf('datastructure', structure)],
    });
  }
  return graph;
}

/**
 * The artefacts asked for.
 * @throws Problem `sdmx-no-results`; `sdmx-query-invalid` for values of `references` and `detail` that the API has not
 */
export function structuresOf(flows: readonly Flow[], query: StructureQuery): StructureMessage {
  const graph = graphOf(flows);
  const asked = [...graph].filter(([, { artefact }]) => isAsked(artefact, query)).map(([name]) => name);
  if (asked.length === 0)
    throw new Problem('sdmx-no-results', { what: [...query.types, ...query.ids].join(' ') });
  const more = new Set(query.references.flatMap((reference) => [...referred(graph, asked, reference)]));
  for (const name of asked) more.delete(name);
  const pick = (names: Iterable<string>) => [...names].flatMap((name) => graph.get(name)?.artefact ?? []);
  const stub = stubsOf(query.detail);
  return messageOf([
    ...pick(asked).map((artefact) => cut(partOf(artefact, query.items), stub === 'all')),
    ...pick(more).map((artefact) => cut(artefact, stub !== 'none')),
  ]);
}

function isAsked({ type, own }: Artefact, { types, agencies, ids, versions }: StructureQuery): boolean {
  const within = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  return (
    types.includes(type) &&
    within(agencies, own.agency) &&
    within(ids, own.id) &&
    within(versions, own.version ?? '')
  );
}

/** The names that `references` adds. */
function referred(
  graph: ReadonlyMap<string, Node>,
  asked: readonly string[],
  reference: string,
): Set<string> {
  const below = (names: Iterable<string>) =>
    new Set([...names].flatMap((name) => graph.get(name)?.below ?? []));
  const above = (names: Iterable<string>) => {
    const wanted = new Set(names);
    return new Set(
      [...graph].filter(([, node]) => node.below.some((name) => wanted.has(name))).map(([name]) => name),
    );
  };
  const far = (step: typeof below, names: Iterable<string>): Set<string> => {
    const next = step(names);
    return next.size === 0 ? next : new Set([...next, ...far(step, next)]);
  };
  const siblings = () => new Set([...above(asked), ...below(above(asked))]);
  if (reference === 'none') return new Set();
  if (reference === 'children') return below(asked);
  if (reference === 'descendants') return far(below, asked);
  if (reference === 'parents') return above(asked);
  if (reference === 'ancestors') return far(above, asked);
  if (reference === 'parentsandsiblings') return siblings();
  if (reference === 'all') return new Set([...siblings(), ...far(below, asked)]);
  const every = new Set([...far(below, asked), ...far(above, asked)]);
  if ((artefactTypes as readonly string[]).includes(reference))
    return new Set([...every].filter((name) => graph.get(name)?.artefact.type === reference));
  // Other kinds of artefacts, of which there are none here.
  if (/^[a-z]{4,40}$/.test(reference)) return new Set();
  throw new Problem('sdmx-query-invalid', { detail: `references cannot be “${reference}”` });
}

function stubsOf(detail: string): 'none' | 'references' | 'all' {
  if (detail === 'allstubs' || detail === 'allcompletestubs') return 'all';
  if (detail === 'referencestubs' || detail === 'referencecompletestubs') return 'references';
  // Whole lists hold what a partial list would.
  if (['full', 'referencepartial', 'raw', 'partialraw'].includes(detail)) return 'none';
  throw new Problem('sdmx-query-invalid', { detail: `detail cannot be “${detail}”` });
}

function cut(artefact: Artefact, isStub: boolean): Artefact {
  if (!isStub) return artefact;
  const { type, own } = artefact;
  if (type === 'datastructure') return { type, own: { ...own, components: [] } };
  if (type === 'dataflow') {
    const { structure: _structure, ...rest } = own;
    return { type, own: rest };
  }
  return { type, own: { ...own, items: [] } };
}

function partOf(artefact: Artefact, items: readonly string[]): Artefact {
  if (items.length === 0 || artefact.type === 'dataflow' || artefact.type === 'datastructure')
    return artefact;
  const { type, own } = artefact;
  const found = own.items.filter(({ id }) => items.includes(id));
  if (found.length === 0) throw new Problem('sdmx-no-results', { what: items.join(', ') });
  return { type, own: { ...own, items: found, part: 'some items' } };
}

function messageOf(artefacts: readonly Artefact[]): StructureMessage {
  return {
    kind: 'structure',
    dataflows: artefacts.flatMap((each) => (each.type === 'dataflow' ? [each.own] : [])),
    structures: artefacts.flatMap((each) => (each.type === 'datastructure' ? [each.own] : [])),
    codelists: artefacts.flatMap((each) => (each.type === 'codelist' ? [each.own] : [])),
    conceptSchemes: artefacts.flatMap((each) => (each.type === 'conceptscheme' ? [each.own] : [])),
    constraints: [],
    unread: [],
  };
}

/** A constraint that says which codes there are data for, with the artefacts that `references` adds. */
export function availabilityOf(
  flow: Flow,
  constraint: Omit<Constraint, keyof Reference | 'label' | 'dataflow'>,
  references: readonly string[],
): StructureMessage {
  const { dataflow, structure, codelists } = flow;
  const has = (type: string) => references.includes('all') || references.includes(type);
  const used = [...codelists].filter(([id]) => constraint.values[id]);
  const partly = used.map(([id, list]): ItemScheme => {
    const codes = withParents(list, constraint.values[id] ?? []);
    return { ...list, items: list.items.filter((item) => codes.has(item.id)), part: 'some items' };
  });
  return {
    kind: 'structure',
    dataflows: has('dataflow') ? [dataflow] : [],
    structures: has('datastructure') ? [structure] : [],
    codelists: has('codelist') ? partly : [],
    conceptSchemes: has('conceptscheme') ? [conceptsOf([flow])] : [],
    constraints: [
      {
        agency,
        id: `AVAILABLE_${dataflow.id}`,
        version: '1.0',
        label: `Available: ${dataflow.label}`,
        dataflow,
        ...constraint,
      },
    ],
    unread: [],
  };
}

/** Codes with all that stand above them, as the API asks of partial code lists. */
function withParents({ items }: ItemScheme, codes: readonly string[]): ReadonlySet<string> {
  const parents = new Map(items.map(({ id, parent }) => [id, parent]));
  const found = new Set<string>();
  for (const code of codes)
    for (let at: string | undefined = code; at !== undefined && !found.has(at); at = parents.get(at))
      found.add(at);
  return found;
}
