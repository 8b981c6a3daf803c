/** The script of an edition's search page: finds what the address asks for in the index that stands beside it. */
import { findPages, type SearchIndex } from './search-index.ts';

declare const plumblineIndex: SearchIndex;

/** So many are shown; whoever sees more gives another word. */
const most = 200;

const query = new URLSearchParams(location.search).get('q')?.trim() ?? '';
const results = document.getElementById('results');
for (const field of document.querySelectorAll<HTMLInputElement>('input[name=q]')) field.value = query;
if (results && query !== '') {
  const found = findPages(plumblineIndex, query);
  const count = document.createElement('p');
  count.setAttribute('role', 'status');
  count.textContent =
    found.length === 0
      ? (results.dataset['none'] ?? '')
      : `${results.dataset['found'] ?? ''} ${found.length > most ? `${most} / ` : ''}${found.length}`;
  const list = document.createElement('ol');
  for (const place of found.slice(0, most)) {
    const [address, title, beginning] = plumblineIndex.pages[place] ?? ['', '', ''];
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = address;
    link.textContent = title;
    const text = document.createElement('p');
    text.className = 'quiet';
    text.dir = 'auto';
    text.textContent = beginning;
    item.append(link, text);
    list.append(item);
  }
  results.replaceChildren(count, list);
}
