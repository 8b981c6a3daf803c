/** Feeds for the readers people have: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org). */
import { software } from './product.ts';
import { escapeXml } from './tables/xml.ts';

export interface Feed {
  readonly title: string;
  /** The same feed keeps its id for good. */
  readonly id: string;
  /** The absolute address of the feed; absent where that is a secret. */
  readonly self?: string;
  /** The absolute address of the page that it follows. */
  readonly page: string;
  readonly language: string;
  readonly items: readonly FeedItem[];
}

export interface FeedItem {
  /** The same item keeps its id for good. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly address: string;
  /** ISO 8601 time. */
  readonly at: string;
}

/** @param empty the time of a feed without items */
export function atomFeed({ title, id, self, page, language, items }: Feed, empty: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    `<title>${escapeXml(title)}</title><id>${escapeXml(id)}</id>`,
    `<updated>${items[0]?.at ?? empty}</updated>`,
    `${self === undefined ? '' : `<link rel="self" href="${escapeXml(self)}"/>`}<link href="${escapeXml(page)}"/>`,
    `<author><name>${software.name}</name></author>`,
    ...items.map(
      (item) =>
        `<entry><title>${escapeXml(item.title)}</title><id>${escapeXml(item.id)}</id><updated>${item.at}</updated>` +
        `<link href="${escapeXml(item.address)}"/><content type="text">${escapeXml(item.text)}</content></entry>`,
    ),
    '</feed>',
    '',
  ].join('\n');
}

export function jsonFeed({ title, self, page, language, items }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    ...(self === undefined ? {} : { feed_url: self }),
    language,
    items: items.map((item) => ({
      id: item.id,
      url: item.address,
      title: item.title,
      content_text: item.text,
      date_published: item.at,
    })),
  });
}
