/** The letter that says what is new of an alert: as text and as simple HTML, in its language and wording. */
import { direction } from '../../core/text.ts';
import { translator } from '../../platform/messages.ts';
import { software } from '../../platform/product.ts';
import type { StateChanges } from '../../platform/state-changes.ts';
import { lineOf } from '../feed.ts';
import type { Subscription } from '../model.ts';

export interface Letter {
  /** The same letter has the same name however often it is sent, so that programs of mail show it once. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Ends these letters at once, by POST (RFC 8058). */
  readonly unsubscribe: string;
}

/** In the wording "counts" nothing in it tells what the alert watches. */
export function letterOf(
  alert: Subscription,
  changes: StateChanges,
  where: {
    readonly to: string;
    readonly origin: string;
    readonly letterKey: string;
    /** The entries of the audit log between which the changes lie. */
    readonly range: readonly [after: number, upTo: number];
  },
): Letter {
  const { language, wording, id } = alert;
  const t = translator(language);
  const { origin } = where;
  const count = t('alerts.count', { count: changes.total });
  const page = `${origin}/alerts/${id}?lang=${language}`;
  const unsubscribe = `${origin}/unsubscribe/${id}.${where.letterKey}?lang=${language}`;
  const lines =
    wording === 'counts'
      ? []
      : changes.newest.map((change) => ({
          line: lineOf(change, language),
          address: `${origin}${change.address}`,
        }));
  const more = lines.length > 0 ? changes.total - lines.length : 0;
  const title = wording === 'counts' ? count : `${alert.name}: ${count}`;
  const closing = [
    ...(more > 0 ? [t('alerts.more', { count: more })] : []),
    t('alerts.signIn', { address: page }),
    t('alerts.unsubscribeHere', { address: unsubscribe }),
  ];
  const html = (
    <html lang={language} dir={direction(language)}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
      </head>
      <body>
        <h1>{title}</h1>
        {lines.length > 0 && (
          <ul>
            {lines.map(({ line, address }) => (
              <li>
                <a href={address}>{line}</a>
              </li>
            ))}
          </ul>
        )}
        {closing.map((line) => (
          <p>{line}</p>
        ))}
      </body>
    </html>
  );
  return {
    id: `<alert.${id}.${where.range.join('-')}@${new URL(origin).hostname}>`,
    to: where.to,
    subject: `${software.name}: ${title}`,
    text: [title, '', ...lines.flatMap(({ line, address }) => [line, address, '']), ...closing, ''].join(
      '\n',
    ),
    html: `<!doctype html>${String(html)}`,
    unsubscribe,
  };
}
