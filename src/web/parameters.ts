/**
 * A parameter that is given twice is refused (ASVS 15.3.7): whatever stands before this program might go by the one,
 * and the program by the other. Fields of forms that take several values are joined where they are read (form.ts).
 */
import type { Hono } from 'hono';
import { Problem } from '../core/problem.ts';

/** Those that take several values, each as a parameter of its own. */
const several: ReadonlySet<string> = new Set(['states']);

/** Registers the rule. @throws Problem `parameter-twice` */
export function refuseTwice(app: Hono): void {
  app.use('*', async (c, next) => {
    const names = [...new URL(c.req.url).searchParams.keys()].filter((name) => !several.has(name));
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice !== undefined) throw new Problem('parameter-twice', { name: twice });
    await next();
  });
}
