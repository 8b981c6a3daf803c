/** A page as the server draws it becomes a page of the edition: links to files, no forms, its stamp, its words. */
import { DomUtils, ElementType, parseDocument } from 'htmlparser2';
import type { Language } from '../core/text.ts';
import { stylesheet } from '../platform/style.ts';
import { linkOf } from './model.ts';

/** Where the links of one page lead. */
export interface Place {
  readonly language: Language;
  /** The relative address of a page or document of the edition; undefined where it has none. */
  readonly inside: (href: string) => string | undefined;
  /** The address of the page in the installation; undefined where that cannot be reached. */
  readonly outside: (href: string) => string | undefined;
  readonly stylesheet: string;
  /** HTML of the paragraph that tells what this copy is. */
  readonly stamp: string;
  /** The words for what is not in the edition. */
  readonly absent: string;
}

/** What a search can find of a page. */
export interface PageText {
  readonly title: string;
  /** Its text in pieces of one language each; of tables, lists of sources and navigation nothing. */
  readonly runs: readonly TextRun[];
}

export interface TextRun {
  readonly text: string;
  readonly language: string;
}

export interface Rewritten {
  readonly html: string;
  readonly text: PageText;
}

type Nodes = ReturnType<typeof parseDocument>['children'];
type Element = ReturnType<typeof DomUtils.findAll>[number];

/**
 * No page may do more than show itself and lead on; the search page alone has scripts. "file:" stands beside 'self'
 * because a page that was opened from a folder has not in every browser an origin.
 */
const policy =
  "default-src 'none'; style-src 'self' file:; img-src data:; form-action 'self' file:; base-uri 'none'";
const scriptPolicy = `${policy}; script-src 'self' file:`;

export function rewrite(html: string, place: Place): Rewritten {
  const document = parseDocument(html, {
    lowerCaseTags: false,
    lowerCaseAttributeNames: false,
    recognizeSelfClosing: true,
  });
  let elements = DomUtils.findAll(() => true, document.children);
  const all = (test: (element: Element) => boolean) => elements.filter(test);

  for (const link of all(named('link')))
    if (link.attribs['href'] === stylesheet.href) link.attribs['href'] = place.stylesheet;
  // Scripts of the server's pages work on what only a server has; those of the search stand beside it.
  const scripts = all(named('script'));
  const ofServer = scripts.filter(({ attribs }) => attribs['src']?.startsWith('/'));
  for (const script of ofServer) DomUtils.removeElement(script);
  const allowed = scripts.length > ofServer.length ? scriptPolicy : policy;
  for (const head of all(named('head')))
    insert(head, `<meta http-equiv="Content-Security-Policy" content="${allowed}"/>`, 'first');

  // What only a server can do, and who entered what: a stick goes through many hands.
  for (const element of all((each) => ['online', 'entered-by', 'as-of'].some((name) => hasClass(each, name))))
    DomUtils.removeElement(element);
  for (const form of all(named('form'))) rewriteForm(form, place);
  for (const details of all(named('details')))
    if (details.children.every((child) => !isElement(child) || child.name === 'summary'))
      DomUtils.removeElement(details);

  // Links in what was taken away lead to nothing that belongs.
  elements = DomUtils.findAll(() => true, document.children);
  for (const link of all(named('a'))) rewriteLink(link, place);
  for (const list of all((each) => hasClass(each, 'downloads') || hasClass(each, 'languages')))
    withoutAbsent(list, place);
  for (const footer of all(named('footer'))) insert(footer, place.stamp, 'last');

  const text = textOf(all(named('main'))[0]?.children ?? [], place.language);
  return { html: DomUtils.getOuterHTML(document, { encodeEntities: 'utf8' }), text };
}

/** The one form that works without a server is the search of the whole: it leads to the search page. */
function rewriteForm(form: Element, { inside }: Place): void {
  const action = form.attribs['action'] === '/search' ? inside('/search') : undefined;
  if (action === undefined) {
    DomUtils.removeElement(form);
    return;
  }
  form.attribs['action'] = action;
  for (const hidden of DomUtils.findAll((each) => each.attribs['type'] === 'hidden', form.children))
    DomUtils.removeElement(hidden);
}

function rewriteLink(link: Element, { inside, outside, absent }: Place): void {
  const href = link.attribs['href'] ?? '';
  if (!href.startsWith('/')) return;
  const file = inside(href);
  if (file !== undefined) {
    link.attribs['href'] = `${file}${linkOf(href).fragment}`;
    return;
  }
  const inDrawing = DomUtils.getParent(link) && within(link, 'svg');
  const address = outside(href);
  delete link.attribs['download'];
  link.attribs['class'] = [link.attribs['class'], 'elsewhere'].filter(Boolean).join(' ');
  if (address !== undefined) {
    link.attribs['href'] = address;
    link.attribs['rel'] = 'noreferrer';
  } else {
    delete link.attribs['href'];
    delete link.attribs['hreflang'];
    link.name = inDrawing ? 'g' : 'span';
  }
  if (!inDrawing) link.attribs['title'] = absent;
}

/** A list of files or languages shows those that there are; where none is left, it goes or says so. */
function withoutAbsent(list: Element, { absent }: Place): void {
  for (const item of DomUtils.findAll(named('li'), list.children))
    if (DomUtils.findAll((each) => hasClass(each, 'elsewhere'), item.children).length > 0)
      DomUtils.removeElement(item);
  const left = DomUtils.findAll(named('li'), list.children).length;
  if (hasClass(list, 'languages') ? left > 1 : left > 0) return;
  if (hasClass(list, 'downloads')) {
    const [note] = parseDocument(`<p class="quiet"></p>`).children;
    if (note && isElement(note)) {
      insert(note, absent, 'last');
      DomUtils.replaceElement(list, note);
    }
  } else DomUtils.removeElement(list);
}

const silent = new Set(['table', 'svg', 'nav', 'form', 'h1', 'script', 'noscript']);
/** Marks and lists of sources would be found for every word of their titles. */
const silentClasses = ['source-mark', 'source-list', 'unverified'];

function textOf(main: Nodes, language: string): PageText {
  const title = DomUtils.findAll(named('h1'), main).map((each) => plain(DomUtils.textContent(each)))[0] ?? '';
  const runs: { text: string; language: string }[] = [];
  const walk = (nodes: Nodes, at: string) => {
    for (const node of nodes) {
      if (node.type === ElementType.Text) {
        const last = runs.at(-1);
        if (last?.language === at) last.text += node.data;
        else runs.push({ text: node.data, language: at });
      } else if (
        isElement(node) &&
        !silent.has(node.name) &&
        !silentClasses.some((name) => hasClass(node, name))
      ) {
        walk(node.children, node.attribs['lang'] ?? at);
        const last = runs.at(-1);
        if (last && !/^(?:a|b|bdi|code|em|mark|small|span|strong|sup|time)$/.test(node.name))
          last.text += ' ';
      }
    }
  };
  walk(main, language);
  return {
    title,
    runs: runs.map((run) => ({ ...run, text: plain(run.text) })).filter(({ text }) => text !== ''),
  };
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function isElement(node: object): node is Element {
  return 'attribs' in node;
}

function named(name: string): (element: Element) => boolean {
  return (element) => element.name === name;
}

function hasClass(element: Element, name: string): boolean {
  return element.attribs['class']?.split(' ').includes(name) ?? false;
}

function within(element: Element, name: string): boolean {
  for (let at = element.parent; at; at = at.parent) if (isElement(at) && at.name === name) return true;
  return false;
}

function insert(into: Element, html: string, where: 'first' | 'last'): void {
  for (const node of parseDocument(html).children) {
    if (where === 'first') DomUtils.prependChild(into, node);
    else DomUtils.appendChild(into, node);
  }
}
