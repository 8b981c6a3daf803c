/** All texts of all parts that there are, or could be, in several languages. */
import { commitmentTexts, instrumentTexts } from '../commitments/store/texts.ts';
import { checklistTexts } from '../law/store/texts.ts';
import type { Record } from '../platform/record.ts';
import { codebookTexts } from '../recommendations/store/texts.ts';
import { indicatorTexts } from '../statistics/store/texts.ts';
import type { SourceText } from '../translations/model.ts';
import { groupTexts, stateTexts } from '../translations/states.ts';
import { withTranslations } from '../translations/store.ts';

/** In the order of the collections; remembered until the record changes. */
export function allTexts(record: Record): readonly SourceText[] {
  return record.cached('texts in languages', (tx) =>
    withTranslations(tx, [
      ...checklistTexts(tx),
      ...codebookTexts(),
      ...stateTexts(),
      ...groupTexts(),
      ...instrumentTexts(tx),
      ...commitmentTexts(tx),
      ...indicatorTexts(tx),
    ]),
  );
}
