import { expect, test } from 'vitest';
import { readDocument } from './read.ts';

async function read(html: string) {
  const bytes = new TextEncoder().encode(
    `<!doctype html><html><head><title>No text</title></head><body>${html}</body></html>`,
  );
  return (await readDocument({ name: 'page.html', bytes })).lines.map(({ kind, number, text }) => [
    kind,
    number,
    text,
  ]);
}

test.each<[string, string, unknown]>([
  [
    'blocks',
    '<p>One <b>b</b>ig</p><div>Two<br>Three</div>',
    [
      ['text', undefined, 'One big'],
      ['text', undefined, 'Two'],
      ['text', undefined, 'Three'],
    ],
  ],
  [
    'headings',
    '<h2>Herons</h2><p>Stand</p>',
    [
      ['heading', undefined, 'Herons'],
      ['text', undefined, 'Stand'],
    ],
  ],
  [
    'numbers of lists',
    '<ol start="7"><li>Stand</li><li><p>Fly</p></li></ol>',
    [
      ['text', '7.', 'Stand'],
      ['text', '8.', 'Fly'],
    ],
  ],
  [
    'lists within lists',
    '<ol><li>Stand<ol type="a"><li>still</li><li>up</li></ol></li><li>Fly</li></ol>',
    [
      ['text', '1.', 'Stand'],
      ['text', 'a.', 'still'],
      ['text', 'b.', 'up'],
      ['text', '2.', 'Fly'],
    ],
  ],
  ['bullets have none', '<ul><li>Stand</li></ul>', [['text', undefined, 'Stand']]],
  [
    'marks of footnotes',
    '<p>Stand<sup>12</sup> on the 24<sup>th</sup></p>',
    [['text', undefined, 'Stand on the 24th']],
  ],
  ['scripts', '<script>1. no</script><p>yes</p><style>no</style>', [['text', undefined, 'yes']]],
])('%s', async (_, html, expected) => {
  expect(await read(html)).toEqual(expected);
});

test('elements without end are refused', async () => {
  await expect(read('<div>'.repeat(300))).rejects.toMatchObject({ code: 'table-too-deep' });
});
