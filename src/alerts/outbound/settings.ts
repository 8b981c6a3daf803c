/** What the operator set up for sending, from the environment. Without it no letter is ever sent. */
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';

/** "starttls": begins plain and must become encrypted before anything is said. "implicit": encrypted from the start. */
export const encryptions = ['starttls', 'implicit', 'none'] as const;

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly encryption: (typeof encryptions)[number];
  readonly user?: string;
  /** Read anew for each round of letters, so that a password can be changed. */
  readonly passwordFile?: string;
  readonly sender: string;
}

export interface Sending {
  /** Where people reach this installation, such as "https://plumbline.example.org"; absent where nobody said. */
  readonly origin?: string;
  readonly mail?: MailServer;
  /** Hosts to which webhooks may lead though they are not of the public internet. */
  readonly webhookHosts?: readonly string[];
}

const loopback = /^(127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/;

const text = z.string().trim().min(1).optional();

const schema = z.object({
  PLUMBLINE_ADDRESS: text,
  PLUMBLINE_SMTP_HOST: text,
  PLUMBLINE_SMTP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  PLUMBLINE_SMTP_TLS: z.enum(encryptions).optional(),
  PLUMBLINE_SMTP_USER: text,
  PLUMBLINE_SMTP_PASSWORD_FILE: text,
  PLUMBLINE_SMTP_FROM: text,
  PLUMBLINE_WEBHOOK_HOSTS: text,
});

/** @throws Problem `sending-invalid` naming the variable, never its value */
export function sendingFrom(environment: { readonly [name: string]: string | undefined }): Sending {
  const read = schema.safeParse(environment);
  if (!read.success) refuse(`${String(read.error.issues[0]?.path[0])} has no value that can be used`);
  const given = read.data;
  const origin = given.PLUMBLINE_ADDRESS && originOf(given.PLUMBLINE_ADDRESS);
  const mail = mailServerOf(given);
  if (mail && !origin) refuse('PLUMBLINE_ADDRESS is missing: letters say where to sign in');
  const webhookHosts = given.PLUMBLINE_WEBHOOK_HOSTS?.toLowerCase().split(/[\s,;]+/);
  return {
    ...(origin ? { origin } : {}),
    ...(mail ? { mail } : {}),
    ...(webhookHosts ? { webhookHosts } : {}),
  };
}

function originOf(address: string): string {
  const url = URL.parse(address);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname))))
    return refuse('PLUMBLINE_ADDRESS is an address such as https://plumbline.example.org');
  return url.origin;
}

function mailServerOf(given: z.output<typeof schema>): MailServer | undefined {
  const host = given.PLUMBLINE_SMTP_HOST;
  const user = given.PLUMBLINE_SMTP_USER;
  const passwordFile = given.PLUMBLINE_SMTP_PASSWORD_FILE;
  if (!host) {
    const other = Object.entries(given).find(([name, value]) => name.startsWith('PLUMBLINE_SMTP_') && value);
    return other ? refuse(`PLUMBLINE_SMTP_HOST is missing beside ${other[0]}`) : undefined;
  }
  const sender = given.PLUMBLINE_SMTP_FROM;
  if (!sender || !/^[^\s@<>"]+@[^\s@<>"]+$/.test(sender))
    return refuse('PLUMBLINE_SMTP_FROM is an e-mail address such as alerts@example.org');
  if ((user === undefined) !== (passwordFile === undefined))
    return refuse('PLUMBLINE_SMTP_USER and PLUMBLINE_SMTP_PASSWORD_FILE are given together or not at all');
  const port = given.PLUMBLINE_SMTP_PORT ?? 587;
  const encryption = given.PLUMBLINE_SMTP_TLS ?? (port === 465 ? 'implicit' : 'starttls');
  if (encryption === 'none' && user !== undefined && !loopback.test(host))
    return refuse('PLUMBLINE_SMTP_TLS=none would send the password readable by others');
  return {
    host,
    port,
    encryption,
    ...(user && passwordFile ? { user, passwordFile } : {}),
    sender,
  };
}

function refuse(detail: string): never {
  throw new Problem('sending-invalid', { detail });
}
