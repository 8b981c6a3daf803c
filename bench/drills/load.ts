/**
 * Two hundred people read, each a page every few seconds, and twenty write, each a change every ten; for as many
 * seconds as are asked for. No request may fail, 99 of 100 be answered within 250 ms, and memory stay flat.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../../src/platform/record.ts';
import { serve } from '../program.ts';
import { furnish, inTemporaryFolder, look, send, type Sent } from './installation.ts';
import type { Outcome } from './outcome.ts';

const readers = 200;
const writers = 20;
/** Milliseconds between two pages of a reader and two changes of a writer, on average. */
const between = { read: 4000, write: 10_000 };
const mostAtPercentile = 250;
const pages = [
  '/',
  '/states/MUS',
  '/states',
  '/recommendations',
  '/calendar',
  '/compare',
  '/law',
  '/sources',
  '/api/v1/states/MUS',
];

/** @param seconds for how long */
export function loadedServer(seconds: number, progress: Progress): Promise<Outcome> {
  return inTemporaryFolder(async (data) => {
    const keys = furnish(data);
    const server = await serve(data);
    // The first pages fill what is remembered.
    for (const page of pages) await (await fetch(new URL(page, server.address))).arrayBuffer();
    const times: { readonly read: number[]; readonly write: number[] } = { read: [], write: [] };
    const broken: string[] = [];
    const stored: Sent[] = [];
    const began = performance.now();
    const goesOn = () => performance.now() - began < seconds * 1000;
    const every = async (kind: 'read' | 'write', work: (number: number) => Promise<void>) => {
      await pause(Math.random() * between[kind]);
      for (let number = 0; goesOn(); number += 1) {
        const asked = performance.now();
        await work(number);
        times[kind].push(performance.now() - asked);
        await pause(between[kind] * (0.5 + Math.random()));
      }
    };
    const megabytes: number[] = [];
    const watching = (async () => {
      while (goesOn()) {
        megabytes.push(server.residentMegabytes());
        progress(Math.round((performance.now() - began) / 1000), seconds);
        await pause(1000);
      }
    })();
    await Promise.all([
      watching,
      ...Array.from({ length: readers }, (_, reader) =>
        every('read', async (number) => {
          const page = pages[(reader + number) % pages.length] ?? '/';
          const answer = await fetch(new URL(page, server.address)).catch((error: Error) => error);
          if (answer instanceof Error) broken.push(`${page}: ${answer.message}`);
          else {
            await answer.arrayBuffer();
            if (answer.status !== 200) broken.push(`${page}: ${answer.status}`);
          }
        }),
      ),
      ...Array.from({ length: writers }, (_, writer) =>
        every('write', async (number) => {
          const sent: Sent = {
            way: writer % 2 === 0 ? 'change' : 'proposal',
            text: `of writer ${writer} ${number}`,
          };
          if (await send(server.address, keys, sent)) stored.push(sent);
          else broken.push(`a ${sent.way} was not stored`);
        }),
      ),
    ]);
    await server.stop();
    const { findings, has } = look(data);
    if (findings > 0) broken.push(`${findings} findings in the audit log`);
    broken.push(...stored.filter((sent) => !has(sent)).map(({ text }) => `${text} is not there`));
    const at = (list: readonly number[], share: number) =>
      list.toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? 0;
    for (const kind of ['read', 'write'] as const)
      if (at(times[kind], 0.99) > mostAtPercentile)
        broken.push(`${kind}: 99 of 100 within ${Math.round(at(times[kind], 0.99))} ms`);
    const part = (from: number, to: number) =>
      megabytes.slice(megabytes.length * from, megabytes.length * to);
    const mean = (list: readonly number[]) =>
      list.reduce((sum, each) => sum + each, 0) / Math.max(1, list.length);
    const [early, late] = [mean(part(0.25, 0.5)), mean(part(0.75, 1))];
    // A run of seconds says nothing of memory.
    if (seconds >= 120 && late > early * 1.15)
      broken.push(`memory grew from ${Math.round(early)} to ${Math.round(late)} MB`);
    const figures = (kind: 'read' | 'write') =>
      `${times[kind].length} × ${kind}: median ${Math.round(at(times[kind], 0.5))} ms, 95 % ${Math.round(at(times[kind], 0.95))} ms, 99 % ${Math.round(at(times[kind], 0.99))} ms`;
    return {
      did: [
        `${readers} readers and ${writers} writers for ${seconds} s`,
        figures('read'),
        figures('write'),
        `memory: ${Math.round(early)} MB in the second quarter, ${Math.round(late)} MB in the last`,
      ],
      broken,
    };
  });
}
