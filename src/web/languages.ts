/** Languages in the browser: the file for a translator. The pages: app.tsx. */
import type { Hono } from 'hono';
import type { Record } from '../platform/record.ts';
import { textsFile } from '../translations/formats.ts';
import { askedTarget } from '../translations/model.ts';
import { askedTexts } from '../translations/views/list.tsx';
import { addressOf } from './address.ts';
import { allTexts } from './texts.ts';

/** Registers the addresses. */
export function languageRoutes(app: Hono, { record }: { readonly record: Record }): void {
  app.get('/languages/:language/texts.csv', (c) => {
    const language = askedTarget(c.req.param('language'));
    const texts = askedTexts(addressOf(c).searchParams, allTexts(record), language);
    return c.body(textsFile(texts, language), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="texts-${language}.csv"`,
    });
  });
}
