/** HTML as tests read it: elements with their attributes and their text. */
import { DomUtils, parseDocument } from 'htmlparser2';

export interface HtmlElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  /** All text inside, with runs of white space as one space. */
  readonly text: string;
  /** The elements inside, in document order. */
  readonly inside: (wanted: Wanted) => HtmlElement[];
}

/** The name of an element, a class as ".name", or a test of one's own. */
export type Wanted = string | ((element: HtmlElement) => boolean);

/** The elements of a page, in document order. Both HTML and the SVG inside it are read as HTML. */
export function elements(html: string, wanted: Wanted): HtmlElement[] {
  return find(parseDocument(html).children, wanted);
}

type Nodes = ReturnType<typeof parseDocument>['children'];

function find(nodes: Nodes, wanted: Wanted): HtmlElement[] {
  return DomUtils.findAll(() => true, nodes)
    .map((node): HtmlElement => ({
      name: node.name,
      attributes: node.attribs,
      text: DomUtils.textContent(node).replace(/\s+/g, ' ').trim(),
      inside: (inner) => find(node.children, inner),
    }))
    .filter((element) => {
      if (typeof wanted === 'function') return wanted(element);
      if (wanted.startsWith('.')) return element.attributes['class']?.split(' ').includes(wanted.slice(1));
      return element.name === wanted;
    });
}
