/**
 * The regional report on law: States of a group beside each other on the points of a checklist, as of a day, and
 * what changed between days. How much is known comes before anything else; no score is made. Pure.
 */
import { type Day, parseDay } from '../core/date.ts';
import type { StateGroup } from '../core/membership.ts';
import { type State, stateName, stateOf } from '../core/state.ts';
import { type AgreementByPoint, agreementByPoint, codedTwice } from '../law/agreement.ts';
import { type Round, roundKinds } from '../law/assessment.ts';
import type { Point } from '../law/checklist.ts';
import type { Translate } from '../platform/messages.ts';
import { type Harmonisation, harmonisation, harmonisationBlocks } from './harmonisation.ts';
import { lawTable } from './law.ts';
import {
  answerRuns,
  type ChecklistMaterial,
  codersOf,
  coverageOf,
  type Laws,
  pointName,
  practiceRuns,
  restsOn,
  unansweredWords,
} from './law-answers.ts';
import { type Block, citationKey, type Publication, type Runs } from './model.ts';
import { changeBlocks, type Period, periodsOf } from './region-changes.ts';
import { cite, labels, type Speech, speech, text } from './words.ts';

/** All that goes into a regional report, gathered from the record (store/law.ts). */
export interface RegionMaterial extends ChecklistMaterial {
  readonly group: StateGroup;
  readonly asOf: Day;
  /** Days that are compared, each with the next, earliest first; none or at least two. */
  readonly compared: readonly Day[];
  readonly laws: Laws;
  readonly rounds: readonly Round[];
  readonly software: string;
}

/**
 * The days to compare, as a person writes them: "2019-06-30, 2024-06-30". One alone is compared with the day of the
 * report; the report is of the last of them unless it says of which day it is.
 * @throws Problem `date-invalid`
 */
export function askedDays(
  compare: string,
  asOf: Day | undefined,
  today: Day,
): { readonly asOf: Day; readonly compared: readonly Day[] } {
  const days = [
    ...new Set(
      compare
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(parseDay),
    ),
  ].toSorted();
  const [only, ...others] = days;
  const of = asOf ?? (others.length > 0 ? days.at(-1) : undefined) ?? today;
  const both = only && others.length === 0 && only !== of ? [only, of].toSorted() : days;
  return { asOf: of, compared: both.length > 1 ? both : [] };
}

export function regionalReport(material: RegionMaterial, t: Translate): Publication {
  const words = speech(t);
  const { checklist, group, asOf, software } = material;
  const whole = harmonisation(material, group, asOf);
  return {
    title: t('law.report.title', {
      checklist: words.local(checklist.title),
      region: groupName(group, words),
    }),
    subtitle: t('law.report.subtitle'),
    language: t.language,
    asOf,
    software,
    labels: labels(t),
    blocks: [
      ...coverageSection(material, whole, words),
      ...methodSection(material, whole, words),
      { kind: 'page break', paper: 'landscape' },
      words.heading(1, 'law.report.harmonisation'),
      ...harmonisationBlocks(whole, { checklist, day: asOf }, words),
      { kind: 'page break' },
      ...pointSection(material, whole, words),
      ...lawSection(material, whole, words),
    ],
  };
}

/** The name of the group; a few States by their own names; more by their number. */
export function groupName({ name, members }: StateGroup, { t, local, listed }: Speech): string {
  if (name) return local(name);
  return members.length > 4
    ? t('law.report.states', { count: members.length })
    : listed(members.map(({ state }) => shortName(state, t)));
}

function shortName(state: State, t: Translate): string {
  return stateName(state, t.language, 'short').text;
}

function coverageSection(
  { checklist, asOf }: RegionMaterial,
  { points, rows }: Harmonisation,
  words: Speech,
): Block[] {
  const { t, heading, paragraph, say, date } = words;
  const all = coverageOf(rows.flatMap(({ answers }) => answers));
  const left = checklist.points.filter((point) => !points.includes(point));
  return [
    {
      kind: 'statement',
      runs: say('law.report.sentence', {
        answered: all.answered,
        places: all.points,
        points: points.length,
        states: rows.length,
        twice: all.twice,
        date: date(asOf),
      }),
    },
    heading(1, 'law.report.known'),
    ...(left.length > 0
      ? [
          paragraph('law.report.unscored', { count: left.length }),
          paragraph('law.report.unscored.which', { points: words.listed(left.map(({ point }) => point)) }),
        ]
      : []),
    {
      kind: 'table',
      caption: say('law.report.known.table', { date: date(asOf) }),
      columns: [
        { header: t('word.state'), content: 'text' },
        { header: t('law.report.column.answered'), content: 'figures' },
        { header: t('law.report.column.twice'), content: 'figures' },
        { header: t('law.report.column.unanswered'), content: 'text' },
        { header: t('law.report.column.coders'), content: 'text' },
      ],
      rows: rows.map(({ state, answers }) => {
        const coverage = coverageOf(answers);
        const coders = new Set(answers.flatMap(({ on }) => (on.finding ? codersOf(on.finding) : [])));
        return [
          text(shortName(state, t)),
          text(t('law.report.of', { count: coverage.answered, points: coverage.points })),
          text(t.number(coverage.twice)),
          text(unansweredWords(coverage, words) || '–'),
          text(words.listed([...coders].toSorted()) || '–'),
        ];
      }),
    },
  ];
}

function methodSection(
  { checklist, group, asOf, compared, rounds }: RegionMaterial,
  { rows }: Harmonisation,
  words: Speech,
): Block[] {
  const { t, heading, paragraph, say, date, listed } = words;
  const assessments = rows.flatMap(({ answers }) =>
    answers.flatMap(({ on }) => on.finding?.assessments ?? []),
  );
  const used = new Set(assessments.map(({ round }) => round));
  const { pairs } = codedTwice(rounds, assessments);
  const count = (kind: Round['kind']) =>
    rounds.filter((round) => used.has(round.id) && round.kind === kind).length;
  return [
    heading(1, 'law.report.method'),
    {
      kind: 'list',
      items: [
        say(
          'law.report.method.checklist',
          { title: words.local(checklist.title), publisher: checklist.publisher, origin: checklist.origin },
          [checklist.citation],
        ),
        say('law.report.method.asOf', { date: date(asOf) }),
        say('law.report.method.answers'),
        say('law.report.method.paper'),
        say('law.report.method.rounds', { blind: count('blind'), file: count('by file') }),
        ...roundKinds.flatMap((kind) => agreementRuns(agreementByPoint(kind, pairs), words)),
        ...(compared.length > 0
          ? [say('law.report.method.compared', { days: listed(compared.map(date)) })]
          : []),
      ],
    },
    ...membership(group, words),
    ...(t.language === 'en' ? [] : [paragraph('overview.about.language')]),
  ];
}

/** How far two coders agreed, before anybody decided. Blind rounds and rounds by file are never added up. */
function agreementRuns({ kind, overall: { pairs, same, kappa } }: AgreementByPoint, { t }: Speech): Runs[] {
  if (pairs === 0) return [];
  const rounded = (value: number) => t.number(Math.round(value * 100) / 100);
  const range =
    kappa.kind === 'known' && kappa.interval
      ? t('law.coding.interval', { low: rounded(kappa.interval.low), high: rounded(kappa.interval.high) })
      : t('law.coding.noInterval');
  const told =
    kappa.kind === 'known' ? `${rounded(kappa.value)} ${range}` : t(`law.coding.noKappa.${kappa.why}`);
  return [text(t('law.report.method.agreement', { kind, same, pairs, kappa: told }))];
}

/** Who belongs to the group, each with the source that says so. */
function membership(group: StateGroup, words: Speech): Block[] {
  if (!group.name) return [];
  // States with one source stand together, before its mark.
  const bySource = Map.groupBy(group.members, ({ citation }) => citation && citationKey(citation));
  const members = [...bySource.values()].map((together, index): Runs => [
    ...text(
      `${index === 0 ? '' : '; '}${words.listed(together.map(({ state }) => shortName(state, words.t)))}`,
    ),
    ...cite(together[0]?.citation ? [together[0].citation] : []),
  ]);
  return [
    {
      kind: 'paragraph',
      runs: [
        ...words.say('law.report.members', { region: groupName(group, words) }),
        ...text(' '),
        ...members.flat(),
      ],
    },
  ];
}

function pointSection(material: RegionMaterial, whole: Harmonisation, words: Speech): Block[] {
  const periods = periodsOf(material);
  return [
    words.heading(1, 'law.report.points'),
    ...periods.map(({ between: [from, to], changes }) => {
      const moved = changes.filter(({ kind }) => kind === 'answer');
      return words.paragraph('law.report.changed', {
        from: words.date(from),
        to: words.date(to),
        count: moved.length,
        states: new Set(moved.map(({ state }) => state)).size,
      });
    }),
    ...whole.points.flatMap((point) => pointBlocks(point, { material, whole, periods }, words)),
  ];
}

interface Shown {
  readonly material: RegionMaterial;
  readonly whole: Harmonisation;
  readonly periods: readonly Period[];
}

/** What the point asks, what each State answers, and what changed. */
function pointBlocks(point: Point, { material, whole, periods }: Shown, words: Speech): Block[] {
  const { t, say, local, date, listed, inOrder } = words;
  const { laws, asOf } = material;
  const answers = whole.rows.flatMap((row) => row.answers.find((one) => one.point === point) ?? []);
  const hooks = point.hooks.map(({ instrument, article, citation }, index): Runs => [
    ...text(
      `${index === 0 ? ' ' : listed(['', ''])}${instrument} ${t('checklist.article', { article: inOrder(article) })}`,
    ),
    ...cite([citation]),
  ]);
  return [
    { kind: 'heading', level: 2, text: pointName(point, words) },
    {
      kind: 'paragraph',
      runs: [
        ...text(point.requirement ? local(point.requirement) : ''),
        // That a checklist's words are its own is said once.
        ...(point.origin === 'official' ? cite([point.citation]) : []),
      ],
    },
    ...(hooks.length > 0
      ? [{ kind: 'paragraph' as const, runs: [...say('checklist.hooks'), ...hooks.flat()] }]
      : []),
    {
      kind: 'table',
      caption: say('law.report.point.table', { point: point.point, date: date(asOf) }),
      columns: [
        { header: t('word.state'), content: 'text' },
        { header: t('law.report.column.paper'), content: 'text' },
        { header: t('law.report.column.articles'), content: 'text' },
        { header: t('law.report.column.practice'), content: 'text' },
        { header: t('law.report.column.basis'), content: 'text' },
      ],
      rows: answers.map((one) => [
        text(shortName(stateOf(one.state), t)),
        answerRuns(one, words),
        restsOn(one, laws, asOf, words),
        practiceRuns(one, words),
        text(one.on.finding ? t(`law.report.basis.${one.on.finding.basis}`) : '–'),
      ]),
      sources: 'closing list',
    },
    ...changeBlocks(point, periods, laws, words),
  ];
}

/** The laws that the answers rest on, by State. */
function lawSection({ laws }: RegionMaterial, { rows }: Harmonisation, words: Speech): Block[] {
  const tables = rows.flatMap(({ state, answers }) => {
    const cited = new Set(answers.flatMap(({ on }) => on.finding?.provisions ?? []).map(({ law }) => law));
    const own = [...laws.values()].filter(({ id }) => cited.has(id));
    return own.length > 0 ? [lawTable(own, words, shortName(state, words.t))] : [];
  });
  return tables.length > 0 ? [words.heading(1, 'law.report.laws.used'), ...tables] : [];
}
