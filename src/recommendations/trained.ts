/**
 * The model of the action category that an operator trained, as a file of the data folder. None ships: the labels
 * to learn from carry no licence.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import { writeFiles } from '../platform/files.ts';
import { type ActionModel, classes, classifier, type Judgement } from './classifier/classifier.ts';
import type { Coder } from './codebook.ts';

/** Of UPR Info's sessions 1 to 17 a model has 5 MB. */
const mostBytes = 64_000_000;
const mostFeatures = 500_000;

const modelFile = z.strictObject({
  form: z.literal('plumbline action model'),
  formVersion: z.literal(1),
  codebook: z.string().min(1).max(64),
  examples: z.int().positive(),
  sessions: z.tuple([z.int().positive(), z.int().positive()]),
  sharpness: z.number().positive().max(100),
  threshold: z.number().min(0).max(1),
  names: z.array(z.string().min(1).max(2_000)).max(mostFeatures),
  rarity: z.array(z.number().positive().max(100)).max(mostFeatures),
  /** Feature by feature, of each the weights of the five categories; last the intercepts. */
  weights: z.array(z.number().min(-1_000).max(1_000)).max((mostFeatures + 1) * classes),
});

/** Where the model of an installation lies. */
export function modelPath(folder: string): string {
  return join(folder, 'action-model.json');
}

export function serialiseModel({ vocabulary, weights, ...model }: ActionModel): string {
  const content: z.infer<typeof modelFile> = {
    form: 'plumbline action model',
    formVersion: 1,
    codebook: model.codebook,
    examples: model.examples,
    sessions: [...model.sessions],
    sharpness: model.sharpness,
    threshold: model.threshold,
    names: [...vocabulary.names],
    rarity: [...vocabulary.rarity],
    weights: [...weights],
  };
  return `${JSON.stringify(content)}\n`;
}

/**
 * @param file by which name the person knows it
 * @throws Problem `model-invalid`
 */
export function parseModel(bytes: Uint8Array, file: string): ActionModel {
  const fault = (detail: string) => new Problem('model-invalid', { file, detail });
  if (bytes.length > mostBytes) throw fault(`it is larger than ${mostBytes} bytes`);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fault('it is not JSON');
  }
  const parsed = modelFile.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fault(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { names, rarity, weights, codebook, examples, sessions, sharpness, threshold } = parsed.data;
  if (rarity.length !== names.length || weights.length !== (names.length + 1) * classes)
    throw fault('the numbers of features and of weights do not fit');
  if (new Set(names).size !== names.length) throw fault('a feature stands twice');
  return {
    codebook,
    examples,
    sessions,
    sharpness,
    threshold,
    vocabulary: { names, rarity: Float64Array.from(rarity) },
    weights: Float64Array.from(weights),
  };
}

/** @throws Problem `file-not-writable` */
export function writeModel(path: string, model: ActionModel): void {
  writeFiles([{ path, lines: [serialiseModel(model)], audience: 'everybody' }]);
}

/** Where a judgement comes from, as `RuleOrigin` says it of the codebook's. */
export interface ModelOrigin {
  readonly kind: 'model';
  /** Changes whenever the file of the model changes. */
  readonly version: string;
  readonly probability: number;
}

export type ModelJudgement = Judgement & { readonly origin: ModelOrigin };

/** The classifier of an installation, if there is one that can be used. */
export type Trained =
  | { readonly kind: 'none' }
  /** Trained with another codebook, so that its features would not be those it learnt. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'ready'; readonly version: string; readonly judge: (text: string) => ModelJudgement };

/**
 * The classifier in a data folder, for English texts. Make it once: reading the file takes far longer than judging
 * a text.
 * @throws Problem `model-invalid` where the file is damaged
 */
export function classifierOf(folder: string, coder: Coder): Trained {
  const path = modelPath(folder);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return { kind: 'none' };
  if (size > mostBytes)
    throw new Problem('model-invalid', { file: path, detail: `it is larger than ${mostBytes} bytes` });
  const bytes = readFileSync(path);
  const model = parseModel(bytes, path);
  if (model.codebook !== coder.codebook.version) return { kind: 'outdated' };
  const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const classify = classifier(model);
  return {
    kind: 'ready',
    version,
    judge: (text) => {
      const judgement = classify(coder.read(text, 'en'));
      return { ...judgement, origin: { kind: 'model', version, probability: judgement.probability } };
    },
  };
}

/** Changes whenever the model of an installation is trained again, or taken away; reads none of it. */
export function modelStamp(folder: string): string {
  const file = statSync(modelPath(folder), { throwIfNoEntry: false });
  return file ? `${file.mtimeMs} ${file.size}` : 'none';
}

let opened: { readonly key: string; readonly trained: Trained } | undefined;

/** As `classifierOf`, kept until the model or the codebook changes. @throws Problem `model-invalid` */
export function installedClassifier(folder: string, coder: Coder): Trained {
  const key = `${folder} ${coder.codebook.version} ${modelStamp(folder)}`;
  if (opened?.key !== key) opened = { key, trained: classifierOf(folder, coder) };
  return opened.trained;
}
