/** Commands on the codebook: `label`, `codebook`. */
import { type Command, Option } from 'commander';
import { exitCodes, type Terminal } from '../../platform/terminal.ts';
import { actionFeatures } from '../action.ts';
import { type Coder, type Label, type RuleLanguage, ruleLanguages } from '../codebook.ts';
import { coder, holdsIn } from '../coder.ts';
import { type Demand, demandsOf } from '../demand.ts';
import { type LinkReason, proposedLinks } from '../link.ts';
import { judged, judgementOf } from './judgement.ts';
import { readCodebook, shippedFolder } from '../reference.ts';

/** The codebook that ships, or the one in a folder a person works on. */
function codebookIn(folder = shippedFolder) {
  const { codebook, examples } = readCodebook(folder);
  return { coder: coder(codebook), examples };
}

export function label(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('label')
    .argument('<text>', 'the text of a recommendation')
    .addOption(
      new Option('--language <code>', 'the language of the text').choices(ruleLanguages).default('en'),
    )
    .option('--with <text>', 'another text: may the two ask the same?')
    .option('--codebook <folder>', 'a codebook other than the one that ships')
    .description(
      'what a text is about and asks for, by the rules of the codebook, and by the trained model if there is one',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline label "Ratify the protocol on the sale of children and train police."\n  plumbline label "Ériger en infraction la traite des enfants" --language fr',
    )
    .action(
      (
        text: string,
        options: { language: RuleLanguage; with?: string; codebook?: string },
        command: Command,
      ) => {
        const to = terminal(command);
        const { coder } = codebookIn(options.codebook);
        const judgement = judgementOf(text, options.language, coder, to);
        const labels = coder.labels(text, options.language);
        const demands = demandsOf(text, options.language, coder);
        const action = actionFeatures(coder.read(text, options.language));
        const posed = [text, ...(options.with === undefined ? [] : [options.with])].flatMap((one, at) =>
          demandsOf(one, options.language, coder).map((demand) => ({ id: at, demand })),
        );
        const links = proposedLinks(posed, 0);
        to.print({ labels, demands, action, links, ...(judgement ? { judgement } : {}) }, [
          ...labels.map((one) => told(one, options.language, coder)),
          ...demands.map((demand) => `asks for: ${frame(demand)}`),
          ...(action.category
            ? [`action category ${action.category}, by the verb “${action.verb ?? ''}”`]
            : []),
          ...(judgement ? [judged(judgement)] : []),
          ...links.map(({ score, reasons }) => `may be the same, ${score}: ${reasons.map(why).join('; ')}`),
          `codebook ${coder.codebook.version}`,
        ]);
      },
    );
}

function told({ list, entry, words, pattern, origin }: Label, language: RuleLanguage, coder: Coder): string {
  const named = coder.codebook.entries.find((one) => one.list === list && one.id === entry);
  const matched = words.map((word) => word.text).join(' … ');
  const by = origin.rule === `${list}/${entry}` ? pattern : origin.rule;
  return `${list}: ${named?.label[language] ?? entry}   [${matched}]   by ${by}`;
}

function frame({ key, operation, object, themes }: Demand): string {
  const said = [operation, object?.entry, themes.map(({ entry }) => entry).join(', ')].filter(Boolean);
  return key ?? `${said.join(', ')} (too little to compare)`;
}

/** Why two demands are near, in words. */
export function why(reason: LinkReason): string {
  switch (reason.kind) {
    case 'same operation':
      return `the same operation (${reason.operation})`;
    case 'same object':
      return `the same object (${reason.object.entry})`;
    case 'shared themes':
      return `${reason.themes.length} of ${reason.of} themes (${reason.themes.map(({ entry }) => entry).join(', ')})`;
    case 'shared groups':
      return `${reason.groups.length} of ${reason.of} groups (${reason.groups.join(', ')})`;
    case 'differs':
      return `in one only: ${[...reason.from, ...reason.to].map(({ entry }) => entry).join(', ')}`;
  }
}

export function codebook(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('codebook')
    .argument('[folder]', 'a codebook other than the one that ships')
    .description('checks a codebook: its files, and each of its examples')
    .addHelpText('after', '\nExample:\n  plumbline codebook reference/codebook')
    .action((folder: string | undefined, _, command: Command) => {
      const { coder, examples } = codebookIn(folder);
      const { version, lists, entries } = coder.codebook;
      const failing = examples.filter(
        (one) => holdsIn(coder, one, one.text, one.language) !== (one.holds === 'yes'),
      );
      if (failing.length > 0) process.exitCode = exitCodes.findings;
      terminal(command).print({ version, entries: entries.length, examples: examples.length, failing }, [
        ...lists.map(({ name }) => `${name}: ${entries.filter(({ list }) => list === name).length} entries`),
        ...failing.map(
          ({ row, list, entry, holds, text }) =>
            `examples.csv, row ${row}: “${text}” ${holds === 'yes' ? 'does not get' : 'gets'} ${list}/${entry}`,
        ),
        `codebook ${version}: ${examples.length - failing.length} of ${examples.length} examples hold`,
      ]);
    });
}
