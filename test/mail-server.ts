/** A mail server of a few lines (RFC 5321), so that tests see what leaves and say what is accepted. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Mail {
  readonly to: string;
  /** With its lines unfolded. */
  readonly headers: string;
  /** All parts of the body, decoded. */
  readonly body: string;
  readonly raw: string;
}

export class MailServer {
  /** The answer to the end of a letter; anything but 250 refuses it. */
  answer = '250 taken';
  readonly letters: Mail[] = [];
  /** The verbs that were heard. */
  readonly heard: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<MailServer> {
    const made = new MailServer();
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    let buffer = '';
    let to = '';
    let reading: 'commands' | 'letter' = 'commands';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 lantern.example');
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (part: string) => {
      buffer += part;
      for (;;) {
        const end = buffer.indexOf(reading === 'letter' ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (reading === 'letter' ? 5 : 2));
        if (reading === 'letter') {
          reading = 'commands';
          this.letters.push(read(to, text));
          say(this.answer);
          continue;
        }
        const verb = text.slice(0, 4).toUpperCase();
        this.heard.push(verb);
        if (verb === 'RCPT') to = /<([^>]*)>/.exec(text)?.[1] ?? '';
        if (verb === 'DATA') reading = 'letter';
        say({ DATA: '354 go on', QUIT: '221 bye', STAR: '502 no encryption here' }[verb] ?? '250 ok');
        if (verb === 'QUIT') socket.end();
      }
    });
  }
}

function read(to: string, raw: string): Mail {
  const headers = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const boundary = /boundary="([^"]+)"/.exec(headers)?.[1] ?? 'none';
  const body = raw
    .split(`--${boundary}`)
    .slice(1)
    .map((part) => {
      const at = part.indexOf('\r\n\r\n');
      const text = part.slice(at + 4);
      if (/base64/i.test(part.slice(0, at))) return Buffer.from(text, 'base64').toString();
      const joined = text
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return /quoted-printable/i.test(part.slice(0, at)) ? Buffer.from(joined, 'latin1').toString() : text;
    })
    .join('\n');
  return { to, headers, body, raw };
}
