/** The fields of a working paper; those of `paperFromFields`. Coders and adjudicators fill in the same. */
import type { Child } from 'hono/jsx';
import type { Day } from '../../core/date.ts';
import { answers } from '../../core/value.ts';
import { AnswerBadge, type OnPage } from '../../platform/ui.tsx';
import { type Law, lawKinds, type Provision, type ProvisionId, standingOn, translations } from '../model.ts';
import {
  emptyPaper,
  isFilled,
  longestText,
  mostWritten,
  type Paper,
  paperSchema,
  type PaperContext,
  type Written,
} from '../paper.ts';
import { writtenField } from '../paper-form.ts';

/** The five answers to choose from. */
export function AnswerChoice({
  page,
  name,
  legend,
  chosen,
  none,
}: OnPage & {
  readonly name: 'answer' | 'practice';
  readonly legend: Child;
  readonly chosen: Paper['answer'];
  /** What choosing none is called. */
  readonly none: Child;
}) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {answers.map((answer) => (
        <label>
          <input type="radio" name={name} value={answer} checked={answer === chosen} />
          <AnswerBadge page={page} answer={answer} />
        </label>
      ))}
      <label>
        <input type="radio" name={name} value="" checked={chosen === ''} />
        <span class="absent">{none}</span>
      </label>
    </fieldset>
  );
}

export function LongText({
  name,
  label,
  value,
  rows = 3,
  needed,
}: {
  readonly name: string;
  readonly label: Child;
  readonly value: string;
  readonly rows?: number;
  readonly needed?: 'needed';
}) {
  return (
    <label>
      <span>{label}</span>
      <textarea name={name} rows={rows} maxlength={longestText} dir="auto" required={needed === 'needed'}>
        {value}
      </textarea>
    </label>
  );
}

/** The provisions of the State that are in the record, law by law, without those that had ceased. */
export function ProvisionChoice({
  page,
  context,
  chosen,
}: OnPage & { readonly context: PaperContext; readonly chosen: readonly string[] }) {
  const { asOf, laws, provisions } = context;
  const offered = [...provisions.values()].filter(
    (one) => chosen.includes(one.id) || standingOn(one, asOf) !== 'no longer in force',
  );
  const byLaw = Map.groupBy(offered, ({ law }) => law);
  const unknown = chosen.filter((id) => !provisions.has(id as ProvisionId));
  if (byLaw.size === 0 && unknown.length === 0)
    return <p class="quiet">{page.text('law.coding.noProvisions')}</p>;
  return (
    <fieldset>
      <legend>{page.text('law.coding.provisions')}</legend>
      {unknown.map((id) => (
        <input type="hidden" name="provision" value={id} />
      ))}
      {laws.map((law) => {
        const of = byLaw.get(law.id) ?? [];
        return of.length === 0 ? null : (
          <details open={of.some(({ id }) => chosen.includes(id))}>
            <summary>
              <LawName law={law} />
            </summary>
            {of.map((provision) => (
              <label>
                <input
                  type="checkbox"
                  name="provision"
                  value={provision.id}
                  checked={chosen.includes(provision.id)}
                />
                <ProvisionText page={page} provision={provision} asOf={asOf} />
              </label>
            ))}
          </details>
        );
      })}
    </fieldset>
  );
}

export function LawName({ law }: { readonly law: Law }) {
  return (
    <>
      <bdi lang={law.language}>{law.title}</bdi>
      {law.titleEnglish && (
        <>
          {' '}
          (<bdi lang="en">{law.titleEnglish}</bdi>)
        </>
      )}
      {law.number && (
        <>
          , <bdi>{law.number}</bdi>
        </>
      )}
    </>
  );
}

function ProvisionText({
  page,
  provision,
  asOf,
}: OnPage & { readonly provision: Provision; readonly asOf: Day }) {
  return (
    <span>
      {page.text('checklist.article', { article: provision.article })}: <bdi>{provision.text}</bdi>{' '}
      <span class="quiet">({page.text(`law.pages.standing.${standingOn(provision, asOf)}`)})</span>
    </span>
  );
}

/** What was written out, each in its place, and one empty place. */
export function WrittenOut({
  page,
  written,
  laws,
}: OnPage & { readonly written: readonly Written[]; readonly laws: readonly Law[] }) {
  const [empty] = paperSchema.shape.written.parse([{}]);
  const places = written.length < mostWritten && empty ? [...written, empty] : written;
  const list = page.newId('laws');
  const names = new Set([...laws.map(({ title }) => title), ...written.map(({ law }) => law)]);
  return (
    <>
      <datalist id={list}>
        {[...names]
          .filter((name) => name !== '')
          .map((name) => (
            <option value={name} />
          ))}
      </datalist>
      {places.map((one, place) => (
        <details open={isFilled(one)}>
          <summary>
            {isFilled(one)
              ? page.text('law.coding.written', { law: one.law || '…', article: one.article || '…' })
              : page.text('law.coding.writeOut')}
          </summary>
          <WrittenFields page={page} place={place} written={one} list={list} />
        </details>
      ))}
    </>
  );
}

function WrittenFields({
  page,
  place,
  written,
  list,
}: OnPage & { readonly place: number; readonly written: Written; readonly list: string }) {
  const line = (field: keyof Written & FieldName, more: { readonly [attribute: string]: string } = {}) => (
    <label>
      <span>{page.text(`law.coding.field.${field}`)}</span>
      <input name={writtenField(place, field)} value={written[field]} maxlength={1000} dir="auto" {...more} />
    </label>
  );
  const choice = (field: 'textIs' | 'kind' | 'translation', options: readonly Option[]) => (
    <label>
      <span>{page.text(`law.coding.field.${field}`)}</span>
      <select name={writtenField(place, field)}>
        {options.map(({ value, label }) => (
          <option value={value} selected={value === written[field]}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
  const isOfNewLaw = written.language !== '' || written.titleEnglish !== '' || written.date !== '';
  return (
    <div class="stacked">
      {line('law', { list })}
      {line('article')}
      <LongText
        name={writtenField(place, 'text')}
        label={page.text('law.coding.field.text')}
        value={written.text}
      />
      {choice(
        'textIs',
        (['paraphrase', 'quotation'] as const).map((value) => ({
          value,
          label: page.t(`law.coding.textIs.${value}`),
        })),
      )}
      {line('from')}
      {line('to')}
      {line('enacted')}
      {line('source')}
      <details open={isOfNewLaw}>
        <summary>{page.text('law.coding.newLaw')}</summary>
        <div class="stacked">
          {line('language', { dir: 'ltr' })}
          {line('titleEnglish')}
          {line('number')}
          {choice(
            'kind',
            lawKinds.map((value) => ({ value, label: page.t(`law.pages.kind.${value}`) })),
          )}
          {line('date')}
          {line('address', { dir: 'ltr' })}
          {choice(
            'translation',
            translations.map((value) => ({ value, label: page.t(`law.pages.translation.${value}`) })),
          )}
        </div>
      </details>
    </div>
  );
}

type FieldName = Exclude<keyof Written, 'text' | 'textIs' | 'kind' | 'translation'>;

interface Option {
  readonly value: string;
  readonly label: string;
}

/** All fields of a coder's paper. */
export function PaperFields({
  page,
  paper = emptyPaper(1),
  context,
}: OnPage & { readonly paper?: Paper; readonly context: PaperContext }) {
  return (
    <>
      <AnswerChoice
        page={page}
        name="answer"
        legend={page.text('law.coding.onPaper')}
        chosen={paper.answer}
        none={page.text('law.coding.noAnswer')}
      />
      <LongText name="reasoning" label={page.text('law.coding.reasoning')} value={paper.reasoning} rows={4} />
      <ProvisionChoice page={page} context={context} chosen={paper.provisions} />
      <WrittenOut page={page} written={paper.written} laws={context.laws} />
      <LongText name="receipts" label={page.text('law.coding.receipts')} value={paper.receipts} />
      <PracticeFields page={page} paper={paper} />
    </>
  );
}

/** What is done, apart from what is written. */
export function PracticeFields({ page, paper }: OnPage & { readonly paper: Paper }) {
  return (
    <>
      <AnswerChoice
        page={page}
        name="practice"
        legend={page.text('law.coding.inPractice')}
        chosen={paper.practice}
        none={page.text('law.coding.notLooked')}
      />
      <LongText
        name="practiceReasoning"
        label={page.text('law.coding.practiceReasoning')}
        value={paper.practiceReasoning}
      />
      <LongText
        name="practiceReceipts"
        label={page.text('law.coding.receipts')}
        value={paper.practiceReceipts}
      />
    </>
  );
}
