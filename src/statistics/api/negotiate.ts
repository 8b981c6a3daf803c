/** Which format of SDMX an answer has: by the parameter `format`, or by what the client accepts. */
import { Problem } from '../../core/problem.ts';
import type { CsvOptions } from '../sdmx/write-csv.ts';

export type DataFormat =
  | { readonly kind: 'json'; readonly version: '1.0' | '2.0' }
  | ({ readonly kind: 'csv' } & CsvOptions)
  | { readonly kind: 'generic' | 'specific' };
export type StructureFormat =
  { readonly kind: 'json'; readonly version: '1.0' | '2.0' | '2.1' } | { readonly kind: 'xml' };

interface Offer<F> {
  readonly type: string;
  readonly version: string;
  readonly format: F;
  /** Plain types for which it is given as well. */
  readonly also: readonly string[];
}

export interface Chosen<F> {
  readonly format: F;
  readonly mediaType: string;
}

const csv = (version: '1.0' | '2.0') => ({ kind: 'csv', version, labels: 'id' }) as const;
const csvType = 'application/vnd.sdmx.data+csv';
const jsonType = 'application/vnd.sdmx.data+json';
const structureJson = 'application/vnd.sdmx.structure+json';

const generic: Offer<DataFormat> = {
  type: 'application/vnd.sdmx.genericdata+xml',
  version: '2.1',
  format: { kind: 'generic' },
  also: ['application/xml', 'text/xml'],
};
const specific: Offer<DataFormat> = {
  type: 'application/vnd.sdmx.structurespecificdata+xml',
  version: '2.1',
  format: { kind: 'specific' },
  also: [],
};
const json1: Offer<DataFormat> = {
  type: jsonType,
  version: '1.0.0',
  format: { kind: 'json', version: '1.0' },
  also: ['application/json'],
};
const json2: Offer<DataFormat> = {
  type: jsonType,
  version: '2.0.0',
  format: { kind: 'json', version: '2.0' },
  also: ['application/json'],
};
const csv1: Offer<DataFormat> = { type: csvType, version: '1.0.0', format: csv('1.0'), also: ['text/csv'] };
const csv2: Offer<DataFormat> = { type: csvType, version: '2.0.0', format: csv('2.0'), also: ['text/csv'] };

const structureXml: Offer<StructureFormat> = {
  type: 'application/vnd.sdmx.structure+xml',
  version: '2.1',
  format: { kind: 'xml' },
  also: ['application/xml', 'text/xml'],
};
const structure = (version: '1.0' | '2.0' | '2.1'): Offer<StructureFormat> => ({
  type: structureJson,
  version: `${version}.0`,
  format: { kind: 'json', version },
  also: ['application/json'],
});

/** The first is given to who does not say what it accepts: the default of the API's version. */
export const dataOffers = {
  1: [generic, specific, json1, csv1, json2, csv2],
  2: [json2, csv2, json1, csv1, generic, specific],
} as const;
export const structureOffers = {
  1: [structureXml, structure('1.0'), structure('2.0'), structure('2.1')],
  2: [structure('2.0'), structure('2.1'), structure('1.0'), structureXml],
} as const;
/** In 2.1 availability is an artefact of its own; 2.0 has it as a constraint. */
export const availabilityOffers = {
  1: structureOffers[1],
  2: [structure('2.1'), structure('2.0'), structure('1.0'), structureXml],
} as const;

/** Words of the parameter `format` that services in use understand. */
const words: { readonly [word: string]: RegExp } = {
  csv: /csv$/,
  'sdmx-csv': /csv$/,
  csvdata: /csv$/,
  csvfile: /csv$/,
  csvfilewithlabels: /csv$/,
  'sdmx-json': /json$/,
  jsondata: /json$/,
  json: /json$/,
  xml: /xml$/,
  genericdata: /xml$/,
  structurespecificdata: /structurespecificdata\+xml$/,
  'sdmx-compact-2.1': /structurespecificdata\+xml$/,
  'sdmx-generic-2.1': /xml$/,
  'sdmx-2.1': /xml$/,
  structure: /xml$/,
};

export interface Asked {
  readonly format: string | undefined;
  readonly labels: string | undefined;
  readonly accept: string;
}

/** @throws Problem `sdmx-not-acceptable`, with what is offered; `sdmx-query-invalid` for wrong `labels` or `keys` */
export function chosen<F extends DataFormat | StructureFormat>(
  offers: readonly Offer<F>[],
  asked: Asked,
): Chosen<F> {
  const { format } = asked;
  if (format !== undefined) {
    const kind = words[format];
    const offer = kind && offers.find(({ type }) => kind.test(type));
    if (!offer) throw notOffered(format, offers);
    const labels = asked.labels ?? (format === 'csvfilewithlabels' ? 'both' : undefined);
    return dressed(offer, new Map(), labels);
  }
  const ranges = rangesOf(asked.accept);
  for (const { type, parameters } of ranges) {
    const offer = offers.find((each) => suits(each, type, parameters.get('version')));
    if (offer) return dressed(offer, parameters, asked.labels);
  }
  const [first] = offers;
  if (ranges.length > 0 || !first) throw notOffered(asked.accept.slice(0, 200), offers);
  return dressed(first, new Map(), asked.labels);
}

function notOffered(asked: string, offers: readonly Offer<unknown>[]): Problem {
  return new Problem('sdmx-not-acceptable', {
    asked,
    known: offers.map(({ type, version }) => `${type};version=${version}`).join(', '),
  });
}

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
}

/** What a client accepts, the most wanted first; of equal ones the earlier. What has the weight 0 is left out. */
function rangesOf(accept: string): Range[] {
  return accept
    .split(',')
    .slice(0, 50)
    .flatMap((part): Range[] => {
      const [type = '', ...rest] = part.split(';').map((one) => one.trim().toLowerCase());
      const parameters = new Map(
        rest.map((one): [string, string] => [
          one.split('=')[0] ?? '',
          (one.split('=')[1] ?? '').replaceAll('"', ''),
        ]),
      );
      const weight = Number(parameters.get('q') ?? 1);
      return type === '' || !(weight > 0) ? [] : [{ type, parameters, weight }];
    })
    .toSorted((a, b) => b.weight - a.weight);
}

function suits(
  { type, version, also }: Offer<unknown>,
  asked: string,
  askedVersion: string | undefined,
): boolean {
  // Whoever looks with a browser gets the default.
  if (asked === '*/*' || asked === 'application/*' || asked === 'text/html') return true;
  if (also.includes(asked) || (asked === 'text/*' && also.some((each) => each.startsWith('text/'))))
    return true;
  return asked === type && (askedVersion === undefined || suitsVersion(version, askedVersion));
}

/** "2.0.0" for "2.0", "2.0.0" and, with a plus, for the same and later ones of the main version. */
function suitsVersion(own: string, asked: string): boolean {
  const plain = (version: string) => version.replace('+', '').replace(/(\.0)+$/, '');
  if (!asked.includes('+')) return plain(own) === plain(asked);
  return (
    own.split('.')[0] === plain(asked).split('.')[0] &&
    own.localeCompare(asked.replace('+', ''), 'en', { numeric: true }) >= 0
  );
}

const labelsOf = ['id', 'both', 'name'] as const;
const keysOf = ['none', 'series', 'obs', 'both'] as const;

/** The format with the options of CSV, and its media type in full. */
function dressed<F extends DataFormat | StructureFormat>(
  offer: Offer<F>,
  parameters: ReadonlyMap<string, string>,
  labels: string | undefined,
): Chosen<F> {
  const { format, type, version } = offer;
  if (format.kind !== 'csv') return { format, mediaType: `${type}; version=${version}` };
  const option = <T extends string>(
    name: string,
    list: readonly T[],
    text: string | undefined,
  ): T | undefined => {
    if (text === undefined) return undefined;
    const found = list.find((each) => each === text);
    if (!found)
      throw new Problem('sdmx-query-invalid', {
        detail: `${name} cannot be “${text}”; use ${list.join(', ')}`,
      });
    return found;
  };
  const chosenLabels = option('labels', labelsOf, labels ?? parameters.get('labels')) ?? 'id';
  const keys = option('keys', keysOf, parameters.get('keys') ?? parameters.get('key')) ?? 'none';
  return {
    format: { ...format, labels: chosenLabels, keys },
    mediaType: `${type}; version=${version}; labels=${chosenLabels}; charset=utf-8`,
  };
}
