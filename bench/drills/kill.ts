/**
 * Kills the server with SIGKILL at random moments while several people write: changes, proposals, working papers and
 * files. After each kill the record must open with its audit log whole, and hold every change of which the server has
 * said that it is stored; half a file counts as lost. The next server starts on what the kill has left.
 */
import { join } from 'node:path';
import type { Progress } from '../../src/platform/record.ts';
import { serve } from '../program.ts';
import { furnish, inTemporaryFolder, look, send, type Sent, type Way, ways } from './installation.ts';
import type { Outcome } from './outcome.ts';

/** Milliseconds from the start of writing to the kill, at most; most kills come early, a file takes a second or two. */
const longest = 2500;
/** A working paper is one page, on which one person types; the others come in numbers. */
const writers: readonly Way[] = ['change', 'change', 'change', 'proposal', 'proposal', 'paper', 'import'];
/** After so many kills an empty folder, so that the record stays small enough to be looked at each time. */
const renewedAfter = 100;

/** @param kills how often */
export function killedServers(kills: number, progress: Progress): Promise<Outcome> {
  return inTemporaryFolder(async (work) => {
    const stored: { [W in Way]: number } = { change: 0, proposal: 0, paper: 0, import: 0 };
    const broken: string[] = [];
    let unanswered = 0;
    for (let kill = 0; kill < kills; kill += renewedAfter) {
      const data = join(work, String(kill));
      const keys = furnish(data);
      const acknowledged: Sent[] = [];
      const to = Math.min(kill + renewedAfter, kills);
      for (let each = kill; each < to; each += 1) {
        const server = await serve(data);
        const killed = new AbortController();
        const write = async (way: Way, writer: number) => {
          for (let number = each * 10_000; !killed.signal.aborted; number += 1) {
            const sent = { way, text: `${way} of writer ${writer} ${number}` };
            if (await send(server.address, keys, sent)) acknowledged.push(sent);
            else unanswered += 1;
          }
        };
        const load = writers.map(write);
        await new Promise((resolve) => setTimeout(resolve, Math.random() ** 2 * longest));
        const gone = server.stop('SIGKILL');
        killed.abort();
        await Promise.all([gone, ...load]);
        const { findings, has } = look(data);
        if (findings > 0) broken.push(`kill ${each + 1}: ${findings} findings in the audit log`);
        for (const sent of acknowledged)
          if (!has(sent)) broken.push(`kill ${each + 1}: ${sent.text} was stored, and is not there`);
        progress(each + 1, kills);
      }
      for (const { way } of acknowledged) stored[way] += 1;
    }
    // Where nothing was stored, nothing could have been lost.
    if (kills >= 20)
      broken.push(...ways.filter((way) => stored[way] === 0).map((way) => `no ${way} was stored in time`));
    return {
      did: [
        `${kills} kills of a server with ${writers.length} writers`,
        `said to be stored: ${ways.map((way) => `${stored[way]} ${way}`).join(', ')}; cut off or refused: ${unanswered}`,
      ],
      broken,
    };
  });
}
