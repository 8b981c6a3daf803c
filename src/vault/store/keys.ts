/** The secrets of a vault for its releases, made once: who has them can sign, and can take cell keys' noise off. */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';
import type { Randomness } from '../../disclosure/alternatives/model.ts';
import { asSection, readSection, type Sections } from './sections.ts';

const section = 'release-keys';
const schema = z.strictObject({ secret: z.base64(), signing: z.base64() });

export interface Keys {
  readonly signing: KeyObject;
  readonly publicKey: KeyObject;
  /** A number stream that is the same for the same purpose. */
  repeatable(purpose: string): Randomness;
  /** The lasting key of a record. */
  recordKey(combination: string, record: number): number;
  /** A key that belongs to a secret text, the same each time. */
  sealOf(secretText: string): Buffer;
}

/** The keys, and what is to be saved where they were made just now. */
export function keysOf(from: Sections): {
  readonly keys: Keys;
  readonly made: readonly (readonly [string, Uint8Array])[];
} {
  const known = readSection(from, section, schema);
  const written = known ?? {
    secret: randomBytes(32).toString('base64'),
    signing: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'der' })
      .toString('base64'),
  };
  const secret = Buffer.from(written.secret, 'base64');
  const signing = createPrivateKey({
    key: Buffer.from(written.signing, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const mac = (...parts: readonly string[]) =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest();
  return {
    made: known ? [] : [[section, asSection(written)]],
    keys: {
      signing,
      publicKey: createPublicKey(signing),
      repeatable: (purpose) => {
        const seed = mac('numbers', purpose).toString('hex');
        return inPieces((piece) => mac('piece', seed, String(piece)));
      },
      recordKey: (combination, record) => mac('record', combination, String(record)).readUInt32LE(),
      sealOf: (text) => mac('commitment', text),
    },
  };
}

/** Numbers from the operating system's secure source. */
export function secureNumbers(): Randomness {
  return inPieces(() => randomBytes(4096));
}

function inPieces(pieceOf: (piece: number) => Buffer): Randomness {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let piece = 0;
  return () => {
    if (at + 4 > bytes.length) {
      bytes = pieceOf(piece);
      piece += 1;
      at = 0;
    }
    const number = bytes.readUInt32LE(at);
    at += 4;
    return number;
  };
}
