/** The stylesheet of all pages, at an address that changes when it does, so that browsers may keep it for good. */
import { createHash } from 'node:crypto';
import devices from './style/devices.css?raw';
import fields from './style/fields.css?raw';
import maps from './style/maps.css?raw';
import page from './style/page.css?raw';
import record from './style/record.css?raw';
import signs from './style/signs.css?raw';
import tables from './style/tables.css?raw';

const path = '/style.css';

/** What windows, contrast and paper ask for comes last: it changes what stands before. */
const text = [page, fields, record, signs, tables, maps, devices].join('\n');

export const stylesheet = {
  path,
  href: `${path}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`,
  text,
} as const;
