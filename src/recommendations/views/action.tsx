/** The action category of one recommendation, side by side: as its sources, the rules and the trained model give it. */
import type { Child } from 'hono/jsx';
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { DataTable, Notice, type OnPage, type PageContext, SourceMark } from '../../platform/ui.tsx';
import { actionFeatures } from '../action.ts';
import type { RuleLanguage } from '../codebook.ts';
import { ruleLanguage } from '../label-index.ts';
import { type ActionCategory, placeOf } from '../model.ts';
import { shippedCoder } from '../reference.ts';
import type { FoundItem } from '../search.ts';
import { installedClassifier, type ModelJudgement, type Trained } from '../trained.ts';

interface Given {
  readonly category: Child;
  readonly words: string;
  readonly by: Child;
}

export function ActionOf({
  page,
  record,
  one,
}: OnPage & { readonly record: Record; readonly one: FoundItem }) {
  const language = ruleLanguage(one.language);
  const model = modelOf(record);
  const given: readonly Given[] = [
    ...bySources(page, one),
    ...(language ? [byRules(page, one.text, language)] : []),
    // The texts it learnt from were English.
    ...(model.kind === 'ready' && language === 'en' ? [byModel(page, model.judge(one.text))] : []),
  ];
  if (given.length === 0) return null;
  return (
    <section aria-labelledby="action">
      <h2 id="action">{page.text('labels.action.title')}</h2>
      <p class="quiet">{page.text('labels.action.note')}</p>
      {model.kind === 'outdated' && <Notice>{page.text('labels.action.outdated')}</Notice>}
      {model.kind === 'damaged' && (
        <Notice>{page.text('labels.action.damaged', { detail: model.detail })}</Notice>
      )}
      <DataTable
        page={page}
        caption={page.t('labels.action.title')}
        columns={[
          { heading: page.text('labels.action.title'), cell: ({ category }) => category },
          {
            heading: page.text('labels.words'),
            cell: ({ words }) => <bdi lang={language}>{words || '–'}</bdi>,
          },
          { heading: page.text('labels.action.by'), cell: ({ by }) => by },
        ]}
        rows={given}
      />
    </section>
  );
}

/** The model of the installation; one that cannot be read takes nothing else from the page. */
function modelOf(record: Record): Trained | { readonly kind: 'damaged'; readonly detail: string } {
  try {
    return installedClassifier(record.folder, shippedCoder());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { kind: 'damaged', detail: String(error.details['detail'] ?? '') };
  }
}

function nameOn(page: PageContext, category: ActionCategory): string {
  return page.t(`action.category.${category}`);
}

/** Each category that a source gives, once, with all that give it. */
function bySources(page: PageContext, { statements }: FoundItem): Given[] {
  const labelled = statements.flatMap((said) => (said.action ? [{ ...said, action: said.action }] : []));
  return [...Map.groupBy(labelled, ({ action }) => action)].map(([category, of]) => {
    const places = new Map(of.map((said) => [JSON.stringify(placeOf(said)), placeOf(said)]));
    return {
      category: nameOn(page, category),
      words: '',
      by: (
        <>
          {page.text('labels.action.source')}
          {[...places.values()].map((citation) => (
            <SourceMark page={page} citation={citation} />
          ))}
        </>
      ),
    };
  });
}

function byRules(page: PageContext, text: string, language: RuleLanguage): Given {
  const coder = shippedCoder();
  const { category, verb = '' } = actionFeatures(coder.read(text, language));
  return {
    category: category ? nameOn(page, category) : page.text('labels.action.none'),
    words: verb,
    by: page.text('labels.action.rules', { version: coder.codebook.version }),
  };
}

function byModel(page: PageContext, { kind, category, probability, words, origin }: ModelJudgement): Given {
  return {
    category: page.text(kind === 'category' ? 'labels.action.probability' : 'labels.action.abstains', {
      category: nameOn(page, category),
      percent: (100 * probability).toFixed(0),
    }),
    words: words.map((word) => word.text).join(' … '),
    by: page.text('labels.action.model', { version: origin.version }),
  };
}
