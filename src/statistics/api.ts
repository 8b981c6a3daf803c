/** API of statistics: indicators and their figures. */
import { z } from 'zod';
import { parseDay } from '../core/date.ts';
import { askedState, states } from '../core/state.ts';
import { type ApiRoute, citationAnswer, cut, listRoute } from '../platform/api.ts';
import { askedSpan, known, questions, spans, wanted } from './gaps.ts';
import { askedIndicator } from './model.ts';
import { indicators, observations } from './store.ts';

const asOf = z.string().describe('The day for which the answer holds; today when left out').optional();

const indicatorAnswer = z.object({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  about: z.string(),
  ranking: z
    .enum(['allowed', 'never', 'not said'])
    .describe('Only where it is “allowed” may States be put in an order by it'),
  warnings: z.array(z.object({ text: z.string(), citation: citationAnswer })),
  citation: citationAnswer,
});

const figureAnswer = z.object({
  indicator: z.string(),
  state: z.string(),
  period: z.string(),
  breakdown: z.record(z.string(), z.string()),
  valueState: z.string(),
  value: z.number().optional(),
  lower: z.number().optional(),
  upper: z.number().optional(),
  unit: z.string(),
  status: z.string(),
  confidentiality: z.string(),
  source: z.string(),
  released: z.string(),
  footnotes: z.array(z.string()),
  warnings: z.array(z.string()),
  citation: citationAnswer,
});

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/indicators',
    name: 'indicators',
    summary: 'What is counted: indicators with their unit, warnings and source',
    parameters: z.object({}),
    item: indicatorAnswer,
    answer: ({ record }, _, slice) =>
      cut(
        record.read(indicators).map(({ id, name, unit, about, ranking, warnings, citation }) => ({
          id,
          name,
          unit,
          about,
          ranking,
          warnings: warnings.map((one) => ({ ...one })),
          citation,
        })),
        slice,
      ),
  }),
  listRoute({
    path: '/figures',
    name: 'figures',
    summary: 'Figures of an indicator, of a State, or both, as of a day; the newest release of each source',
    parameters: z.object({ indicator: z.string().optional(), state: z.string().optional(), asOf }),
    item: figureAnswer,
    answer: ({ record, today }, parameters, slice) => {
      const all = record.read(indicators);
      const warnings = new Map(all.map((one) => [one.id, one.warnings.map(({ text }) => text)]));
      const found = record.read((tx) =>
        observations(tx, {
          ...(parameters.indicator ? { indicator: askedIndicator(all, parameters.indicator).id } : {}),
          ...(parameters.state ? { state: askedState(parameters.state).iso3 } : {}),
          asOf: parameters.asOf ? parseDay(parameters.asOf) : today,
        }),
      );
      const { total, items } = cut(found, slice);
      return {
        total,
        items: items.map(({ id: _id, enteredAt: _at, value, footnotes, ...one }) => ({
          ...one,
          breakdown: { ...one.breakdown },
          valueState: value.state,
          ...(value.state === 'number'
            ? { value: value.number }
            : value.state === 'zero'
              ? { value: 0 }
              : {}),
          footnotes: [...footnotes],
          warnings: [...(warnings.get(one.indicator) ?? [])],
        })),
      };
    },
  }),
  listRoute({
    path: '/unknown',
    name: 'unknown',
    summary: 'What nobody knows: for each State the questions about children that no recorded figure answers',
    parameters: z.object({
      state: z.string().optional(),
      indicator: z.string().optional(),
      years: z.enum(spans.map(String)).describe('How many years back a figure still answers').optional(),
      asOf,
    }),
    item: z.object({ state: z.string(), indicator: z.string(), missing: z.array(z.enum(questions)) }),
    answer: ({ record, today }, parameters, slice) => {
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      const all = record.read(indicators);
      const chosen = parameters.indicator ? [askedIndicator(all, parameters.indicator)] : all;
      const asked = parameters.state ? [askedState(parameters.state).iso3] : states.map(({ iso3 }) => iso3);
      const of = known(
        all,
        record.read((tx) => observations(tx, { asOf: day })),
        { year: Number(day.slice(0, 4)), years: askedSpan(parameters.years ?? null) },
      );
      return cut(
        wanted(of, chosen, asked).map(({ state, indicator, missing }) => ({
          state,
          indicator: indicator.id as string,
          missing: [...missing],
        })),
        slice,
      );
    },
  }),
];
