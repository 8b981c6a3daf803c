/** Forms as browsers send them. */
import type { Context } from 'hono';
import { Problem } from '../core/problem.ts';

/** What a form was filled with, by the names of its fields. */
export type Fields = { readonly [name: string]: string };

/** The fields of a form, without white space around them, and its file. @throws Problem `form-unreadable` */
export async function formOf(c: Context): Promise<{ readonly fields: Fields; readonly file?: File }> {
  const form = await c.req.parseBody().catch(() => {
    throw new Problem('form-unreadable');
  });
  const fields = Object.entries(form).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value.trim()] as const] : [],
  );
  const file = form['file'];
  return {
    fields: Object.fromEntries(fields),
    ...(file instanceof File && file.size > 0 ? { file } : {}),
  };
}
