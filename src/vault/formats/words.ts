/** What stands in words beside the tables of a release. */
import type { Release } from '../../statistics/release.ts';
import type { Codebook } from '../codebook.ts';
import { type Method, type Plan } from '../plan.ts';

/** Warnings that go wherever the figures go. */
export function caveatsOf({ unit, completeness }: Codebook, { method, threshold }: Plan): string[] {
  return [
    `Counts are of records of one kind (${unit}): what was recorded, not all that happened.`,
    `Completeness, as the custodian states it: ${completeness}`,
    ...methodCaveats(method, threshold),
  ];
}

function methodCaveats(method: Method, threshold: number): string[] {
  switch (method.is) {
    case 'suppression':
      return [
        `Counts from 1 to ${threshold - 1}, and others that would give them away, are withheld to protect people. A withheld count is not a zero.`,
      ];
    case 'rounding':
      return [
        `Numbers are rounded to multiples of ${method.base} to protect people, so that they still add up. A 0 is not always a true zero.`,
      ];
    case 'cell-key':
      return [
        `Each number was changed by up to ${method.largestNoise} to protect people. Totals and their parts do not always add up, and a 0 is not always a true zero.`,
      ];
    case 'noise':
      return [
        `Random noise was added to protect people (differential privacy, epsilon ${method.epsilon}${method.delta > 0 ? `, delta ${method.delta}` : ''}). Small numbers tell little, and a 0 is not a true zero.`,
        method.estimate === 'unbiased'
          ? 'On average over the noise each number is its count; numbers can be negative.'
          : 'Numbers were made to be at least 0 and to add up; small ones come out too high on average.',
      ];
  }
}

export function readme({ title, created, name, description, resources, plumbline }: Release): string {
  const { audit, citation, caveats, legalBasis, threshold } = plumbline;
  const lines = [
    title,
    '='.repeat(title.length),
    '',
    description,
    `Release ${name} of ${created}. Threshold ${threshold}, method: ${plumbline.method.is}.`,
    '',
    'Files',
    ...resources.map((one) => `- ${one.path}: ${one.title}`),
    '- datapackage.json: what the columns and codes mean (Frictionless Data Package)',
    '- ddi.xml: the same for archives (DDI Codebook 2.5)',
    '- signature: SHA-256 of every file, signed by the custodian (Ed25519). Check with: plumbline vault check FOLDER',
    '',
    'How to read a table',
    'Each row is one figure. A dimension at _T is not broken down. VALUE_STATE says what the value is:',
    'number; zero (a true zero); suppressed (withheld to protect people); not applicable (it cannot occur).',
    '',
    'What to bear in mind',
    ...caveats.map((caveat) => `- ${caveat}`),
    `- Legal basis: ${legalBasis}`,
    '',
    'How it was checked',
    `- Readers it was checked against: ${audit.readers.join('; ')}`,
    `- ${audit.withheld} of ${audit.cells} cells are withheld`,
    `- Proof: ${audit.verify}`,
    `- Attack: ${audit.attack}`,
    ...(audit.releasesTogether.length > 0
      ? [`- Attacked together with: ${audit.releasesTogether.join(', ')}`]
      : []),
    audit.covers === 'everything'
      ? '- Covered is all that follows from these tables and those named above together.'
      : '- Covered are the counts of these tables and those named above, and what they share; not what several tables say beyond it.',
    '- Not covered are other publications about the same people.',
    `- SHA-256 of the secret certificate with its key: ${audit.certificate}`,
    '',
    'How to cite',
    citation,
  ];
  return `${lines.join('\n')}\n`;
}
