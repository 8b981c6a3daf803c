import { expect, test } from 'vitest';
import type { Problem } from '../../core/problem.ts';
import { readHtmlTables } from './html.ts';
import { caps } from './table.ts';

const file = 'page.html';
const read = (text: string) => readHtmlTables(new TextEncoder().encode(text), { file });
const grids = (text: string) =>
  read(text).map(({ header, rows }) => [header].concat(rows.map(({ cells }) => cells)));

test.each<[string, string, string[][][]]>([
  [
    'a plain table',
    '<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
    [
      [
        ['A', 'B'],
        ['1', '2'],
      ],
    ],
  ],
  [
    'end tags left out',
    '<table><tr><th>A<th>B<tr><td>1<td>2</table>',
    [
      [
        ['A', 'B'],
        ['1', '2'],
      ],
    ],
  ],
  [
    'entities and nested tags',
    '<table><tr><td>C&ocirc;te&nbsp;d&#8217;<b>Iv<i>oire</i></b><td>&lt;a&gt;</table>',
    [[['Côte d’Ivoire', '<a>']]],
  ],
  [
    'parted words',
    '<table><tr><td>Austria<sup>1</sup><td>one<br>two<p>three</p>four</table>',
    [[['Austria 1', 'one two three four']]],
  ],
  [
    'scripts and styles',
    '<table><tr><td>a<script>var x = "<td>no</td>";</script><style>td { }</style>b<td>c</table>',
    [[['ab', 'c']]],
  ],
  [
    'short lines',
    '<table><tr><td>A<td>B<tr><td>1</table>',
    [
      [
        ['A', 'B'],
        ['1', ''],
      ],
    ],
  ],
  [
    'lines longer than the header',
    '<table><tr><td>A<tr><td>1<td>2</table>',
    [
      [
        ['A', ''],
        ['1', '2'],
      ],
    ],
  ],
  [
    'a cell over two columns',
    '<table><tr><td>A<td>B<td>C<tr><td colspan=2>1<td>2</table>',
    [
      [
        ['A', 'B', 'C'],
        ['1', '', '2'],
      ],
    ],
  ],
  [
    'a cell over three rows',
    '<table><tr><td>A<td>B<tr><td rowspan=3>x<td>1<tr><td>2<tr><td>3<tr><td>y<td>4</table>',
    [
      [
        ['A', 'B'],
        ['x', '1'],
        ['x', '2'],
        ['x', '3'],
        ['y', '4'],
      ],
    ],
  ],
  [
    'a cell over two rows beyond a short line',
    '<table><tr><td>A<td>B<td>C<tr><td>1<td>2<td rowspan=2>x<tr><td>3<tr><td>4<td>5<td>6</table>',
    [
      [
        ['A', 'B', 'C'],
        ['1', '2', 'x'],
        ['3', '', 'x'],
        ['4', '5', '6'],
      ],
    ],
  ],
  [
    'a table in a table',
    '<table><tr><td>outer<table><tr><td>inner</table>text<td>B</table><table><tr><td>next</table>',
    [[['outertext', 'B']], [['inner']], [['next']]],
  ],
  ['no table', '<p>text', []],
  ['a table without content', '<table><tr><td> </table>', []],
])('reads %s', (_, text, expected) => {
  expect(grids(text)).toEqual(expected);
});

test('numbers lines as they stand on the page', () => {
  const [table] = read('<table><tr><th>A<tr><td>1<tr><td><tr><td>3</table>');
  expect(table?.rows.map(({ row }) => row)).toEqual([2, 4]);
});

test('reads the encoding that the page names', () => {
  const page = '<meta charset="iso-8859-2"><table><tr><td>Slova\xe8ki \xb9</table>';
  const [table] = readHtmlTables(Buffer.from(page, 'latin1'), { file });
  expect(table?.header).toEqual(['Slovački š']);
});

test.each([
  ['elements too deep', `<table><tr><td>${'<b>'.repeat(caps.depth)}`, 'table-too-deep'],
  ['too many columns', `<table><tr>${'<td colspan=1000>x'.repeat(3)}</table>`, 'table-too-many-columns'],
  ['a long cell', `<table><tr><td>${'x'.repeat(caps.cellLength + 1)}</table>`, 'table-cell-too-long'],
  [
    'more cells than a table may have',
    `<table><tr><td colspan=1000>x</tr>${'<tr><td>x</tr>'.repeat(caps.cells / 1000)}</table>`,
    'table-too-many-cells',
  ],
  [
    'more cells than a page may have',
    `<table>${'<tr><td colspan=1000>x'.repeat(caps.cells / 2000)}<tr><td>x</table>`.repeat(2),
    'table-too-many-cells',
  ],
  [
    'blank cells without end',
    `<table>${`<tr><td colspan=1000 rowspan=1000>${'<tr>'.repeat(999)}`.repeat(caps.cells / 1_000_000 + 1)}`,
    'table-too-many-cells',
  ],
  ['too many tables', '<table></table>'.repeat(caps.tables + 1), 'page-too-many-tables'],
  ['a large page', ' '.repeat(caps.markupBytes + 1), 'table-file-too-large'],
  ['nothing', '', 'table-empty'],
])('refuses %s', (_, text, code) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }) as Problem);
});
