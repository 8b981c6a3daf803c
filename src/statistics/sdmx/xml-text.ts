/** XML as text, and what every message of SDMX-ML 2.1 begins with. */
import type { Reference } from './message.ts';
import type { Head } from './write-json.ts';

export const schemas = 'http://www.sdmx.org/resources/sdmxml/schemas/v2_1';
export const namespaces = `xmlns:mes="${schemas}/message" xmlns:str="${schemas}/structure" xmlns:com="${schemas}/common" xmlns:gen="${schemas}/data/generic"`;
export const opening = '<?xml version="1.0" encoding="UTF-8"?>\n';

export type Attributes = { readonly [name: string]: string | undefined };

/** An element; `inside` is XML already. */
export function element(
  name: string,
  attributes: Attributes,
  inside: string | readonly string[] = '',
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(value)}"`))
    .join('');
  const content = typeof inside === 'string' ? inside : inside.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Characters that XML does not allow at all are left out; line ends stay line ends in attributes too. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function nameOf(label: string): string {
  return element('com:Name', { 'xml:lang': 'en' }, escaped(label));
}

export function headXml({ id, prepared, sender }: Head, structure = ''): string {
  return element('mes:Header', {}, [
    element('mes:ID', {}, escaped(id)),
    element('mes:Test', {}, 'false'),
    element('mes:Prepared', {}, escaped(prepared)),
    element('mes:Sender', { id: sender.id }, nameOf(sender.name)),
    structure,
  ]);
}

const packages = {
  DataStructure: 'datastructure',
  Dataflow: 'datastructure',
  Codelist: 'codelist',
  Concept: 'conceptscheme',
} as const;

export function ref(kind: keyof typeof packages, reference: Reference, item?: string): string {
  const { agency, id, version } = reference;
  const own = item
    ? { id: item, maintainableParentID: id, maintainableParentVersion: version, agencyID: agency }
    : { id, version, agencyID: agency };
  return element('Ref', { ...own, package: packages[kind], class: kind });
}
