/** Of /law/rounds/ROUND: what was mended in a round, and the forms of an editor who mends it. */
import { Notice, type OnPage } from '../../platform/ui.tsx';
import type { CodingRound, Seat } from '../store/rounds.ts';
import { longestName } from './seat.ts';

/** Which seats got a new address, and when: everybody may see that somebody held a second key. */
export function Reissues({ page, round }: OnPage & { readonly round: CodingRound }) {
  const all = round.seats.flatMap(({ reissued }) => reissued);
  if (all.length === 0) return null;
  return (
    <ul>
      {all.map(({ coder, day }) => (
        <li>{page.text('law.coding.reissued', { coder, date: page.date(day) })}</li>
      ))}
    </ul>
  );
}

/** That a round was given up, when and why. */
export function ClosedNotice({
  page,
  closed: { day, reason },
}: OnPage & { readonly closed: NonNullable<CodingRound['closed']> }) {
  return (
    <Notice title={page.text('law.coding.closed', { date: page.date(day) })}>
      <p>{page.text('law.coding.closed.note')}</p>
      <p dir="auto" class="as-typed">
        {reason}
      </p>
    </Notice>
  );
}

/** A new address, another coder, an end without result. */
export function MendForms({ page, round }: OnPage & { readonly round: CodingRound }) {
  const at = `/law/rounds/${encodeURIComponent(round.id)}`;
  const open = round.seats.filter(({ handedIn }) => handedIn === 'no');
  return (
    <>
      <h2>{page.text('law.coding.mend')}</h2>
      {open.map((seat) => (
        <MendSeat page={page} at={at} seat={seat} />
      ))}
      <details>
        <summary>{page.text('law.coding.close')}</summary>
        <p>{page.text('law.coding.close.note')}</p>
        <form method="post" action={page.href(`${at}/close`)} class="stacked">
          <Reason page={page} />
          <button>{page.text('law.coding.close')}</button>
        </form>
      </details>
    </>
  );
}

function MendSeat({ page, at, seat }: OnPage & { readonly at: string; readonly seat: Seat }) {
  const { coder, number } = seat;
  return (
    <>
      <details>
        <summary>{page.text('law.coding.reissue', { coder })}</summary>
        <p>{page.text('law.coding.reissue.note')}</p>
        <form method="post" action={page.href(`${at}/seats/${number}/reissue`)} class="stacked">
          <Reason page={page} />
          <button>{page.text('law.coding.reissue', { coder })}</button>
        </form>
      </details>
      <details>
        <summary>{page.text('law.coding.replace', { coder })}</summary>
        <p>{page.text('law.coding.replace.note')}</p>
        <form method="post" action={page.href(`${at}/seats/${number}/replace`)} class="stacked">
          <label>
            <span>{page.text('law.coding.replace.coder')}</span>
            <input name="coder" maxlength={longestName} required dir="auto" />
          </label>
          <Reason page={page} />
          <button>{page.text('law.coding.replace', { coder })}</button>
        </form>
      </details>
    </>
  );
}

function Reason({ page }: OnPage) {
  return (
    <label>
      <span>{page.text('law.coding.mend.reason')}</span>
      <input name="reason" maxlength={1000} required dir="auto" />
    </label>
  );
}
