/** Commands on law: `law show`, `law export`, `law questionnaire`, and those on rounds of coding. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type Day, parseDay } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import { askedState, type Iso3 } from '../core/state.ts';
import { parseLanguage } from '../core/text.ts';
import { translator } from '../platform/messages.ts';
import type { Read } from '../platform/record.ts';
import type { Terminal } from '../platform/terminal.ts';
import { answerOn, type AnswerOn, type PracticeOn, practiceOn } from './assessment.ts';
import { coding } from './commands/coding.ts';
import { type Checklist, scorable } from './checklist.ts';
import { lawCsv, lawFormatOf, lawSheets, type LawTableName, lawTables, lawWorkbook } from './formats/laws.ts';
import { questionnaire } from './intake/questionnaire.ts';
import { findingKey, findings, type Of } from './store.ts';
import { checklist, checklists } from './store/checklists.ts';

interface Narrowed {
  readonly state?: string;
  readonly checklist?: string;
}

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const group = program
    .command('law')
    .description('what the law of States says on the points of checklists, with its provisions and dates');

  coding(group, terminal);

  group
    .command('show')
    .argument('<state>', 'ISO 3166-1 alpha-3 code of the State')
    .option('--checklist <id>', 'one checklist; otherwise all on which something was assessed')
    .option('--as-of <day>', 'the day for which to answer')
    .description('the answer on each point on a day, why, and the articles it rests on')
    .addHelpText('after', '\nExample:\n  plumbline law show PHL --checklist sec-law --as-of 2019-08-01')
    .action(async (code: string, options: { checklist?: string; asOf?: string }, command: Command) => {
      const to = terminal(command);
      const { iso3 } = askedState(code);
      const day = options.asOf ? parseDay(options.asOf) : to.today();
      const found = await to.reading((record) =>
        record.read((tx) => answersOf(tx, iso3, day, options.checklist)),
      );
      to.print(
        found,
        found.length > 0
          ? found.flatMap(lines)
          : ['Nothing is assessed. That does not mean that there is no law.'],
      );
    });

  group
    .command('export')
    .argument('[table]', `one of: ${lawTables.join(', ')}; a workbook may hold all`)
    .requiredOption('--out <file>', '.csv or .xlsx')
    .option('--state <code>', 'of one State only')
    .option('--checklist <id>', 'assessments on one checklist only')
    .description('writes tables of law that “plumbline import” takes again')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline law export --out law.xlsx\n  plumbline law export assessments --checklist sec-law --out assessments.csv',
    )
    .action(
      async (table: string | undefined, options: Narrowed & { readonly out: string }, command: Command) => {
        const to = terminal(command);
        const { out } = options;
        const format = lawFormatOf(out);
        const [only, ...others] = askedTables(table);
        if (only === undefined || (format === 'csv' && others.length > 0))
          throw new Problem('parameter-invalid', {
            name: 'table',
            value: '',
            detail: `a CSV file holds one table; name one of: ${lawTables.join(', ')}`,
          });
        const { bytes, rows } = await to.reading((record) => {
          const sheets = record.read((tx) => lawSheets(tx, [only, ...others], narrowed(tx, options)));
          return {
            bytes: format === 'csv' ? Buffer.concat(sheets.map(lawCsv)) : lawWorkbook(record, sheets),
            rows: Object.fromEntries(sheets.map((sheet) => [sheet.name, sheet.rows.length])),
          };
        });
        write(out, bytes);
        to.print({ file: out, ...rows }, [
          `${out}: ${Object.entries(rows)
            .map(([name, count]) => `${name} ${count}`)
            .join(', ')}`,
        ]);
      },
    );

  group
    .command('questionnaire')
    .argument('<state>', 'ISO 3166-1 alpha-3 code of the State')
    .requiredOption('--checklist <id>', 'the checklist to answer')
    .requiredOption('--out <file>', 'where to write the workbook (.xlsx)')
    .option('--lang <language>', 'en, fr, es or ar', 'en')
    .description('writes a workbook by which a State assesses itself, which “plumbline import” takes')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline law questionnaire LAO --checklist sec-law --out lao.xlsx --lang fr',
    )
    .action(
      async (code: string, options: { checklist: string; out: string; lang: string }, command: Command) => {
        const to = terminal(command);
        const { iso3 } = askedState(code);
        const t = translator(parseLanguage(options.lang));
        const { bytes, points } = await to.reading((record) =>
          record.read((tx) => {
            const asked = checklist(tx, options.checklist);
            const known = lawSheets(tx, ['laws', 'provisions'], { state: iso3 });
            return {
              bytes: questionnaire({ state: iso3, checklist: asked, day: to.today(), known }, t),
              points: asked.points.filter((point) => scorable(point) === 'scored').length,
            };
          }),
        );
        write(options.out, bytes);
        to.print({ file: options.out, points }, [`${options.out}: ${points} points`]);
      },
    );
}

function askedTables(table: string | undefined): readonly LawTableName[] {
  if (table === undefined) return lawTables;
  const found = lawTables.find((name) => name === table);
  if (!found)
    throw new Problem('parameter-invalid', {
      name: 'table',
      value: table,
      detail: `write one of: ${lawTables.join(', ')}`,
    });
  return [found];
}

/** @throws Problem `state-unknown`, `checklist-unknown` */
function narrowed(tx: Read, { state, checklist: id }: Narrowed): Of {
  return {
    ...(state ? { state: askedState(state).iso3 } : {}),
    ...(id ? { checklist: checklist(tx, id).id } : {}),
  };
}

/** @throws Problem `file-not-writable` */
function write(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw new Problem('file-not-writable', { file, detail: (error as Error).message });
  }
}

interface PointAnswer extends Pick<AnswerOn, 'answer' | 'ground'> {
  readonly checklist: string;
  readonly point: string;
  readonly subject: string;
  readonly provisions: readonly { readonly law: string; readonly article: string; readonly id: string }[];
  readonly basis?: string;
  readonly practice: Pick<PracticeOn, 'answer' | 'ground'>;
}

/** The answers of a State on a checklist, or on all on which something was found. */
function answersOf(tx: Read, state: Iso3, day: Day, only?: string): PointAnswer[] {
  const asked: readonly Checklist[] = only === undefined ? checklists(tx) : [checklist(tx, only)];
  return asked.flatMap((list) => {
    const found = findings(tx, { state, checklist: list.id });
    if (only === undefined && found.size === 0) return [];
    return list.points.map((point): PointAnswer => {
      const of = scorable(point) === 'scored' ? (found.get(findingKey(state, point.point)) ?? []) : undefined;
      const { answer, ground, finding } = of
        ? answerOn(of, day)
        : ({ answer: 'not yet assessed', ground: 'not scored', finding: undefined } as const);
      const { answer: practice, ground: practiceGround } = practiceOn(of ?? [], day);
      return {
        checklist: list.id,
        point: point.point,
        subject: (point.subject ?? point.requirement)?.en ?? '',
        answer,
        ground,
        provisions: (finding?.provisions ?? []).map(({ law, article, id }) => ({ law, article, id })),
        ...(finding ? { basis: finding.basis } : {}),
        practice: { answer: practice, ground: practiceGround },
      };
    });
  });
}

function lines({
  checklist: list,
  point,
  subject,
  answer,
  ground,
  provisions,
  basis,
  practice,
}: PointAnswer) {
  const t = translator('en');
  const on = provisions.map(({ law, article }) => `${law} art. ${article}`).join('; ');
  return [
    `${list} ${point}  ${subject}: ${answer} (${t(`law.ground.${ground}`)})`,
    ...(on ? [`  ${on}${basis ? `  [${basis}]` : ''}`] : []),
    ...(practice.ground === 'nothing assessed' ? [] : [`  in practice: ${practice.answer}`]),
  ];
}
