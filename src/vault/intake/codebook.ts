/** Codebooks and lists of codes from files. */
import { basename, join } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { productFolder } from '../../platform/product.ts';
import { type Codebook, parseCodebook, type ReadyList, type VariableCode } from '../codebook.ts';
import { bytesOf, csvFile } from './rows.ts';

/** @throws Problem `file-missing`, `codebook-invalid` */
export function readCodebook(path: string): Codebook {
  const file = basename(path);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytesOf(path)));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('codebook-invalid', { detail: 'it is not JSON' }, { file });
  }
  return parseCodebook(content, file, readyLists());
}

/** The lists that ship (`reference/vault`), by their names. */
export function readyLists(): ReadyList {
  const lists = new Map<string, VariableCode[]>();
  for (const { cells } of csvFile(join(productFolder(), 'reference', 'vault', 'lists.csv')).rows) {
    const [list = '', code = '', parent = '', label = '', meaning = ''] = cells;
    const one: VariableCode = {
      code,
      label,
      ...(parent === '' ? {} : { parent }),
      ...(meaning === 'not stated' || meaning === 'not applicable' ? { meaning } : {}),
    };
    lists.set(list, [...(lists.get(list) ?? []), one]);
  }
  return (name) => lists.get(name);
}
