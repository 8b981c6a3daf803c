/** Links between demands of a State: what is near, for a person to decide on, and what was decided. */
import { dayOf } from '../../core/date.ts';
import type { Problem } from '../../core/problem.ts';
import { askedState, type Iso3 } from '../../core/state.ts';
import { problemKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import {
  askedPage,
  EmptyState,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
  Pager,
  ReviewNote,
} from '../../platform/ui.tsx';
import type { Reference } from '../codebook.ts';
import type { DemandKey } from '../demand.ts';
import { type LinkReason, type Pair, type Verdict, verdicts } from '../link.ts';
import { demandName, entryName } from '../names.ts';
import {
  decidedLinks,
  type EnteredLink,
  joinedDemands,
  linkProposals,
  longestNote,
  textsAsking,
} from '../store/links.ts';
import { RecommendationList } from './list.tsx';

/** Proposals on one page: each brings texts to read. */
const size = 10;
/** Texts shown of one demand. */
const mostTexts = 3;

/** The other demands that are one with a demand by the decisions of persons; nothing where there are none. */
export function JoinedWith({
  page,
  state,
  others,
}: OnPage & { readonly state: string; readonly others: readonly DemandKey[] }) {
  if (others.length === 0) return null;
  return (
    <p class="quiet">
      {page.text('links.joinedWith')}{' '}
      <bdi>{others.map((key) => demandName(key, page.language)).join('; ')}</bdi>{' '}
      <a href={page.href(`/states/${state}/demands/links#decided`)}>{page.text('links.whoDecided')}</a>
    </p>
  );
}

/** A form that was not stored: what it was filled with, and why. */
export interface RefusedForm {
  readonly problem: Problem;
  readonly fields: { readonly [name: string]: string };
}

/** /states/MUS/demands/links. @throws Problem `state-unknown` */
export function linksPage(page: PageContext, record: Record, code: string, refused?: RefusedForm) {
  const state = askedState(code);
  const { iso3 } = state;
  const { proposals, decided, one } = record.read((tx) => ({
    proposals: linkProposals(tx, iso3, page.asOf),
    decided: decidedLinks(tx, iso3, page.asOf),
    one: joinedDemands(tx, page.asOf),
  }));
  const paging = {
    page: Math.min(askedPage(page), Math.max(1, Math.ceil(proposals.length / size))),
    size,
    total: proposals.length,
  };
  const from = (paging.page - 1) * size;
  const name = state.shortNames[page.language] ?? state.shortNames.en;
  const typed = ([first, second]: Pair) =>
    refused?.fields['first'] === first && refused.fields['second'] === second
      ? refused.fields['note']
      : undefined;
  return (
    <Page
      page={page}
      title={page.t('links.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: name, href: `/states/${iso3}` },
        { label: page.text('demands.title', { state: name }), href: `/states/${iso3}/demands` },
      ]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('links.sentence', {
            proposed: proposals.length,
            confirmed: decided.filter(({ verdict }) => verdict === 'confirmed').length,
            refused: decided.filter(({ verdict }) => verdict === 'refused').length,
          })}
        </KeySentence>
      }
    >
      {refused && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      <p class="quiet">{page.text('links.note')}</p>
      {!page.visitor.may('recommendations', iso3) && <p class="quiet">{page.text('links.reader')}</p>}
      <p>
        <a href="#decided">{page.text('links.decided', { count: decided.length })}</a>
      </p>
      <h2>{page.text('links.proposed', { count: proposals.length })}</h2>
      {proposals.length === 0 && (
        <EmptyState page={page} missing={page.text('links.none')} how={page.text('recommendations.how')} />
      )}
      {proposals.slice(from, from + size).map(({ pair, score, reasons }, at) => (
        <section>
          <h3>{page.text('links.pair', { number: from + at + 1, score })}</h3>
          <Reasons page={page} reasons={reasons} />
          <Both page={page} record={record} state={iso3} pair={pair} />
          <DecisionForm page={page} state={iso3} pair={pair} note={typed(pair) ?? ''} />
        </section>
      ))}
      <Pager page={page} paging={paging} />
      <h2 id="decided">{page.text('links.decided', { count: decided.length })}</h2>
      {decided.length === 0 && <p class="quiet">{page.text('links.noneDecided')}</p>}
      {decided.map((link) => (
        <section>
          <Decided
            page={page}
            link={link}
            standing={
              one.nameOf(iso3, link.pair[0]) === one.nameOf(iso3, link.pair[1]) ? 'connected' : 'apart'
            }
          />
          <details>
            <summary>{page.text('links.texts')}</summary>
            <Both page={page} record={record} state={iso3} pair={link.pair} />
          </details>
          {page.visitor.may('recommendations', iso3) && (
            <details open={typed(link.pair) !== undefined}>
              <summary>{page.text('links.change')}</summary>
              <DecisionForm
                page={page}
                state={iso3}
                pair={link.pair}
                note={typed(link.pair) ?? link.note ?? ''}
              />
            </details>
          )}
        </section>
      ))}
    </Page>
  );
}

function Reasons({ page, reasons }: OnPage & { readonly reasons: readonly LinkReason[] }) {
  return (
    <ul>
      {reasons
        .flatMap((reason) => linesOf(page, reason))
        .map((line) => (
          <li>{line}</li>
        ))}
    </ul>
  );
}

function linesOf(page: PageContext, reason: LinkReason) {
  const names = (of: readonly Reference[]) => ({
    names: of.map((one) => entryName(one, page.language)).join(', '),
  });
  switch (reason.kind) {
    case 'same operation':
      return [page.text('links.same.operation', names([{ list: 'operation', entry: reason.operation }]))];
    case 'same object':
      return [page.text('links.same.object', names([reason.object]))];
    case 'shared themes':
      return [page.text('links.same.themes', names(reason.themes))];
    case 'shared groups':
      return [
        page.text('links.same.groups', names(reason.groups.map((entry) => ({ list: 'group', entry })))),
      ];
    case 'differs':
      return [
        ...(reason.from.length > 0 ? [page.text('links.only.first', names(reason.from))] : []),
        ...(reason.to.length > 0 ? [page.text('links.only.second', names(reason.to))] : []),
      ];
  }
}

/** Both demands of a pair side by side, each with the newest texts that ask it. */
function Both({
  page,
  record,
  state,
  pair,
}: OnPage & { readonly record: Record; readonly state: EnteredLink['state']; readonly pair: Pair }) {
  return (
    <div class="ledgers">
      {pair.map((key) => {
        const { total, newest } = record.read((tx) =>
          textsAsking(tx, { state, key, asOf: page.asOf }, mostTexts),
        );
        return (
          <div>
            <p class="ledger">
              <strong>
                <bdi>{demandName(key, page.language)}</bdi>
              </strong>
            </p>
            <RecommendationList page={page} items={newest} />
            {total > newest.length && (
              <p class="quiet">{page.text('links.newest', { shown: newest.length, count: total })}</p>
            )}
          </div>
        );
      })}
    </div>
  );
}

const symbols: { readonly [V in Verdict]: string } = { confirmed: '=', refused: '≠' };

/** @param standing whether other decisions connect the two all the same */
function Decided({
  page,
  link,
  standing,
}: OnPage & { readonly link: EnteredLink; readonly standing: 'connected' | 'apart' }) {
  return (
    <>
      <p>
        <span class="badge">
          <span class="symbol" aria-hidden="true">
            {symbols[link.verdict]}
          </span>{' '}
          <strong class="word">{page.text(`links.verdict.${link.verdict}`)}</strong>
        </span>
      </p>
      <ul>
        {link.pair.map((key) => (
          <li>
            <bdi>{demandName(key, page.language)}</bdi>
          </li>
        ))}
      </ul>
      {link.note && <blockquote dir="auto">{link.note}</blockquote>}
      <p class="quiet">
        {page.text('links.decidedBy', {
          who: link.decidedBy,
          date: page.date(dayOf(link.decidedAt.slice(0, 10))),
        })}
        {link.verdict === 'refused' && standing === 'connected' && <> · {page.text('links.stillOne')}</>}
      </p>
    </>
  );
}

/** For whoever may decide; the fields are those of `decideLink`. */
function DecisionForm({
  page,
  state,
  pair,
  note,
}: OnPage & { readonly state: Iso3; readonly pair: Pair; readonly note: string }) {
  if (!page.visitor.may('recommendations', state)) return null;
  return (
    <form method="post" action={page.href(`/states/${state}/demands/links`)} class="stacked">
      <input type="hidden" name="back" value={page.here({})} />
      <input type="hidden" name="first" value={pair[0]} />
      <input type="hidden" name="second" value={pair[1]} />
      <label>
        <span>{page.text('links.noteField')}</span>
        <input name="note" value={note} maxlength={longestNote} />
      </label>
      <ReviewNote page={page} part="recommendations" states={state} />
      <div class="buttons">
        {verdicts.map((verdict) => (
          <button name="verdict" value={verdict}>
            {page.text(`links.button.${verdict}`)}
          </button>
        ))}
      </div>
    </form>
  );
}
