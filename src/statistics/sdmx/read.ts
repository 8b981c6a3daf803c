/** SDMX messages of any format that is read, told apart by what is in the file, never by its name. */
import { Problem } from '../../core/problem.ts';
import { decodeText } from '../../platform/tables/encoding.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import { caps, checkSize } from '../../platform/tables/table.ts';
import { readXml, type XmlElement } from '../../platform/tables/xml.ts';
import { isCsvMessage, readCsvMessage } from './csv.ts';
import { readJsonData } from './json.ts';
import { readJsonStructure } from './json-structure.ts';
import type { Message, StructureMessage } from './message.ts';
import { noticesOf, readXmlData } from './xml.ts';
import { readXmlStructure } from './xml-structure.ts';

/**
 * Reads a message. What a structure message holds beside that which is read is named in it.
 * @throws Problem `sdmx-unrecognised` for what is no SDMX; `sdmx-feature-unread`, which names the feature;
 *   `sdmx-invalid`; and what the readers of CSV and XML throw
 */
export function readMessage(file: OutsideFile): Message {
  const message = readAny(file);
  if (
    message.kind === 'data' &&
    message.dataSets.some(({ components }) => components.length > mostComponents)
  )
    throw new Problem(
      'sdmx-feature-unread',
      { feature: `a data set of more than ${mostComponents} components` },
      { file: file.name },
    );
  return message;
}

/** What goes through figures looks at every component in every row. Real structures have some thirty. */
const mostComponents = 200;

function readAny({ name: file, bytes }: OutsideFile): Message {
  checkSize(bytes.length, { file });
  const start = new TextDecoder('latin1')
    .decode(bytes.subarray(0, 4_000))
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('<')) return readXmlMessage(readXml(bytes, { file }), file);
  const isJson = start.startsWith('{') || start.startsWith('[');
  if (isJson) checkSize(bytes.length, { file }, caps.markupBytes);
  const text = decodeText(bytes, { file });
  if (isJson) return readJsonMessage(parsed(text, file), file);
  if (isCsvMessage(text)) return readCsvMessage(text, file);
  throw new Problem(
    'sdmx-unrecognised',
    { format: 'text without the columns TIME_PERIOD and OBS_VALUE' },
    { file },
  );
}

/** Whether a file is worth giving to `readMessage`: its beginning looks like one of the formats. */
export function looksLikeSdmx({ bytes }: Pick<OutsideFile, 'bytes'>): boolean {
  const start = new TextDecoder('latin1')
    .decode(bytes.subarray(0, 4_000))
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('<')) return /sdmx\.org\/resources\/sdmxml/i.test(start);
  if (start.startsWith('{'))
    return /"(dataSets|structures?|dataflows|dataStructures|codelists|header|meta)"\s*:/.test(start);
  return isCsvMessage(start);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('sdmx-invalid', { detail: (error as Error).message }, { file });
  }
}

function readJsonMessage(json: unknown, file: string): Message {
  const top = typeof json === 'object' && json !== null ? (json as { readonly [name: string]: unknown }) : {};
  const data =
    typeof top['data'] === 'object' && top['data'] !== null
      ? (top['data'] as { readonly [name: string]: unknown })
      : {};
  if ('$defs' in top || 'definitions' in top)
    throw new Problem('sdmx-unrecognised', { format: 'a JSON Schema' }, { file });
  if ('metadataSets' in data)
    throw new Problem(
      'sdmx-feature-unread',
      { feature: 'the reference metadata message (metadataSets)' },
      { file },
    );
  if ('dataSets' in top || 'dataSets' in data) return readJsonData(json, file);
  const hasList = Object.values(data).some((value) => Array.isArray(value));
  if (hasList) return whole(readJsonStructure(json, file), file);
  if (Array.isArray(top['errors'])) return readJsonData({ ...top, data: {} }, file);
  throw new Problem('sdmx-unrecognised', { format: 'JSON without data sets or structures' }, { file });
}

const unread: { readonly [root: string]: string } = {
  CompactData: 'CompactData of SDMX-ML 2.0',
  UtilityData: 'UtilityData of SDMX-ML 2.0',
  CrossSectionalData: 'CrossSectionalData of SDMX-ML 2.0',
  MessageGroup: 'MessageGroup of SDMX-ML 2.0',
  GenericMetadata: 'the reference metadata message (GenericMetadata)',
  StructureSpecificMetadata: 'the reference metadata message (StructureSpecificMetadata)',
  MetadataSet: 'the reference metadata message (MetadataSet)',
  RegistryInterface: 'the registry message (RegistryInterface)',
};

function readXmlMessage(root: XmlElement, file: string): Message {
  const feature =
    unread[root.name] ?? (root.name.endsWith('Query') ? `the query message (${root.name})` : undefined);
  if (feature) throw new Problem('sdmx-feature-unread', { feature }, { file });
  if (!isSdmx(root))
    throw new Problem(
      'sdmx-unrecognised',
      { format: root.name === 'schema' ? 'an XML Schema' : `XML that begins with ${root.name}` },
      { file },
    );
  if ([...root.attributes.values()].some((value) => /schemas\/v2_0\//.test(value)))
    throw new Problem('sdmx-feature-unread', { feature: `${root.name} of SDMX-ML 2.0` }, { file });
  if (root.name === 'Structure') return whole(readXmlStructure(root), file);
  if (root.name === 'Error') return { kind: 'data', notices: noticesOf(root), dataSets: [] };
  return readXmlData(root, file);
}

function isSdmx({ name, attributes }: XmlElement): boolean {
  const known = /^(Structure|Error|(Generic|StructureSpecific)(TimeSeries)?Data)$/.test(name);
  return known && [...attributes.values()].some((value) => /sdmx\.org\/resources\/sdmxml/i.test(value));
}

/** A message of which nothing can be read is refused by the names of what it holds. */
function whole(message: StructureMessage, file: string): StructureMessage {
  const { dataflows, structures, codelists, conceptSchemes, constraints } = message;
  const read = [dataflows, structures, codelists, conceptSchemes, constraints].some(
    (list) => list.length > 0,
  );
  if (!read && message.unread.length > 0)
    throw new Problem('sdmx-feature-unread', { feature: message.unread.join(', ') }, { file });
  return message;
}
