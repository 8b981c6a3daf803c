/**
 * `npm run drill NAME [COUNT]`: does to the program what machines and people may do to it, and looks at what is left.
 * Without a name it lists the drills.
 */
import { drills, isDrill } from './drills/list.ts';

const [name = '', count] = process.argv.slice(2);
if (!isDrill(name)) {
  const lines = Object.entries(drills).map(
    ([each, { about, count }]) => `  ${each.padEnd(10)}${about} (${count})`,
  );
  process.stdout.write(`npm run drill NAME [COUNT]\n${lines.join('\n')}\n`);
  process.exitCode = name === '' ? 0 : 2;
} else {
  const drill = drills[name];
  const { did, broken } = await drill.run(Number(count ?? drill.count), (done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of}`);
  });
  process.stdout.write(
    [
      `${name}, Node ${process.version}`,
      ...did,
      ...broken.slice(0, 20),
      broken.length === 0 ? 'held' : `BROKEN: ${broken.length}`,
    ]
      .map((line) => `${line}\n`)
      .join(''),
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}
