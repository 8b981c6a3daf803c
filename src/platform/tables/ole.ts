/** OLE2 compound files ([MS-CFB]), the container of old Office files: the streams in them, by name. */
import { Problem } from '../../core/problem.ts';
import type { Named } from './table.ts';

export interface Ole {
  has(name: string): boolean;
  /** The bytes of a stream. @throws Problem `archive-damaged` also where there is none of the name */
  stream(name: string): Uint8Array;
}

const magic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/** Whether these are the first bytes of a compound file. */
export function isOle(bytes: Uint8Array): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

interface Entry {
  readonly start: number;
  readonly size: number;
}

const headerLength = 512;
const entryLength = 128;
const inHeader = 109;

/**
 * Opens a compound file. Only the chains of what is asked for are followed, so that a file whose other streams
 * are damaged (as programs leave them) can still be read. A chain that comes back to itself is refused.
 * @throws Problem `archive-damaged`
 */
export function openOle(bytes: Uint8Array, { file }: Named): Ole {
  const damaged = (detail: string) => new Problem('archive-damaged', { detail }, { file });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isOle(bytes) || bytes.length < headerLength) throw damaged('it does not begin as an OLE2 file does');
  const shift = view.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw damaged('its sectors are of no known size');
  const sectorSize = 1 << shift;
  const sectors = Math.ceil((bytes.length - headerLength) / sectorSize);
  const sector = (number: number) => {
    if (number >= sectors) throw damaged(`there is no sector ${number}`);
    // The header takes the place of one sector, also where sectors are larger than it.
    return bytes.subarray((number + 1) * sectorSize, (number + 2) * sectorSize);
  };
  const word = (part: Uint8Array, index: number) => {
    const at = index * 4;
    if (at + 4 > part.length) throw damaged('a table of sectors is cut short');
    return new DataView(part.buffer, part.byteOffset).getUint32(at, true);
  };
  const perSector = sectorSize / 4;

  const tables = [...tablesOfSectors()];
  function* tablesOfSectors(): Generator<number> {
    for (let at = 0; at < inHeader; at += 1) {
      const number = view.getUint32(76 + at * 4, true);
      if (number < sectors) yield number;
    }
    let next = view.getUint32(68, true);
    for (let count = 0; next < sectors; count += 1) {
      if (count > sectors) throw damaged('its list of sectors runs in a circle');
      const part = sector(next);
      for (let at = 0; at < perSector - 1; at += 1) {
        const number = word(part, at);
        if (number < sectors) yield number;
      }
      next = word(part, perSector - 1);
    }
  }
  const following = (number: number) => {
    const table = tables[Math.floor(number / perSector)];
    if (table === undefined) throw damaged(`nothing follows sector ${number}`);
    return word(sector(table), number % perSector);
  };

  /** So many bytes from a sector on; all of the chain when no size is given, as for the directory. */
  function chain(start: number, size?: number): Uint8Array {
    const parts: Uint8Array[] = [];
    const seen = new Set<number>();
    const most = size === undefined ? Infinity : Math.ceil(size / sectorSize);
    for (let number = start; parts.length < most; number = following(number)) {
      if (size === undefined && number >= sectors) break;
      if (seen.has(number)) throw damaged('a chain of sectors runs in a circle');
      seen.add(number);
      parts.push(sector(number));
    }
    return cut(Buffer.concat(parts), size);
  }
  function cut(whole: Uint8Array, size = whole.length): Uint8Array {
    if (whole.length < size) throw damaged('a stream is cut short');
    return whole.subarray(0, size);
  }

  const entries = new Map<string, Entry>();
  let root: Entry | undefined;
  const directory = chain(view.getUint32(48, true));
  for (let at = 0; at + entryLength <= directory.length; at += entryLength) {
    const entry = new DataView(directory.buffer, directory.byteOffset + at, entryLength);
    const length = entry.getUint16(64, true);
    const type = entry.getUint8(66);
    if (length < 2 || length > 64 || (type !== 2 && type !== 5)) continue;
    const name = new TextDecoder('utf-16le').decode(directory.subarray(at, at + length - 2));
    const found = { start: entry.getUint32(116, true), size: entry.getUint32(120, true) };
    if (type === 5) root ??= found;
    else if (!entries.has(name)) entries.set(name, found);
  }

  /** Short streams stand in sectors of 64 bytes inside one long stream. */
  function short({ start, size }: Entry): Uint8Array {
    if (!root) throw damaged('it has no root');
    const pieces = chain(root.start, root.size);
    const table = chain(view.getUint32(60, true));
    const parts: Uint8Array[] = [];
    for (let number = start; parts.length < Math.ceil(size / 64); number = word(table, number))
      parts.push(pieces.subarray(number * 64, (number + 1) * 64));
    return cut(Buffer.concat(parts), size);
  }

  return {
    has: (name) => entries.has(name),
    stream(name) {
      const entry = entries.get(name);
      if (!entry) throw damaged(`no stream ${name}`);
      return entry.size < view.getUint32(56, true) ? short(entry) : chain(entry.start, entry.size);
    },
  };
}
