/**
 * `npm run bench:law`: the matrix of 200 States by 100 points, each coded twice, beside its budgets. Measured on the
 * bundled program, with laws that were made up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { dayOf } from '../src/core/date.ts';
import { states } from '../src/core/state.ts';
import { answers } from '../src/core/value.ts';
import { openInstallation } from '../src/installation.ts';
import type { ChecklistId, PointText } from '../src/law/checklist.ts';
import { pointTexts } from '../src/law/checklist.ts';
import type { LawId, Provision, ProvisionId } from '../src/law/model.ts';
import { enterAssessment, enterLaw, enterProvision, enterRound } from '../src/law/store.ts';
import { enterChecklist, enterPoint } from '../src/law/store/checklists.ts';
import { seeded } from '../test/seeded.ts';
import { serve } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'plumbline-bench-law-'));
const checklist = 'lanterns' as ChecklistId;
const points = Array.from({ length: 100 }, (_, at) => String(at + 1));
const citation = { title: 'Made-up gazette', standing: 'unverified' as const };

function fill(): void {
  const record = openInstallation(work, '2026-01-01T00:00:00Z');
  const random = seeded(200_100);
  const command = {
    kind: 'law',
    actor: 'bench',
    reason: 'bench',
    citation: 'made up',
    at: '2026-01-01T00:00:00Z',
  };
  record.command(command, (tx) => {
    enterChecklist(tx, {
      id: checklist,
      version: '1',
      origin: 'own',
      title: 'Lanterns',
      publisher: 'bench',
      citation,
    });
    for (const point of points) {
      const texts = Object.fromEntries(pointTexts.map((name) => [name, `${name} ${point}`])) as {
        readonly [T in PointText]: string;
      };
      enterPoint(tx, {
        checklist,
        point,
        texts: { ...texts, group: `Group ${Number(point) % 5}` },
        status: '',
        citation,
      });
    }
    for (const { iso3 } of states.slice(0, 200)) {
      const law = `${iso3}-act` as LawId;
      enterLaw(tx, {
        id: law,
        state: iso3,
        title: 'Lantern Act',
        language: 'en',
        kind: 'act',
        translation: 'original in English',
        stages: [],
        citation,
      });
      enterRound(tx, { id: `${iso3} round`, state: iso3, checklist, kind: 'by file' });
      for (const point of points) {
        const ended = random() % 10 === 0;
        const provision: Provision = {
          id: `${law}-${point}` as ProvisionId,
          law,
          article: point,
          text: 'No lantern shall be lit.',
          textIs: 'quotation',
          from: dayOf('2001-01-01'),
          ...(ended ? { to: dayOf('2024-01-01'), ended: 'repealed' as const } : {}),
          citation: { ...citation, place: `${iso3}, art. ${point}` },
        };
        enterProvision(tx, provision);
        const answer = answers[random() % 4] ?? 'no data';
        for (const coder of ['A', 'B'])
          enterAssessment(
            tx,
            {
              state: iso3,
              checklist,
              point,
              wording: 1,
              round: `${iso3} round`,
              coder,
              role: 'coder',
              asOf: dayOf('2020-01-01'),
              answer: random() % 20 === 0 ? 'no' : answer,
              provisions: [provision.id],
              reasoning: 'Because.',
              receipts: [],
            },
            new Map([[provision.id, provision]]),
          );
      }
    }
  });
  record.close();
}

/** Milliseconds to the last byte, and bytes as they came. */
function fetched(address: string): Promise<{ readonly took: number; readonly bytes: number }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    get(address, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => (bytes += part.length));
      response.on('end', () => resolve({ took: performance.now() - began, bytes }));
    }).on('error', reject);
  });
}

const lines: string[] = [];
function row(what: string, measured: string, budget: string, met: boolean): void {
  lines.push(`${what.padEnd(64)}${measured.padStart(14)}${budget.padStart(14)}   ${met ? 'met' : 'NOT MET'}`);
}

try {
  fill();
  const server = await serve(work);
  const matrix = `${server.address}law/lanterns?lang=en`;
  const first = await fetched(matrix);
  row('matrix of 200 × 100, the first after a change of the record', `${first.took.toFixed(0)} ms`, '', true);
  const times: number[] = [];
  let bytes = 0;
  for (let time = 0; time < 20; time += 1) {
    const again = await fetched(matrix);
    times.push(again.took);
    bytes = again.bytes;
  }
  const p95 = times.toSorted((a, b) => a - b)[18] ?? 0;
  row('the same, 95th percentile of 20', `${p95.toFixed(0)} ms`, '<= 150 ms', p95 <= 150);
  row('over the wire (gzip)', `${(bytes / 1000).toFixed(1)} kB`, '<= 120 kB', bytes <= 120_000);
  const earlier = await fetched(`${matrix}&asOf=2022-06-30`);
  row('as of another day, the first time', `${earlier.took.toFixed(0)} ms`, '<= 150 ms', earlier.took <= 150);
  row('over the wire', `${(earlier.bytes / 1000).toFixed(1)} kB`, '<= 120 kB', earlier.bytes <= 120_000);
  const arabic = await fetched(`${server.address}law/lanterns?lang=ar&asOf=2022-06-30`);
  row(
    'in Arabic, over the wire',
    `${(arabic.bytes / 1000).toFixed(1)} kB`,
    '<= 120 kB',
    arabic.bytes <= 120_000,
  );
  for (const [what, path] of [
    ['a point across 200 States', 'law/lanterns/7?lang=en'],
    ['two days beside each other, all States', 'law/lanterns/changes?lang=en&from=2019-09-11&to=2026-01-01'],
    ['a State’s law, 100 points', 'states/MUS/law?lang=en'],
    ['the matrix as CSV', 'api/v1/law/checklists/lanterns/answers?format=csv'],
  ] as const) {
    const { took, bytes: size } = await fetched(server.address + path);
    row(`${what} (${(size / 1000).toFixed(0)} kB)`, `${took.toFixed(0)} ms`, '', true);
  }
  row('server after all this, resident memory', `${server.residentMegabytes().toFixed(0)} MB`, '', true);
  await server.stop();
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB\n\n${lines.join('\n')}\n`,
  );
  process.exitCode = lines.some((line) => line.endsWith('NOT MET')) ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
