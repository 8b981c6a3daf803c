/** What a State asked of other States in the Universal Periodic Review. */
import { askedState } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import { Page, type PageContext } from '../../platform/ui.tsx';
import { asking } from '../asking.ts';
import type { Filters } from '../search.ts';
import { AskingSentence, WhatWasAsked } from './asking.tsx';
import { asOf } from './search.tsx';

/** /states/URY/recommends. @throws Problem `state-unknown` */
export function recommendsPage(page: PageContext, record: Record, code: string) {
  const state = askedState(code);
  const filters: Filters = { asker: state.iso3, mechanism: 'UPR' };
  const asked = record.read((tx) => asking(tx, asOf(page, filters)));
  const name = state.shortNames[page.language] ?? state.shortNames.en;
  return (
    <Page
      page={page}
      title={page.t('recommends.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: name, href: `/states/${state.iso3}` },
      ]}
      sentence={<AskingSentence page={page} name={name} asked={asked} />}
    >
      <p class="quiet">
        {page.text('recommends.note')}{' '}
        <a href={page.href('/recommendations', { state: state.iso3 })}>
          {page.text('recommends.received', { state: name })}
        </a>
      </p>
      <WhatWasAsked page={page} filters={filters} asked={asked} />
    </Page>
  );
}
