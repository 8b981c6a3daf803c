/** `plumbline import`: brings outside files into the record, or shows what they would bring. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { zipSync } from 'fflate';
import { Problem } from '../core/problem.ts';
import { readOutside, storeOutside } from '../imports.ts';
import type { ImportProgress, ImportReport, RowNote } from '../platform/imports.ts';
import { fileOfAnySize } from '../platform/tables/large.ts';
import { caps } from '../platform/tables/table.ts';
import { exitCodes, type Terminal } from '../platform/terminal.ts';

interface Options {
  readonly preview?: true;
  readonly instrument?: string;
  readonly asAt?: string;
  readonly address?: string;
  readonly source?: string;
  readonly indicator?: string;
  readonly decimal?: string;
  readonly yearStarts?: string;
  readonly state?: string;
  readonly session?: string;
  readonly symbol?: string;
  readonly marked?: string;
  readonly reason: string;
}

export function importCommand(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('import')
    .argument(
      '<files...>',
      'UPR Info CSV or XLS, Danish Institute or UHRI workbook, suggested actions of the US Department of Labor, UN Treaty Collection CSV or XML, OHCHR tables, OHCHR Master Calendar, tables of follow-up, checklists of law, tables of law (laws, stages of bills, provisions, assessments, legal families) and its questionnaire, Akoma Ntoso XML, or our own CSV; UN documents with recommendations (PDF, Word, saved page); figures as SDMX-CSV, SDMX-JSON, SDMX-ML, tables of the UN Statistics Division, Open SDG CSV, our own template, or the folder or ZIP of a vault’s release',
    )
    .option('--preview', 'show what would change, and change nothing')
    .option('--instrument <id>', 'the instrument a status list is about, where the file does not say')
    .option('--as-at <date>', 'the day for which a status list or calendar speaks, or of a document')
    .option('--address <url>', 'where the file was published')
    .option('--source <name>', 'the series of figures that a file belongs to')
    .option('--indicator <id>', 'the indicator that figures are of, where the file does not say')
    .option('--decimal <mark>', 'point or comma, where numbers can be read both ways')
    .option('--year-starts <month>', 'the month in which years written 2018/19 begin')
    .option(
      '--state <code>',
      'the State that a document or national figures are about, where the file does not say',
    )
    .option('--session <number>', 'the UPR session of a document, where it does not say')
    .option('--symbol <symbol>', 'the symbol of a document, where it does not show it')
    .option(
      '--marked <file>',
      'where to write a refused table as a workbook, its wrong cells coloured (.xlsx)',
    )
    .option('--reason <text>', 'why, for the audit log', 'import of a file')
    .description('adds what files say; the same file twice changes nothing; Ctrl-C leaves nothing of a file')
    .addHelpText(
      'after',
      `
Examples:
  plumbline import 1-5.csv 6-9.csv                            UPR Info, as downloaded
  plumbline import 4-11-c.csv --as-at 2015-03-14 --preview    status of the OPSC, Treaty Collection
  plumbline import MasterCalendar.html --as-at 2026-11-23     what treaty bodies published as due
  plumbline import g1934994.pdf --preview                     report of a UPR review
  plumbline import cme.csv --source "UNICEF Data Warehouse" --as-at 2026-02-14    figures, SDMX
  plumbline import indicator_16-2-3.csv --state GBR --source ONS --as-at 2025-09-24 --year-starts 4    Open SDG
  plumbline import laws.csv provisions.csv assessments.csv    the law of a region
  plumbline import children-2024                              what “vault release” wrote`,
    )
    .action(async (files: string[], options: Options, command: Command) => {
      const to = terminal(command);
      const { preview: _, reason: __, marked, ...asked } = options;
      const reports = await to.writing(async (record) => {
        const done: ImportReport[] = [];
        for (const [index, file] of files.entries()) {
          to.say(`${index + 1} of ${files.length}: reading ${file} …`);
          const ready = await readOutside(record, fileOrFolder(file), asked);
          if (marked !== undefined && ready.marked) writeFileSync(marked, ready.marked());
          const who = { actor: to.actor, reason: options.reason, at: to.now().toISOString() };
          const onProgress = (progress: ImportProgress) => to.progress(`${file}: ${progressLine(progress)}`);
          done.push(
            options.preview
              ? record.rehearse((tx) => ready.store(tx, onProgress))
              : storeOutside(record, ready, who, onProgress),
          );
        }
        return done;
      });
      to.print(
        reports,
        reports.flatMap((report) => tell(report, options.preview ? 'would be' : 'were')),
      );
      if (reports.some((report) => report.refused.length > 0)) process.exitCode = exitCodes.problem;
    });
}

/** The folder of a release is taken as the ZIP that it travels as. */
function fileOrFolder(path: string): ReturnType<typeof fileOfAnySize> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return fileOfAnySize(path);
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  const total = files.reduce((sum, { name }) => sum + statSync(join(path, name)).size, 0);
  if (total > caps.fileBytes || !files.some(({ name }) => name === 'datapackage.json'))
    throw new Problem('release-invalid', { detail: 'the folder holds no datapackage.json' }, { file: path });
  const bytes = zipSync(
    Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(path, name))])),
    // The same folder gives the same bytes, which the audit log names by their hash.
    { level: 0, mtime: new Date(1980, 0, 1) },
  );
  return { name: path, bytes };
}

/** "storing ███████░░░░░░░░░░░░░ 35 % of 250,000 rows" */
function progressLine({ doing, rows, of }: ImportProgress): string {
  const number = (value: number) => value.toLocaleString('en');
  if (of === undefined) return `${doing} ${number(rows)} rows …`;
  const part = rows / of;
  const full = Math.floor(part * barLength);
  return `${doing} ${'█'.repeat(full)}${'░'.repeat(barLength - full)} ${Math.floor(part * 100)} % of ${number(of)} rows`;
}

const barLength = 20;

function tell(report: ImportReport, verb: string): string[] {
  const notes = (title: string, list: readonly RowNote[]) =>
    list.length === 0
      ? []
      : [
          `  ${title}:`,
          ...list.slice(0, 50).map((note) => `    ${tellPlace(note)}: ${note.text}`),
          ...(list.length > 50 ? [`    … and ${list.length - 50} more`] : []),
        ];
  if (report.refused.length > 0) {
    return [
      `${report.file} (${report.kind}): refused, nothing was stored. Mend these rows and import it again.`,
      ...notes('refused', report.refused),
      ...notes('not placed', report.unmapped),
    ];
  }
  return [
    `${report.file} (${report.kind}): of ${report.rows} ${report.findings ? 'recommendations' : 'rows'}, ${report.added} ${verb} added, ${report.changed} ${verb} added to what was there, ${report.unchanged} known already`,
    ...notes('differing from what is in use (both are kept)', report.conflicting),
    ...notes('not placed', report.unmapped),
    ...notes('remarks', report.remarks ?? []),
    ...notes('to check in the document', report.findings ?? []),
  ];
}

function tellPlace(note: RowNote): string {
  if ('row' in note) return `${note.sheet === undefined ? '' : `sheet ${note.sheet}, `}row ${note.row}`;
  if ('article' in note) return `art. ${note.article}`;
  return `para. ${note.paragraph}${note.page === undefined ? '' : `, page ${note.page}`}`;
}
