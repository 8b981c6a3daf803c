/** How long it takes to label 250,000 texts on one core. */
import { performance } from 'node:perf_hooks';
import { demandsOf } from '../../src/recommendations/demand.ts';
import { say, uprInfoRows } from './texts.ts';
import { shippedCoder } from '../../src/recommendations/reference.ts';

const many = 250_000;

export function benchSpeed(): void {
  const began = performance.now();
  const coder = shippedCoder();
  const ready = performance.now() - began;
  const rows = uprInfoRows();
  // A number at the end makes each repetition another text, so that nothing could be remembered by the text.
  const texts = Array.from({ length: many }, (_, at) => `${rows[at % rows.length]?.Text ?? ''} ${at}`);
  let labels = 0;
  const labelling = timed(() => {
    for (const text of texts) labels += coder.labels(text, 'en').length;
  });
  let demands = 0;
  const framing = timed(() => {
    for (const text of texts) demands += demandsOf(text, 'en', coder).length;
  });
  say(`\nspeed: ${many} texts, UPR Info repeated; the codebook was ready after ${ready.toFixed(0)} ms`);
  say(`  labels   ${labelling}   (budget 40 s)   ${labels} labels`);
  say(`  demands  ${framing}                   ${demands} demands`);
}

/** Processor time tells what it costs where other programs run beside. */
function timed(work: () => void): string {
  const began = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  return `${seconds(performance.now() - began)}, of processor time ${seconds((user + system) / 1000)}`;
}
