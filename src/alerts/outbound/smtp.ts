/** Handing letters to the mail server. The package for it is loaded when there is one to send. */
import { readFileSync } from 'node:fs';
import type { Letter } from './letter.tsx';
import { Undelivered } from './undelivered.ts';
import type { MailServer } from './settings.ts';

/** Milliseconds. */
const patience = 30_000;

/** Resolves when the mail server has accepted the letter. @throws Undelivered */
export async function sendLetter(
  server: MailServer,
  { id, to, subject, text, html, unsubscribe }: Letter,
): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const { host, port, encryption, user, passwordFile, sender } = server;
  const transport = createTransport({
    host,
    port,
    secure: encryption === 'implicit',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    ...(user && passwordFile ? { auth: { user, pass: passwordIn(passwordFile) } } : {}),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      messageId: id,
      from: sender,
      to,
      subject,
      text,
      html,
      headers: {
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Auto-Submitted': 'auto-generated',
      },
    });
  } catch (error) {
    // What a server answers can name people; its codes cannot.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new Undelivered([code ?? 'EUNKNOWN', responseCode].filter(Boolean).join(' '));
  } finally {
    transport.close();
  }
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new Undelivered('EPASSWORDFILE');
  }
}
