/** XML from outside: no document types, hence no entities of the file's own; bounded depth and size. */
import { SaxesParser } from 'saxes';
import { Problem } from '../../core/problem.ts';
import type { Archive } from './archive.ts';
import { decodeText } from './encoding.ts';
import { caps, checkSize, type Named } from './table.ts';

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  /** By their full names (xml:lang). */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text inside, that of the children included, in the order of the document and with its white space. */
  readonly text: string;
}

/** What to do at the beginning and end of elements (named without prefix) and with text. */
export interface XmlEvents {
  open(name: string, attributes: { readonly [name: string]: string }): void;
  close(name: string): void;
  text(text: string): void;
}

export interface XmlReader {
  /** Takes the next piece of the document. @throws Problem `xml-doctype`, `xml-invalid`, `xml-token-too-long`, `table-too-deep` */
  write(text: string): void;
  /** @throws Problem `xml-invalid` when the document is not complete */
  end(): void;
}

/** A reader for a document that comes in pieces. */
export function createXmlReader(events: XmlEvents, { file }: Named): XmlReader {
  const parser = new SaxesParser();
  let depth = 0;
  /** How much was read since the last tag, text or comment ended: the parser holds all of it. */
  let pending = 0;
  parser.on('doctype', () => {
    throw new Problem('xml-doctype', {}, { file });
  });
  parser.on('error', (error) => {
    throw new Problem('xml-invalid', { detail: error.message }, { file });
  });
  parser.on('opentag', ({ name, attributes }) => {
    pending = 0;
    depth += 1;
    if (depth > caps.depth) throw new Problem('table-too-deep', { cap: caps.depth }, { file });
    events.open(withoutPrefix(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    pending = 0;
    depth -= 1;
    events.close(withoutPrefix(name));
  });
  const text = (content: string) => {
    pending = 0;
    events.text(content);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('comment', () => {
    pending = 0;
  });
  return {
    write(content) {
      for (let at = 0; at < content.length; at += pieceLength) {
        const piece = content.slice(at, at + pieceLength);
        parser.write(piece);
        pending += piece.length;
        if (pending > caps.tokenLength)
          throw new Problem('xml-token-too-long', { cap: caps.tokenLength }, { file });
      }
    },
    end: () => void parser.close(),
  };
}

const pieceLength = 65_536;

/** Reads an XML part of an archive. @throws Problem as the archive and the reader do */
export async function readXmlPart(
  archive: Archive,
  part: string,
  { file }: Named,
  events: Partial<XmlEvents>,
): Promise<void> {
  const nothing = { open: () => {}, close: () => {}, text: () => {} };
  const reader = createXmlReader({ ...nothing, ...events }, { file });
  for await (const text of archive.text(part)) reader.write(text);
  reader.end();
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const noAttributes: ReadonlyMap<string, string> = new Map();

/**
 * The root element of a document.
 * @throws Problem `xml-doctype`, `xml-invalid`, `xml-token-too-long`, `xml-too-large`, `table-too-deep`,
 *   `table-not-text`, `table-empty`, `table-file-too-large`
 */
export function readXml(bytes: Uint8Array, { file }: Named): XmlElement {
  checkSize(bytes.length, { file }, caps.markupBytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(start)?.[1];
  type Growing = {
    name: string;
    attributes: ReadonlyMap<string, string>;
    children: XmlElement[];
    text: string;
  };
  const open: Growing[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  const reader = createXmlReader(
    {
      open(name, attributes) {
        count += 1;
        if (count > caps.elements) throw new Problem('xml-too-large', { cap: caps.elements }, { file });
        const entries = Object.entries(attributes);
        const element = {
          name,
          attributes: entries.length > 0 ? new Map(entries) : noAttributes,
          children: [],
          text: '',
        };
        open.at(-1)?.children.push(element);
        root ??= element;
        open.push(element);
      },
      close() {
        const element = open.pop();
        const parent = open.at(-1);
        if (element && parent) parent.text += element.text;
      },
      text(text) {
        const element = open.at(-1);
        if (element) element.text += text;
      },
    },
    { file },
  );
  reader.write(decodeText(bytes, { file }, declared));
  reader.end();
  if (!root) throw new Problem('table-empty', {}, { file });
  return root;
}

/** Text for an XML document, safe between tags and in attributes; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\P{Cc}]|[\ufffe\uffff]/gu, '\ufffd');
}
