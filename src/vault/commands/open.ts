/** How the verbs of releases get at a vault on disk. */
import type { Command } from 'commander';
import type { Engine } from '../engine.ts';
import { openVault } from '../store.ts';
import { openDuckDb } from '../store/duckdb.ts';
import { openServers, serversOf } from '../store/servers.ts';
import type { OpenVault } from '../store/releases.ts';
import { type KeyOptions, keyOf } from './key.ts';
import { withKey } from './records.ts';

/** How the verbs get at a vault: the options that a command needs for its key, and the vault opened with them. */
export interface Access {
  options(command: Command): Command;
  using<T>(path: string, command: Command, work: (vault: OpenVault) => Promise<T>): Promise<T>;
}

export const onDisk: Access = {
  options: withKey,
  using: async (path, command, work) => {
    const vault = openVault(path, await keyOf(command.opts<KeyOptions>()));
    // The engine is large, and some verbs count nothing.
    let engine: Promise<Engine> | undefined;
    const servers = serversOf(vault);
    const opened = () =>
      (engine ??= servers ? openServers(vault.codebook, servers) : openDuckDb(vault.codebook, vault.columns));
    try {
      return await work({
        codebook: vault.codebook,
        sections: vault,
        count: async (groups) => (await opened()).count(groups),
      });
    } finally {
      await (await engine)?.close();
    }
  },
};
