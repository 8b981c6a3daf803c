/**
 * Loaded into a server under test with --import: writes down every connection it tries to open and every name
 * it asks for. A server that only listens opens none.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env.WATCHED_NETWORK;

function watch(object, method, what) {
  const original = object[method];
  object[method] = function watched(...args) {
    // A server that listens looks its own address up, which asks nobody.
    if (what !== 'name' || !net.isIP(args[0])) {
      appendFileSync(file, `${what}: ${JSON.stringify(args[0])}\n`);
    }
    return original.apply(this, args);
  };
}

watch(net.Socket.prototype, 'connect', 'connection');
watch(dgram.Socket.prototype, 'send', 'datagram');
for (const method of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  watch(dns, method, 'name');
  watch(dns.promises, method, 'name');
}
// Also for whoever imported a function by its name.
syncBuiltinESMExports();
