/**
 * The Country Overview: what the record holds of a State, in plain sentences and tables, each statement with
 * its sources. What the record does not hold is said, never made up. Pure: the same material gives the same
 * publication. The order of sections follows the published series (reference: structure of ECPAT Country
 * Overviews).
 */
import type { Citation } from '../core/citation.ts';
import { type Day, formatDate } from '../core/date.ts';
import { stateName, type State } from '../core/state.ts';
import {
  countStandings,
  type Commitment,
  type Instrument,
  type PublishedDue,
  type ReportStanding,
  type Standing,
  type UprReview,
} from '../commitments/model.ts';
import { type Computed, ruleCitation } from '../commitments/reporting.ts';
import type { MessageKey, Translate } from '../platform/messages.ts';
import { recommendationBlocks, type RecommendationMaterial } from './asked.ts';
import { cite, text, type Words } from './words.ts';
import type { Block, Labels, Publication, Runs } from './model.ts';

/** One instrument with all the record says of the State's relation to it. */
export interface InstrumentMaterial {
  readonly instrument: Instrument;
  readonly standing: Standing;
  /** Entry into force for the State, and the first report due, where rules allow to compute them. */
  readonly inForce?: Computed;
  readonly firstReport?: Computed;
}

/** All that goes into one overview, gathered from the record (store.ts). */
export interface OverviewMaterial {
  readonly state: State;
  readonly asOf: Day;
  readonly software: string;
  readonly instruments: readonly InstrumentMaterial[];
  readonly due: readonly PublishedDue[];
  readonly reviews: readonly UprReview[];
  readonly reportStandings: readonly ReportStanding[];
  readonly commitments: readonly Commitment[];
  readonly asked: RecommendationMaterial;
  /** A drawing of where the State lies (SVG). */
  readonly map: string;
}

/** The Country Overview as a publication. */
export function countryOverview(material: OverviewMaterial, t: Translate): Publication {
  const words = wordsOf(material, t);
  return {
    title: t('overview.title', { state: words.state }),
    subtitle: t('overview.subtitle'),
    language: t.language,
    asOf: material.asOf,
    software: material.software,
    labels: labels(t),
    blocks: [
      ...about(material, words),
      ...glance(material, words),
      ...introduction(material, words),
      ...context(words),
      ...commitmentSection(material, words),
      ...response(words),
      ...participation(words),
      ...action(material, words),
      ...acronyms(material, words),
    ],
  };
}

function wordsOf({ state }: OverviewMaterial, t: Translate): Words {
  const say: Words['say'] = (key, values, citations = []) => [
    { kind: 'text', text: t(key, values) },
    ...cite(citations),
  ];
  return {
    t,
    state: stateName(state, t.language).text,
    date: (date) => formatDate(date, t.language),
    say,
    paragraph: (key, values, citations) => ({ kind: 'paragraph', runs: say(key, values, citations) }),
    heading: (level, key, values) => ({ kind: 'heading', level, text: t(key, values) }),
  };
}

function labels(t: Translate): Labels {
  const raw = (key: MessageKey, name: string) => t(key, { [name]: `{${name}}` });
  return {
    contents: t('overview.label.contents'),
    references: t('overview.label.references'),
    table: t('overview.label.table'),
    figure: t('overview.label.figure'),
    page: t('overview.label.page', { page: '{page}', pages: '{pages}' }),
    asOf: raw('overview.label.asOf', 'date'),
    asAt: raw('source.asAt', 'date'),
    madeWith: raw('overview.label.madeWith', 'software'),
    unverified: t('source.unverified'),
    skip: t('nav.skip'),
    back: t('overview.label.back'),
  };
}

function about({ asOf, software }: OverviewMaterial, { t, heading, paragraph, date, state }: Words): Block[] {
  return [
    heading(1, 'overview.about'),
    paragraph('overview.about.record', { state, date: date(asOf), software }),
    paragraph('overview.about.honesty', { nothing: t('overview.nothing') }),
    ...(t.language === 'en' ? [] : [paragraph('overview.about.language')]),
    paragraph('overview.about.cite', { state, year: asOf.slice(0, 4), date: date(asOf), software }),
  ];
}

function glance({ instruments, asked, reviews, asOf, map }: OverviewMaterial, words: Words): Block[] {
  const { t, heading, paragraph, say, state, date } = words;
  const loaded = instruments.filter(({ standing }) => standing.kind !== 'not loaded');
  const bound = loaded.filter(({ standing }) => standing.kind === 'party');
  const count = countStandings(instruments.map(({ standing }) => standing));
  const key = instruments.find(({ instrument }) => instrument.id === 'OPSC');
  const next = reviews.find((review) => review.ends >= asOf);
  return [
    heading(1, 'overview.glance'),
    {
      kind: 'statement',
      runs: [
        ...say(
          'overview.glance.bound',
          { state, date: date(asOf), bound: count.party, loaded: count.loaded, unverified: count.unverified },
          sourcesOf(bound),
        ),
        ...(key ? [...text(' '), ...standingSentence(key, words)] : []),
      ],
    },
    {
      kind: 'figure',
      svg: map,
      alt: t('map.locator', { state }),
      caption: say('overview.glance.map', { state }),
    },
    {
      kind: 'table',
      caption: say('overview.glance.table', { state, date: date(asOf) }),
      columns: [
        { header: t('overview.column.instrument'), content: 'text' },
        { header: t('overview.column.standing'), content: 'text' },
        { header: t('overview.column.since'), content: 'text' },
      ],
      rows: loaded.map((material) => [
        text(material.instrument.short),
        [
          { kind: 'text', text: t(`standing.${material.standing.kind}`) },
          ...cite(material.standing.row ? [material.standing.row.citation] : []),
        ],
        text(dateOfStanding(material.standing, words)),
      ]),
    },
    next
      ? paragraph('overview.glance.review', { state, session: next.session, date: date(next.starts) }, [
          next.citation,
        ])
      : paragraph('overview.glance.noReview', { state }),
    paragraph('overview.glance.asked', { state, count: asked.inAll, sec: asked.found.length }),
    paragraph('overview.glance.numbers', { nothing: t('overview.nothing') }),
  ];
}

/** The date that matters for a standing: of the act for a party, of signature for a signatory. */
function dateOfStanding({ kind, row }: Standing, { date }: Words): string {
  if (kind === 'party' || kind === 'withdrawn') return row?.acted ? date(row.acted) : '';
  return kind === 'signed' && row?.signed ? date(row.signed) : '';
}

function introduction(
  { state: { regionalGroup, region, standing, lists } }: OverviewMaterial,
  words: Words,
): Block[] {
  const { t, heading, paragraph, state } = words;
  return [
    heading(1, 'overview.introduction'),
    paragraph(`overview.introduction.${standing}`, { state, region }, [codesCitation]),
    ...(regionalGroup
      ? [paragraph('overview.introduction.group', { state, group: regionalGroup }, [groupsCitation])]
      : []),
    ...lists.map((list) => paragraph(`overview.introduction.${list}`, { state }, [codesCitation])),
    paragraph('overview.empty.introduction', { nothing: t('overview.nothing') }),
  ];
}

const codesCitation: Citation = {
  title: 'UN Statistics Division, Standard country or area codes for statistical use (M49)',
  address: 'https://unstats.un.org/unsd/methodology/m49/',
  standing: 'unverified',
};
const groupsCitation: Citation = {
  title: 'UPR Info, list of States by UN regional group',
  standing: 'unverified',
};

function context({ t, heading, paragraph }: Words): Block[] {
  const manifestations = ['prostitution', 'online', 'trafficking', 'travel', 'marriage'] as const;
  return [
    heading(1, 'overview.context'),
    paragraph('overview.context.note'),
    ...manifestations.flatMap((name) => [
      heading(2, `overview.context.${name}`),
      paragraph('overview.empty.context', { nothing: t('overview.nothing') }),
    ]),
  ];
}

function commitmentSection(material: OverviewMaterial, words: Words): Block[] {
  const { t, heading, paragraph } = words;
  const loaded = material.instruments.filter(({ standing }) => standing.kind !== 'not loaded');
  const notLoaded = material.instruments.filter(({ standing }) => standing.kind === 'not loaded');
  return [
    heading(1, 'overview.commitments'),
    heading(2, 'overview.treaties'),
    treatyTable(loaded, words),
    { kind: 'list', items: loaded.map((one) => standingSentence(one, words)) },
    ...(notLoaded.length > 0
      ? [
          paragraph('overview.treaties.notLoaded', {
            list: notLoaded.map(({ instrument }) => instrument.short).join(', '),
          }),
        ]
      : []),
    ...conflicts(loaded, words),
    ...otherCommitments(material, words),
    ...reporting(material, words),
    heading(2, 'overview.asked'),
    ...recommendationBlocks(material.asked, words),
    heading(2, 'overview.legislation'),
    paragraph('overview.empty.legislation', { nothing: t('overview.nothing') }),
  ];
}

function treatyTable(loaded: readonly InstrumentMaterial[], words: Words): Block {
  const { t, say, state, date } = words;
  const computed = (value: Computed | undefined): Runs =>
    value?.date ? [{ kind: 'text', text: date(value.date) }, ...cite([ruleCitation(value)])] : text('–');
  return {
    kind: 'table',
    caption: say('overview.treaties.table', { state }),
    columns: [
      { header: t('overview.column.instrument'), content: 'text' },
      { header: t('overview.column.signed'), content: 'text' },
      { header: t('overview.column.acted'), content: 'text' },
      { header: t('overview.column.inForce'), content: 'text' },
      { header: t('overview.column.firstReport'), content: 'text' },
    ],
    rows: loaded.map(({ instrument, standing: { kind, row }, inForce, firstReport }) => [
      text(instrument.short),
      text(row?.signed ? date(row.signed) : '–'),
      kind === 'party' && row
        ? [
            {
              kind: 'text',
              text: [row.acted && date(row.acted), row.action && t(`action.${row.action}`)]
                .filter(Boolean)
                .join(', '),
            },
            ...cite([row.citation]),
          ]
        : [{ kind: 'text', text: t(`standing.${kind}`) }, ...cite(row ? [row.citation] : [])],
      computed(inForce),
      computed(firstReport),
    ]),
  };
}

/** One sentence on one instrument: what the State did, when, and since when it is bound. */
function standingSentence(
  { instrument, standing, inForce }: InstrumentMaterial,
  { t, say, state, date }: Words,
): Runs {
  const { kind, row } = standing;
  const citations = row ? [row.citation] : [];
  const values = { state, instrument: instrument.title.value, asAt: row ? date(row.asAt) : '' };
  const signed = row?.signed ? date(row.signed) : '';
  if (kind === 'party' && row?.acted) {
    const act = { ...values, action: t(`action.${row.action ?? 'unspecified'}`), date: date(row.acted) };
    const first = signed
      ? say('overview.standing.signedAndParty', { ...act, signed }, citations)
      : say('overview.standing.party', act, citations);
    return inForce?.date
      ? [
          ...first,
          ...text(' '),
          ...say('overview.standing.inForce', { state, date: date(inForce.date) }, [ruleCitation(inForce)]),
        ]
      : first;
  }
  if (kind === 'signed') return say('overview.standing.signed', { ...values, date: signed }, citations);
  if (kind === 'withdrawn' && row?.acted)
    return say('overview.standing.withdrawn', { ...values, date: date(row.acted) }, citations);
  if (kind === 'none') return say('overview.standing.none', values, citations);
  if (kind === 'not party') return say('overview.standing.notParty', values, citations);
  return say('overview.standing.cannotTell', values, citations);
}

function conflicts(loaded: readonly InstrumentMaterial[], { t, heading, paragraph, say }: Words): Block[] {
  const items = loaded.flatMap(({ instrument, standing }) =>
    standing.differences.map((difference) =>
      say(
        'overview.conflict',
        {
          instrument: instrument.short,
          field: t(`overview.field.${difference.field}`),
          used: difference.used,
          other: difference.other,
        },
        [...(standing.row ? [standing.row.citation] : []), difference.row.citation],
      ),
    ),
  );
  return [
    heading(2, 'overview.conflicts'),
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : [paragraph('overview.conflicts.none')]),
  ];
}

function otherCommitments(
  { commitments, state: of }: OverviewMaterial,
  { t, heading, paragraph, say, state, date }: Words,
): Block[] {
  const items = commitments.map((commitment) => {
    const part = commitment.states.find((named) => named.state === of.iso3);
    return say(
      part?.part === 'absent' ? 'overview.commitment.absent' : 'overview.commitment.part',
      {
        state,
        name: commitment.name,
        by: commitment.adoptedBy,
        date: commitment.adopted ? date(commitment.adopted) : t('overview.undated'),
      },
      [part?.citation ?? commitment.citation],
    );
  });
  return [
    heading(2, 'overview.otherCommitments'),
    items.length > 0
      ? { kind: 'list', items }
      : paragraph('overview.empty.otherCommitments', { nothing: t('overview.nothing'), state }),
  ];
}

function reporting({ due, reviews, reportStandings, instruments }: OverviewMaterial, words: Words): Block[] {
  const { t, heading, paragraph, say, state, date } = words;
  const short = (id: string) =>
    instruments.find(({ instrument }) => instrument.id === id)?.instrument.short ?? id;
  const items: Runs[] = [
    ...instruments.flatMap(({ instrument, firstReport }) =>
      firstReport?.date
        ? [
            say('overview.reporting.first', { instrument: instrument.short, date: date(firstReport.date) }, [
              ruleCitation(firstReport),
            ]),
          ]
        : [],
    ),
    ...due.map((row) =>
      say(
        'overview.reporting.due',
        {
          instrument: short(row.instrument),
          document: row.document,
          date: date(row.due),
          asAt: date(row.asAt),
        },
        [row.citation],
      ),
    ),
    ...reportStandings.map((row) =>
      say(
        'overview.reporting.said',
        { state, instrument: short(row.instrument), statement: row.statement, date: date(row.asAt) },
        [row.citation],
      ),
    ),
    ...reviews.map((row) =>
      say(
        'overview.reporting.review',
        { state, cycle: row.cycle, session: row.session, date: date(row.starts) },
        [row.citation],
      ),
    ),
  ];
  return [
    heading(2, 'overview.reporting'),
    items.length > 0
      ? { kind: 'list', items }
      : paragraph('overview.empty.reporting', { nothing: t('overview.nothing') }),
    ...(due.length === 0 ? [paragraph('overview.reporting.noCalendar')] : []),
  ];
}

function response({ t, heading, paragraph }: Words): Block[] {
  const parts = ['coordination', 'prevention', 'justice', 'recovery', 'private'] as const;
  return [
    heading(1, 'overview.response'),
    ...parts.flatMap((name) => [
      heading(2, `overview.response.${name}`),
      paragraph('overview.empty.response', { nothing: t('overview.nothing') }),
    ]),
  ];
}

function participation({ t, heading, paragraph }: Words): Block[] {
  return [
    heading(1, 'overview.participation'),
    paragraph('overview.empty.participation', { nothing: t('overview.nothing') }),
  ];
}

/** What the record itself leaves open. Recommendations are for people to write. */
function action({ instruments, reportStandings }: OverviewMaterial, words: Words): Block[] {
  const { heading, paragraph, say, state, date } = words;
  const open = instruments.filter(({ standing }) =>
    ['none', 'signed', 'not party', 'withdrawn'].includes(standing.kind),
  );
  const short = (id: string) =>
    instruments.find(({ instrument }) => instrument.id === id)?.instrument.short ?? id;
  const items = [
    ...open.map(({ instrument, standing }) =>
      say(
        `overview.open.${standing.kind === 'signed' ? 'signed' : 'none'}`,
        { state, instrument: instrument.short },
        standing.row ? [standing.row.citation] : [],
      ),
    ),
    ...reportStandings.map((row) =>
      say(
        'overview.open.report',
        { instrument: short(row.instrument), statement: row.statement, date: date(row.asAt) },
        [row.citation],
      ),
    ),
  ];
  return [
    heading(1, 'overview.action'),
    paragraph('overview.action.note'),
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : [paragraph('overview.action.none')]),
  ];
}

function acronyms({ instruments }: OverviewMaterial, { heading }: Words): Block[] {
  const used = instruments
    .filter(({ instrument }) => instrument.short !== instrument.title.value)
    .toSorted((a, b) => (a.instrument.short < b.instrument.short ? -1 : 1));
  return [
    heading(1, 'overview.acronyms'),
    {
      kind: 'list',
      items: used.map(({ instrument }) => [
        { kind: 'strong', text: instrument.short },
        { kind: 'text', text: `: ${instrument.title.value}` },
        ...cite([instrument.title.citation]),
      ]),
    },
  ];
}

function sourcesOf(materials: readonly InstrumentMaterial[]): Citation[] {
  const found = new Map<string, Citation>();
  for (const { standing } of materials)
    if (standing.row) found.set(JSON.stringify(standing.row.citation), standing.row.citation);
  return [...found.values()];
}
