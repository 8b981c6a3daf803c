/** How one page is read: its language, its day, its address, and the sources it has cited so far. */
import type { Child } from 'hono/jsx';
import { type Day, formatDate, type PartialDate, parseDay } from '../../core/date.ts';
import { type Language, type LocalText, parseLanguage } from '../../core/text.ts';
import {
  type Message,
  type MessageKey,
  type MessageValues,
  preferredLanguage,
  type Translate,
  translator,
} from '../messages.ts';
import { anyReader, type Visitor } from '../rights.ts';
import { Sources } from './sources.tsx';

export interface PageRequest {
  /** The address asked for. `lang` and `asOf` in its query choose the language and the day. */
  readonly url: URL;
  /** The header Accept-Language, read when the address names no language. */
  readonly acceptLanguage?: string;
  readonly today: Day;
  /** Who looks at it; somebody who may only read where nothing else is said. */
  readonly visitor?: Visitor;
}

export type QueryChanges = { readonly [name: string]: string | undefined };

/** What a link carries along, so that the reader keeps the language and the day. */
const kept = ['lang', 'asOf'];

/** Every component takes it as `page`. One object for each answer: it counts sources as they appear. */
export class PageContext {
  readonly t: Translate;
  readonly language: Language;
  readonly today: Day;
  /** The day for which the page is read; today unless the address names another. */
  readonly asOf: Day;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly visitor: Visitor;
  readonly sources = new Sources();
  #untranslated = 0;
  #ids = 0;

  /** @throws Problem `language-unknown`, `date-invalid` */
  constructor({ url, acceptLanguage = '', today, visitor = anyReader }: PageRequest) {
    const language = url.searchParams.get('lang');
    this.language = language ? parseLanguage(language) : preferredLanguage(acceptLanguage);
    this.t = translator(this.language);
    const asOf = url.searchParams.get('asOf');
    this.today = today;
    this.asOf = asOf ? parseDay(asOf) : today;
    this.path = url.pathname;
    this.query = url.searchParams;
    this.visitor = visitor;
  }

  /**
   * A message as content of the page: English where it is not translated, and then visibly marked.
   * In attributes, `<option>` and `<title>`, where no mark can stand, use `t`.
   */
  text(key: MessageKey, values?: MessageValues): Child {
    return this.#marked(this.t.message(key, values));
  }

  /** A text of the record in the language of the page, or its English, marked. */
  local(text: LocalText): Child {
    const own = text[this.language];
    return this.#marked(
      own === undefined ? { text: text.en, language: 'en' } : { text: own, language: this.language },
    );
  }

  #marked(message: Message): Child {
    if (message.language === this.language) return message.text;
    this.#untranslated += 1;
    return (
      <span class="untranslated" lang={message.language} dir="ltr" title={this.t('language.untranslated')}>
        {message.text}
        <small aria-hidden="true">EN</small>
      </span>
    );
  }

  /** How many texts were shown in English so far because they are not translated. */
  get untranslated(): number {
    return this.#untranslated;
  }

  date(date: PartialDate): string {
    return formatDate(date, this.language);
  }

  /** The address of another page, keeping the language and the day. */
  href(path: string, query: QueryChanges = {}): string {
    const url = new URL(path, 'http://localhost');
    for (const name of kept) {
      const value = this.query.get(name);
      if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
    }
    return address(url, query);
  }

  /** The address of this page with its query changed; `undefined` takes a parameter away. */
  here(query: QueryChanges): string {
    const url = new URL(this.path, 'http://localhost');
    url.search = this.query.toString();
    return address(url, query);
  }

  /** An id that no other element of this page has. */
  newId(kind: string): string {
    this.#ids += 1;
    return `${kind}-${this.#ids}`;
  }
}

function address(url: URL, query: QueryChanges): string {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return `${url.pathname}${url.search}${url.hash}`;
}

/** What every component takes. */
export interface OnPage {
  readonly page: PageContext;
}
