/** What a point of a checklist says, as it stands on its page and beside a coder's form: requirement, criteria, proof, legal hooks. */
import { AnswerBadge, type OnPage, SourceMark } from '../../platform/ui.tsx';
import type { Point } from '../checklist.ts';
import { Hooks } from './checklists.tsx';

const criteria = ['yes', 'partly', 'no'] as const;

export function MatrixText({ page, point }: OnPage & { readonly point: Point }) {
  const { requirement, evidence, hooks, citation } = point;
  return (
    <>
      <p>
        {requirement ? (
          <strong>{page.local(requirement)}</strong>
        ) : (
          <em>{page.text('checklist.notLoaded')}</em>
        )}
        <SourceMark page={page} citation={citation} />
      </p>
      <dl>
        {criteria.map((answer) => {
          const text = point[answer];
          return (
            text && (
              <>
                <dt>
                  <AnswerBadge page={page} answer={answer} />
                </dt>
                <dd>{page.local(text)}</dd>
              </>
            )
          );
        })}
        {evidence && (
          <>
            <dt>{page.text('checklist.evidence')}</dt>
            <dd>{page.local(evidence)}</dd>
          </>
        )}
        {hooks.length > 0 && (
          <>
            <dt>{page.text('checklist.hooks')}</dt>
            <dd>
              <Hooks page={page} hooks={hooks} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
