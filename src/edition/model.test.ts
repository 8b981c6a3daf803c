import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Address, belongs, Files, type Holdings, linkOf, relativeTo } from './model.ts';

const holdings: Holdings = {
  states: new Set(['KHM', 'THA']),
  recommendations: new Set(['7']),
  laws: new Set(['KHM-2009']),
  documents: 'left out',
};

describe('what belongs to an edition', () => {
  test.each([
    '/',
    '/states',
    '/states/KHM',
    '/states/THA/law',
    '/instruments/OPSC',
    '/compare',
    '/calendar?state=KHM',
    '/recommendations?state=KHM&page=12',
    '/recommendations?state=KHM&relevance=core',
    '/recommendations/7',
    '/law/sec-law',
    '/law/sec-law/2a',
    '/law/laws/KHM-2009',
    '/indicators/16.2.3',
    '/indicators/16.2.3?state=THA',
    '/bodies/Special%20Rapporteur',
    '/sources/12',
  ])('%s does', (href) => {
    expect(belongs(linkOf(href).address, holdings)).toBe(true);
  });

  test.each([
    '/states/VNM',
    '/states/KHM?asOf=2015-01-01',
    '/states/KHM/demands/links',
    '/states/KHM/law/what-if',
    '/states/KHM/overview.pdf',
    '/recommendations/8',
    '/recommendations?state=VNM',
    '/recommendations?page=2',
    '/recommendations?state=KHM&words=x',
    '/recommendations?state=KHM&state=VNM',
    '/law/laws/VNM-2009',
    '/law/laws.csv',
    '/law/rounds/1',
    '/law/sec-law/agreement',
    '/indicators/16.2.3/figures.csv',
    '/checklists/sec-law.csv',
    '/sign-in',
    '/account',
    '/coding/key',
    '/api/v1/openapi.json',
    '/changes',
  ])('%s does not', (href) => {
    expect(belongs(linkOf(href).address, holdings)).toBe(false);
  });

  test('overviews do where they were asked for', () => {
    const all: Holdings = { ...holdings, documents: 'included' };
    const asked = ['/states/KHM/overview.pdf', '/states/VNM/overview.pdf', '/states/KHM/overview.json'];
    expect(asked.map((href) => belongs(linkOf(href).address, all))).toEqual([true, false, false]);
  });
});

describe('the files of an edition', () => {
  test('mirror the addresses', () => {
    const files = new Files({ languages: ['en', 'fr'] });
    expect(files.of('/' as Address, 'en')).toBe('index.html');
    expect(files.of('/states/KHM' as Address, 'en')).toBe('states/KHM/index.html');
    expect(files.of('/states/KHM' as Address, 'fr')).toBe('fr/states/KHM/index.html');
    expect(files.of('/states/KHM/overview.pdf' as Address, 'en')).toBe('states/KHM/overview.pdf');
    expect(files.of(linkOf('/recommendations?state=KHM&page=2&lang=fr').address, 'en')).toBe(
      'recommendations/~page=2~state=KHM/index.html',
    );
    expect(relativeTo('states/KHM/index.html', 'style.css')).toBe('../../style.css');
  });

  test('have names that every file system takes, each page its own', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 130 }),
      fc.constantFrom('..', 'CON', 'nul.x', 'a.', 'A.', 'é'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(part, part), { selector: String }), (names) => {
        const files = new Files({ languages: ['en'] });
        const addresses = new Set(
          names.map(
            ([name, value]) =>
              linkOf(`/bodies/${encodeURIComponent(name)}?x=${encodeURIComponent(value)}`).address,
          ),
        );
        const made = [...addresses].map((address) => files.of(address, 'en'));
        expect(new Set(made.map((file) => file.toLowerCase())).size).toBe(addresses.size);
        for (const name of made.flatMap((file) => file.split('/'))) {
          expect(name).toMatch(/^[A-Za-z0-9_=~-](?:[A-Za-z0-9._=~-]*[A-Za-z0-9_=~-])?$/);
          expect(name).not.toMatch(/^(?:con|prn|aux|nul)(?:\.|$)/i);
          expect(name.length).toBeLessThanOrEqual(110);
        }
      }),
    );
  });
});
