/** The forms by which an operator adds what became of demands: an entry of a ledger, an action. */
import type { MessageKey } from '../../platform/messages.ts';
import type { Iso3 } from '../../core/state.ts';
import { type OnPage, type PageContext, ReviewNote } from '../../platform/ui.tsx';
import type { DemandKey } from '../demand.ts';
import { followUpStatuses, ledgers, sourceKeepings } from '../follow-up.ts';
import { demandName } from '../names.ts';
import type { Fields } from '../store/follow-up.ts';

/** A field for words, filled with what was sent before. */
function fieldOn(page: PageContext, filled: Fields) {
  return (label: MessageKey, name: string, needed?: 'needed') => (
    <label>
      <span>{page.text(label)}</span>
      <input name={name} value={filled[name] ?? ''} required={needed === 'needed'} />
    </label>
  );
}

/**
 * The fields are those of `followUpFromFields`; `back` is where the browser goes when the entry is stored.
 * @param offered demands that the browser proposes while a key is typed
 */
export function EntryForm({
  page,
  state,
  filled,
  offered = [],
}: OnPage & { readonly state: Iso3; readonly filled: Fields; readonly offered?: readonly DemandKey[] }) {
  const field = fieldOn(page, filled);
  const choice = (label: MessageKey, name: string, options: readonly (readonly [string, MessageKey])[]) => (
    <label>
      <span>{page.text(label)}</span>
      <select name={name}>
        {options.map(([value, key]) => (
          <option value={value} selected={value === filled[name]}>
            {page.t(key)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form method="post" action={page.href(`/states/${state}/follow-up`)} class="stacked">
      <input type="hidden" name="back" value={filled['back'] ?? page.here({})} />
      <label>
        <span>{page.text('followUp.demand')}</span>
        <input name="demand" value={filled['demand'] ?? ''} list={`demands-${state}`} required />
      </label>
      {offered.length > 0 && (
        <datalist id={`demands-${state}`}>
          {offered.map((key) => (
            <option value={key}>{demandName(key, page.language)}</option>
          ))}
        </datalist>
      )}
      {choice(
        'followUp.ledger',
        'ledger',
        ledgers.map((ledger) => [ledger, `ledger.${ledger}`]),
      )}
      {choice(
        'followUp.status',
        'status',
        followUpStatuses.map((status) => [status, `followUp.status.${status}`]),
      )}
      {field('followUp.said', 'said', 'needed')}
      {field('followUp.date', 'date', 'needed')}
      {field('followUp.source', 'source', 'needed')}
      {field('followUp.place', 'place', 'needed')}
      {field('import.address', 'address')}
      {choice(
        'followUp.kept',
        'kept',
        sourceKeepings.map((keeping) => [keeping, `followUp.kept.${keeping}`]),
      )}
      <ReviewNote page={page} part="recommendations" states={state} />
      <button>{page.text('button.add')}</button>
    </form>
  );
}

/**
 * The fields are those of `actionFromFields`. Demands to choose from stand as boxes, because one action can serve
 * many; further ones are named by their keys. Boxes and keys are sent under one name.
 */
export function ActionForm({
  page,
  state,
  offered,
  filled,
}: OnPage & { readonly state: Iso3; readonly offered: readonly DemandKey[]; readonly filled: Fields }) {
  const field = fieldOn(page, filled);
  const named = (filled['demand'] ?? '')
    .split(';')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  const others = named.filter((key) => !offered.some((one) => one === key));
  return (
    <form method="post" action={page.href(`/states/${state}/follow-up/actions`)} class="stacked">
      <input type="hidden" name="back" value={filled['back'] ?? page.here({})} />
      {field('followUp.action', 'text', 'needed')}
      {offered.length > 0 && (
        <fieldset>
          <legend>{page.text('followUp.servesWhich')}</legend>
          {offered.map((key) => (
            <label>
              <input type="checkbox" name="demand" value={key} checked={named.includes(key)} />
              <span>{demandName(key, page.language)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <label>
        <span>{page.text(offered.length > 0 ? 'followUp.servesOther' : 'followUp.demand')}</span>
        <input name="demand" value={others.join('; ')} required={offered.length === 0} />
      </label>
      {field('followUp.actionLead', 'lead')}
      {field('followUp.actionFrom', 'from')}
      {field('followUp.actionUntil', 'until')}
      {field('followUp.source', 'source', 'needed')}
      {field('followUp.actionPlace', 'place')}
      {field('import.address', 'address')}
      <ReviewNote page={page} part="recommendations" states={state} />
      <button>{page.text('button.add')}</button>
    </form>
  );
}
