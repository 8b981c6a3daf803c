/** Forms as browsers send them. */
import type { Context } from 'hono';
import { Problem } from '../core/problem.ts';

/** What a form was filled with, by the names of its fields. */
export type Fields = { readonly [name: string]: string };

/**
 * The fields of a form, without white space around them, and its file. Several values of one name stand with
 * semicolons between them, as in the cells of our tables; empty ones among them are left out.
 * @throws Problem `form-unreadable`
 */
export async function formOf(c: Context): Promise<{ readonly fields: Fields; readonly file?: File }> {
  const form = await c.req.parseBody({ all: true }).catch(() => {
    throw new Problem('form-unreadable');
  });
  const fields = Object.entries(form).flatMap(([name, given]) => {
    const values = (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string');
    const filled = values.map((value) => value.trim()).filter((value) => value !== '');
    return values.length > 0 ? [[name, filled.join('; ')] as const] : [];
  });
  const file = [form['file']].flat()[0];
  return {
    fields: Object.fromEntries(fields),
    ...(file instanceof File && file.size > 0 ? { file } : {}),
  };
}
