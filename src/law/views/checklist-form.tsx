/** The form by which an operator loads the text of one point. */
import type { MessageKey } from '../../platform/messages.ts';
import type { OnPage } from '../../platform/ui.tsx';
import type { Point } from '../checklist.ts';
import { writeHooks } from '../hook.ts';
import type { Fields } from '../intake/checklist-point.ts';

const texts = ['subject', 'requirement', 'yes', 'partly', 'no', 'evidence'] as const;
const long: ReadonlySet<(typeof texts)[number]> = new Set(['requirement', 'yes', 'partly', 'no', 'evidence']);

/** The fields are those of `pointFromFields`. They hold what is there, or what was sent and not stored. */
export function PointForm({
  page,
  point,
  filled,
}: OnPage & { readonly point: Point; readonly filled?: Fields }) {
  const value = (name: string, there: string) => filled?.[name] ?? there;
  return (
    <form method="post" action={page.href(`/checklists/${point.checklist}`)} class="stacked">
      <input type="hidden" name="point" value={point.point} />
      {texts.map((name) => {
        const label: MessageKey = `checklist.field.${name}`;
        const there = value(name, point[name]?.en ?? '');
        return (
          <label>
            <span>{page.text(label)}</span>
            {long.has(name) ? (
              <textarea name={name} rows={3} required={name === 'requirement'} dir="auto">
                {there}
              </textarea>
            ) : (
              <input name={name} value={there} dir="auto" />
            )}
          </label>
        );
      })}
      <label>
        <span>{page.text('checklist.field.hooks')}</span>
        <input name="hooks" value={value('hooks', writeHooks(point.hooks))} dir="ltr" />
      </label>
      <label>
        <span>{page.text('checklist.field.status')}</span>
        <input name="status" value={value('status', '')} dir="auto" />
      </label>
      <label>
        <span>{page.text('checklist.field.source')}</span>
        <input name="source" value={value('source', '')} required dir="auto" />
      </label>
      <label>
        <span>{page.text('checklist.field.verified')}</span>
        <select name="verified">
          {(['no', 'yes'] as const).map((answer) => (
            <option value={answer} selected={answer === value('verified', 'no')}>
              {page.t(`answer.${answer}`)}
            </option>
          ))}
        </select>
      </label>
      <button>{page.text('button.add')}</button>
    </form>
  );
}
