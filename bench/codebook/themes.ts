/**
 * Themes and groups by rules, against what others gave the same texts. Partial truth: UPR Info merges issues of one
 * group into the group and adds an issue to each treaty of its field (Issue categorisation, 2014); the Danish
 * Institute's groups and targets come from an algorithm.
 */
import type { Coder, Label } from '../../src/recommendations/codebook.ts';
import { percent, rowsOf, say, uprInfoRows } from './texts.ts';
import { shippedCoder } from '../../src/recommendations/reference.ts';

/** Which labels stand for an issue of UPR Info: any one of them. */
const issues: { readonly [issue: string]: readonly string[] } = {
  'Asylum-seekers - refugees': ['theme/refugees', 'instrument/REFUGEES-1951'],
  'Civil society': ['theme/civil-society'],
  Corruption: ['theme/corruption'],
  'Counter-terrorism': ['theme/terrorism'],
  'CP rights - general': ['theme/cp-rights', 'instrument/CCPR', 'instrument/CCPR-OP1'],
  'Death penalty': ['theme/death-penalty', 'instrument/CCPR-OP2'],
  Detention: ['theme/detention', 'instrument/OPCAT'],
  Development: ['theme/development'],
  Disabilities: ['theme/disability', 'instrument/CRPD'],
  Elections: ['theme/elections'],
  'Enforced disappearances': ['theme/disappearances', 'instrument/CED'],
  Environment: ['theme/environment'],
  'ESC rights - general': ['theme/esc-rights', 'instrument/CESCR', 'instrument/CESCR-OP'],
  'Extrajudicial executions': ['theme/killings'],
  'Freedom of association and peaceful assembly': ['theme/assembly'],
  'Freedom of movement': ['theme/movement'],
  'Freedom of opinion and expression': ['theme/expression'],
  'Freedom of religion and belief': ['theme/religion'],
  'HIV - Aids': ['theme/hiv'],
  'Human rights defenders': ['theme/defenders'],
  'Human rights education and training': ['theme/human-rights-education'],
  Impunity: ['theme/impunity'],
  'Indigenous peoples': ['theme/indigenous', 'instrument/ILO-C169'],
  'Internally displaced persons': ['theme/displaced'],
  'International humanitarian law': ['theme/humanitarian-law'],
  'International instruments': ['theme/instruments'],
  Justice: ['theme/justice', 'theme/juvenile-justice'],
  Labour: ['theme/labour', 'theme/child-labour', 'theme/forced-labour'],
  Migrants: ['theme/migrants', 'instrument/CMW'],
  Minorities: ['theme/minorities'],
  'National plan of action': ['theme/plan'],
  NHRI: ['theme/nhri'],
  Poverty: ['theme/poverty'],
  'Public security': ['theme/public-security'],
  'Racial discrimination': ['theme/racism', 'instrument/CERD'],
  'Right to education': ['theme/education'],
  'Right to food': ['theme/food'],
  'Right to health': ['theme/health', 'theme/sexual-health'],
  'Right to housing': ['theme/housing'],
  'Right to land': ['theme/land'],
  'Right to water': ['theme/water'],
  'Rights of the Child': [
    'group/children',
    'theme/child-rights',
    'theme/child-labour',
    'theme/juvenile-justice',
    'theme/violence-children',
    'theme/children-conflict',
    'theme/child-marriage',
    'theme/harmful-practices',
    'instrument/ILO-C138',
    'instrument/ILO-C182',
    'instrument/CRC',
    'instrument/OPSC',
    'instrument/OPAC',
    'instrument/OPIC',
  ],
  'Sexual Orientation and Gender Identity': ['theme/lgbti'],
  'Special procedures': ['theme/special-procedures'],
  'Technical assistance and cooperation': ['theme/assistance'],
  'Torture and other CID treatment': [
    'theme/torture',
    'theme/harmful-practices',
    'instrument/CAT',
    'instrument/OPCAT',
  ],
  Trafficking: ['theme/trafficking'],
  'Treaty bodies': ['theme/treaty-bodies'],
  'UPR process': ['theme/upr'],
  "Women's rights": [
    'theme/women-rights',
    'theme/violence-women',
    'theme/harmful-practices',
    'instrument/CEDAW',
  ],
};

const groups: { readonly [group: string]: readonly string[] } = {
  Children: ['group/children', 'theme/child-rights'],
  'Women and girls': ['group/women', 'group/girls', 'theme/women-rights'],
  'Persons with disabilities': ['group/persons-disabilities', 'theme/disability'],
  Migrants: ['theme/migrants'],
  'Refugees and asylum-seekers': ['theme/refugees'],
  'Members of minorities': ['theme/minorities', 'theme/racism', 'theme/religion'],
  'Indigenous peoples': ['theme/indigenous'],
  LGBTI: ['theme/lgbti'],
  'Human rights defenders': ['group/defenders'],
  'Internally displaced persons': ['theme/displaced'],
};

const targets = Object.fromEntries(
  ['16.2', '8.7', '5.2', '5.3', '16.3', '16.9'].map((id) => [id, [`sdg/${id}`]]),
);

export function benchThemes(): void {
  const coder = shippedCoder();
  compare(
    'UPR Info, issue labels given by people, sessions 1-17',
    issues,
    uprInfoRows().map(({ Text, Issue }) => ({ text: Text, given: split(Issue, ',') })),
    coder,
  );
  const danish = rowsOf('upr_cross_labelled_2008_2013.csv.gz', ['text', 'dihr_groups', 'dihr_sdg_targets']);
  compare(
    'Danish Institute, groups (by its algorithm)',
    groups,
    danish.map(({ text, dihr_groups }) => ({ text, given: split(dihr_groups, ';') })),
    coder,
  );
  compare(
    'Danish Institute, SDG targets (by its algorithm)',
    targets,
    danish.map(({ text, dihr_sdg_targets }) => ({ text, given: split(dihr_sdg_targets, ';') })),
    coder,
  );
}

function compare(
  title: string,
  labels: { readonly [name: string]: readonly string[] },
  rows: readonly { readonly text: string; readonly given: readonly string[] }[],
  coder: Coder,
): void {
  const counts = new Map(Object.keys(labels).map((name) => [name, { both: 0, given: 0, ours: 0 }]));
  for (const { text, given } of rows) {
    const ours = new Set(coder.labels(text, 'en').map(({ list, entry }: Label) => `${list}/${entry}`));
    for (const [name, count] of counts) {
      const us = labels[name]?.some((label) => ours.has(label)) ?? false;
      const them = given.includes(name);
      count.both += us && them ? 1 : 0;
      count.given += them ? 1 : 0;
      count.ours += us ? 1 : 0;
    }
  }
  say(`\nthemes: ${title}, ${rows.length} rows`);
  say(`  ${''.padEnd(46)} ${'given'.padStart(6)} ${'precision'.padStart(10)} ${'recall'.padStart(8)}`);
  const total = { both: 0, given: 0, ours: 0 };
  for (const [name, { both, given, ours }] of counts) {
    say(
      `  ${name.padEnd(46)} ${String(given).padStart(6)} ${percent(both, ours).padStart(10)} ${percent(both, given).padStart(8)}`,
    );
    total.both += both;
    total.given += given;
    total.ours += ours;
  }
  say(
    `  ${'all together'.padEnd(46)} ${String(total.given).padStart(6)} ${percent(total.both, total.ours).padStart(10)} ${percent(total.both, total.given).padStart(8)}`,
  );
}

function split(text: string, separator: string): string[] {
  return text.split(separator).map((part) => part.trim());
}
