/**
 * The typesetter in a process of its own: it holds up no other request, gives its memory back, and takes nobody with
 * it when it falls over a text (Typst 0.14 can end its process on combining marks between two directions).
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { buffer, text } from 'node:stream/consumers';
import { Problem } from '../core/problem.ts';
import { fontFiles } from './fonts.ts';
import { template } from './template.ts';

/** Reads its work from standard input and writes the PDF to standard output. Plain JavaScript. */
const program = `
  const work = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const { NodeCompiler } = require(work.compiler);
  const fontBlobs = work.fonts.map((file) => require('node:fs').readFileSync(file));
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs }] });
  const inputs = { publication: work.publication };
  try {
    process.stdout.write(compiler.pdf({ mainFileContent: work.template, inputs }, { pdfStandard: 'ua-1' }));
  } catch (error) {
    process.stderr.write(error.message || error.code);
    process.exitCode = 1;
  }
`;

/** An overview takes a second, a report over a region some; what takes two minutes will not end. */
const timeLimit = 120_000;

/**
 * Sets a PDF/UA-1 document from the data that the template reads (JSON).
 * @throws Problem `pdf-unavailable` where the typesetter cannot run or does not come to an end.
 */
export async function press(publication: string): Promise<Uint8Array> {
  const child = spawn(process.execPath, ['-e', program], { timeout: timeLimit, windowsHide: true });
  child.stdin.on('error', () => {
    // The process ended before it had read all; its exit says why.
  });
  child.stdin.end(
    JSON.stringify({ compiler: compiler(), fonts: Object.values(fontFiles).flat(), template, publication }),
  );
  const ended = new Promise<string | number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  const [pdf, complaint, end] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  if (end !== 0) throw new Problem('pdf-unavailable', { detail: complaint.slice(0, 300) || String(end) });
  return pdf;
}

function compiler(): string {
  try {
    return createRequire(import.meta.url).resolve('@myriaddreamin/typst-ts-node-compiler');
  } catch {
    throw new Problem('pdf-unavailable', {
      detail: 'the package @myriaddreamin/typst-ts-node-compiler is missing',
    });
  }
}
