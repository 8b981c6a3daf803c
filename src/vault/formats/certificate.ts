/**
 * The certificate of a release as a file for an auditor: all that the draft rests on, true counts and witnesses too.
 * A release shows its hash only, taken together with a key: without the key, whoever tries all numbers that a table
 * could hold would find the one with this hash.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export interface SealedCertificate {
  /** In hexadecimal digits. */
  readonly key: string;
  readonly text: string;
}

const schema = z.strictObject({
  format: z.literal('plumbline certificate of a release'),
  version: z.literal(1),
  secret: z.string(),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  text: z.string(),
});

/** What a release shows of it: SHA-256 over the bytes of the key and then those of the text. */
export function commitmentOf({ key, text }: SealedCertificate): string {
  return createHash('sha256').update(Buffer.from(key, 'hex')).update(text, 'utf8').digest('hex');
}

export function certificateFile({ key, text }: SealedCertificate): string {
  const content: z.infer<typeof schema> = {
    format: 'plumbline certificate of a release',
    version: 1,
    secret:
      'This file holds the true numbers of withheld cells. Keep it as safe as the vault; never publish it.',
    key,
    text,
  };
  return `${JSON.stringify(content)}\n`;
}

/** Undefined where it is no such file. */
export function readCertificateFile(bytes: Uint8Array): SealedCertificate | undefined {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
