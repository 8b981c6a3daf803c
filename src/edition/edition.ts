/** Draws an edition: follows the links from its front, asks the program itself for each page, and writes files. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Problem } from '../core/problem.ts';
import type { Language } from '../core/text.ts';
import { knownChecklists, knownLaws } from '../law/store/answers.ts';
import type { Record } from '../platform/record.ts';
import { stylesheet } from '../platform/style.ts';
import { PageContext, render } from '../platform/ui.tsx';
import { recommendationsTo } from '../recommendations/store.ts';
import { webApp } from '../web/app.tsx';
import {
  type Address,
  belongs,
  type Edition,
  Files,
  type Holdings,
  isDocument,
  linkOf,
  relativeTo,
} from './model.ts';
import { type PageText, rewrite } from './rewrite.ts';
import { searchScript } from './script.ts';
import { searchIndex } from './search-index.ts';
import { contentsPage, frontPage, type Listed, recommendationsByState, searchPage, Stamp } from './views.tsx';

/** How far it is: files written, addresses known that are not written yet. */
export interface EditionProgress {
  readonly files: number;
  readonly bytes: number;
  readonly waiting: number;
}

export interface Written {
  readonly files: number;
  readonly bytes: number;
}

interface Order {
  readonly record: Record;
  readonly edition: Edition;
  /** A new folder, or an empty one. */
  readonly out: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EditionProgress) => void;
}

/**
 * Writes the edition into a folder of another name beside the one wanted, and gives it its name when all is there.
 * The same record and edition give the same bytes.
 * @throws Problem `folder-not-empty`, `file-not-writable`, `edition-record-changed`; the reason of the signal
 */
export async function writeEdition(order: Order): Promise<Written> {
  const out = resolve(order.out);
  if (existsSync(out) && readdirSync(out).length > 0) throw new Problem('folder-not-empty', { folder: out });
  let folder: string | undefined;
  try {
    mkdirSync(dirname(out), { recursive: true });
    folder = mkdtempSync(join(dirname(out), `.${basename(out)}-`));
    const written = await draw(order, folder);
    if (order.record.head().hash !== order.edition.head) throw new Problem('edition-record-changed');
    // Temporary folders are their owner's alone; an edition is there to be handed on.
    chmodSync(folder, 0o755);
    if (existsSync(out)) rmdirSync(out);
    renameSync(folder, out);
    return written;
  } catch (error) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (/^E(?:ACCES|PERM|NOSPC|ROFS|NOTDIR|DQUOT)$/.test(String(code)))
      throw new Problem('file-not-writable', { file: out, detail: message });
    throw error;
  }
}

const searchAddress = '/search' as Address;
const contents = '/contents' as Address;

async function draw({ record, edition, signal, onProgress }: Order, folder: string): Promise<Written> {
  const holdings = holdingsOf(record, edition);
  const app = webApp({ record, now: () => new Date(`${edition.day}T00:00:00Z`), operatorKey: '' });
  const checklists = new Set(record.read(knownChecklists).map(({ id }) => `/law/${id}`));
  const files = new Files(edition);
  const done = { files: 0, bytes: 0 };
  const write = (file: string, content: string | Uint8Array) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    done.files += 1;
    done.bytes += typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  };

  write('style.css', stylesheet.text);
  const script = files.of(searchAddress, edition.languages[0]).replace('index.html', 'search.js');
  write(script, await searchScript());

  const known = new Map(edition.languages.map((language) => [language, new Set<Address>()]));
  const queue: { readonly address: Address; readonly language: Language }[] = [];
  const wanted = (address: Address, language: Language) => {
    if (known.get(language)?.has(address)) return;
    known.get(language)?.add(address);
    queue.push({ address, language });
  };
  const drawn = new Map(
    edition.languages.map((language) => [language, [] as (Listed & { text: PageText })[]]),
  );

  const writePage = (html: string, address: Address, language: Language): PageText => {
    const file = files.of(address, language);
    const page = pageOf(edition, address, language);
    const permalink = (path: string) => edition.address && `${edition.address}${path}`;
    const { html: rewritten, text } = rewrite(html, {
      language,
      stylesheet: relativeTo(file, 'style.css'),
      absent: page.t('edition.absent'),
      stamp: String(Stamp({ page, edition, permalink: permalink(`${address}`) })),
      outside: permalink,
      inside: (href) => {
        const link = linkOf(href);
        const to = edition.languages.find((each) => each === (link.language ?? language));
        if (!to || !belongs(link.address, holdings)) return undefined;
        wanted(link.address, to);
        return relativeTo(file, files.of(link.address, to));
      },
    });
    write(file, rewritten);
    return text;
  };

  /** The page in the edition's own form, or as the program draws it for somebody who is not signed in. */
  const pageAt = async (address: Address, language: Language): Promise<string> => {
    const page = pageOf(edition, address, language);
    if (address === '/') return render(frontPage(page, edition));
    if (address === '/recommendations') return render(recommendationsByState(page, edition));
    const whole = address === '/compare' || checklists.has(address);
    const asked = new URL(address, 'http://localhost');
    asked.searchParams.set('lang', language);
    if (whole) asked.searchParams.set('states', edition.states.map(({ iso3 }) => iso3).join(','));
    return (await app.request(asked)).text();
  };

  for (const language of edition.languages) wanted('/' as Address, language);
  for (let next = queue.shift(); next; next = queue.shift()) {
    // Otherwise nothing else would be heard, the wish to stop included.
    await setImmediate();
    signal?.throwIfAborted();
    const { address, language } = next;
    if (address === searchAddress || address === contents) continue;
    if (isDocument(address)) {
      const asked = new URL(address, 'http://localhost');
      asked.searchParams.set('lang', language);
      write(files.of(address, language), new Uint8Array(await (await app.request(asked)).arrayBuffer()));
    } else {
      const text = writePage(await pageAt(address, language), address, language);
      drawn.get(language)?.push({ address, title: text.title, text });
    }
    onProgress?.({ ...done, waiting: queue.length });
  }

  for (const [language, pages] of drawn) {
    const listed = pages.toSorted((a, b) => (a.address < b.address ? -1 : 1));
    writePage(render(contentsPage(pageOf(edition, contents, language), edition, listed)), contents, language);
    const file = files.of(searchAddress, language);
    const index = searchIndex(
      listed
        .filter(({ address }) => !address.includes('?'))
        .map(({ address, text }) => ({ address: relativeTo(file, files.of(address, language)), text })),
      language,
    );
    write(file.replace('index.html', 'index.js'), `var plumblineIndex=${JSON.stringify(index)};\n`);
    const scripts = ['index.js', relativeTo(file, script)];
    writePage(render(searchPage(pageOf(edition, searchAddress, language), scripts)), searchAddress, language);
  }
  return done;
}

function holdingsOf(record: Record, { states, documents }: Edition): Holdings {
  const codes = new Set<string>(states.map(({ iso3 }) => iso3));
  return record.read((tx) => ({
    states: codes,
    documents,
    recommendations: new Set(states.flatMap(({ iso3 }) => recommendationsTo(tx, iso3).map(String))),
    laws: new Set([...knownLaws(tx).values()].filter(({ state }) => codes.has(state)).map(({ id }) => id)),
  }));
}

function pageOf({ day }: Edition, address: Address, language: Language): PageContext {
  const url = new URL(address, 'http://localhost');
  url.searchParams.set('lang', language);
  return new PageContext({ url, today: day });
}
