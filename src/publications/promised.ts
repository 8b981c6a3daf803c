/** The part of an overview on what the State promised, and what follows from it. Pure. */
import type { Day } from '../core/date.ts';
import type { State } from '../core/state.ts';
import {
  type Commitment,
  type Difference,
  type Instrument,
  type PublishedDue,
  type ReportStanding,
  type Standing,
  toldValue,
  type UprReview,
} from '../commitments/model.ts';
import { type Computed, ruleCitation } from '../commitments/reporting.ts';
import { recommendationBlocks, type RecommendationMaterial } from './asked.ts';
import { lawBlocks, type LawMaterial } from './law.ts';
import type { Block, Runs } from './model.ts';
import { cite, text, type Words } from './words.ts';

/** One instrument with all the record says of the State's relation to it. */
export interface InstrumentMaterial {
  readonly instrument: Instrument;
  readonly standing: Standing;
  /** Entry into force for the State, and the first report due, where rules allow to compute them. */
  readonly inForce?: Computed;
  readonly firstReport?: Computed;
}

/** What the record holds on the commitments of one State. */
export interface CommitmentMaterial {
  readonly state: State;
  readonly asOf: Day;
  readonly instruments: readonly InstrumentMaterial[];
  readonly due: readonly PublishedDue[];
  readonly reviews: readonly UprReview[];
  readonly reportStandings: readonly ReportStanding[];
  readonly commitments: readonly Commitment[];
  readonly asked: RecommendationMaterial;
  readonly law: LawMaterial;
}

/** The section on commitments: treaties, where sources differ, other commitments, reporting, what was asked. */
export function commitmentSection(material: CommitmentMaterial, words: Words): Block[] {
  const { heading, paragraph } = words;
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
    ...lawBlocks(material.law, material, words),
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
export function standingSentence(
  { instrument, standing, inForce }: InstrumentMaterial,
  { t, say, state, date, local }: Words,
): Runs {
  const { kind, row } = standing;
  const citations = row ? [row.citation] : [];
  const values = { state, instrument: local(instrument.name), asAt: row ? date(row.asAt) : '' };
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

function conflicts(
  loaded: readonly InstrumentMaterial[],
  { t, heading, paragraph, say, date }: Words,
): Block[] {
  const tell = (field: Difference['field'], value: string) => {
    const told = toldValue(field, value);
    return 'date' in told ? date(told.date) : t(told.key);
  };
  const items = loaded.flatMap(({ instrument, standing }) =>
    standing.differences.map((difference) =>
      say(
        'overview.conflict',
        {
          instrument: instrument.short,
          field: t(`overview.field.${difference.field}`),
          used: tell(difference.field, difference.used),
          other: tell(difference.field, difference.other),
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
  { commitments, state: of }: CommitmentMaterial,
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

function reporting(
  { due, reviews, reportStandings, instruments }: CommitmentMaterial,
  words: Words,
): Block[] {
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
