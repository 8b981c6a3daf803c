/**
 * An SDMX message, whatever format it came in: data sets as flat rows, and structures. Only what this program
 * needs is kept; names are in one language, English where there is a choice.
 * Terms: SDMX 2.1 and 3.0, section 2 (information model).
 */

/** What becomes of the rows in the receiver's data. Information and Append are older names of Merge. */
export const actions = ['Information', 'Append', 'Merge', 'Replace', 'Delete'] as const;
export type Action = (typeof actions)[number];

/** The value of a component: one, several, or the same in several languages. Numbers stay as they were written. */
export type Content = string | readonly Content[] | { readonly [language: string]: string };

/** A maintained artefact by agency, id and version; artefacts of SDMX 3.0 may have no version. */
export interface Reference {
  readonly agency: string;
  readonly id: string;
  readonly version?: string;
}

/** By which artefact a data set is described. */
export interface StructureReference extends Reference {
  readonly kind: 'dataflow' | 'datastructure' | 'provisionagreement';
}

export interface Component {
  readonly id: string;
  /** `unknown`: the format does not tell (a column of a CSV file, an XML attribute). */
  readonly role: 'dimension' | 'measure' | 'attribute' | 'unknown';
  readonly label?: string;
  /** Labels by code, as far as the message gives them; absent where the component is not coded. */
  readonly codes?: ReadonlyMap<string, string>;
  /** Of attributes that are the same in the whole data set. */
  readonly attachment?: 'dataSet';
  /** Of what the values are, where that is known; absent: text or codes. */
  readonly type?: 'number' | 'time';
}

/** One row. A component without a value is left out; in a delete, a left-out dimension stands for all its codes. */
export interface DataRow {
  readonly values: { readonly [component: string]: Content };
  /** Of CSV: the row in the file. */
  readonly row?: number;
}

/** Rows under one structure and one action, in the order of the message. */
export interface DataSet {
  readonly structure?: StructureReference;
  readonly label?: string;
  readonly action: Action;
  readonly components: readonly Component[];
  readonly rows: readonly DataRow[];
}

export interface DataMessage {
  readonly kind: 'data';
  /** What the sender tells the reader: footers and errors of a web service. */
  readonly notices: readonly string[];
  readonly dataSets: readonly DataSet[];
}

interface Maintained extends Reference {
  readonly label: string;
}

export interface Item {
  readonly id: string;
  readonly label: string;
  readonly parent?: string;
}

/** A code list or concept scheme. `items` is empty where the message only names the list. */
export interface ItemScheme extends Maintained {
  readonly items: readonly Item[];
  readonly part?: 'some items';
}

/** A concept by its scheme. */
export interface ConceptReference extends Reference {
  readonly concept: string;
}

export interface StructureComponent {
  readonly id: string;
  readonly role: 'dimension' | 'time' | 'measure' | 'attribute';
  readonly concept?: ConceptReference;
  /** Its code list; absent where it is not coded. */
  readonly codelist?: Reference;
  /** SDMX data type of an uncoded component: "String", "Double", "ObservationalTimePeriod". */
  readonly type?: string;
  readonly attachment?: 'dataSet' | 'dimensions' | 'observation';
  readonly several?: 'several values';
}

export interface DataStructure extends Maintained {
  readonly components: readonly StructureComponent[];
}

export interface Dataflow extends Maintained {
  readonly structure?: Reference;
}

/** Which codes there are data for ("Actual") or are allowed. */
export interface Constraint extends Maintained {
  readonly dataflow?: Reference;
  readonly values: { readonly [component: string]: readonly string[] };
  readonly time?: { readonly from: string; readonly to: string };
  readonly count?: { readonly series: number; readonly observations: number };
}

export interface StructureMessage {
  readonly kind: 'structure';
  readonly dataflows: readonly Dataflow[];
  readonly structures: readonly DataStructure[];
  readonly codelists: readonly ItemScheme[];
  readonly conceptSchemes: readonly ItemScheme[];
  readonly constraints: readonly Constraint[];
  /** Kinds of artefacts in the message that are not read. */
  readonly unread: readonly string[];
}

export type Message = DataMessage | StructureMessage;

const form = /^([A-Za-z][\w.-]*):([\w@$-]+)(?:\(([\w.+*~-]+)\))?$/;

/** "ESTAT:NA_MAIN(1.6.0)"; undefined for other texts. */
export function parseReference(text: string): Reference | undefined {
  const [, agency, id, version] = form.exec(text.trim()) ?? [];
  return agency && id ? { agency, id, ...(version ? { version } : {}) } : undefined;
}

/** What a URN or another way of reference names. */
export interface Named {
  /** The class of the artefact, where it is said: "Codelist". */
  readonly type?: string;
  readonly artefact: Reference;
  /** The item in the artefact: a code, a concept. */
  readonly item?: string;
}

/** "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(1.0)", an item may follow; undefined for other texts. */
export function parseUrn(urn: string): Named | undefined {
  // A longer text is none, and would take its time to show it.
  if (urn.length > 1_000) return undefined;
  const [, type, name, item] =
    /\.(\w+)=([^()=]+\([^()]*\)|[^()=]+)(?:\.([\w@$.-]+))?$/.exec(urn.trim()) ?? [];
  const artefact = name && parseReference(name);
  return artefact && type ? { type, artefact, ...(item ? { item } : {}) } : undefined;
}

/** "ESTAT:NA_MAIN(1.6.0)". */
export function writeReference({ agency, id, version }: Reference): string {
  return `${agency}:${id}${version ? `(${version})` : ''}`;
}

const packages = {
  Dataflow: 'datastructure',
  DataStructure: 'datastructure',
  Codelist: 'codelist',
  Code: 'codelist',
  ConceptScheme: 'conceptscheme',
  Concept: 'conceptscheme',
  ContentConstraint: 'registry',
} as const;

/** The URN of an artefact, or of an item in it. */
export function urnOf(type: keyof typeof packages, reference: Reference, item?: string): string {
  const { agency, id, version = '1.0' } = reference;
  return `urn:sdmx:org.sdmx.infomodel.${packages[type]}.${type}=${agency}:${id}(${version})${item ? `.${item}` : ''}`;
}

/** The text of a value: of several the whole, joined with "; "; of several languages English or the first. */
export function textOf(content: Content | undefined): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return content;
  if (isSeveral(content)) return content.map(textOf).join('; ');
  return content['en'] ?? Object.values(content)[0] ?? '';
}

/** Each of the values as text. */
export function textsOf(content: Content | undefined): string[] {
  if (content === undefined) return [];
  return isSeveral(content) ? content.map(textOf) : [textOf(content)];
}

export function isSeveral(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}
