import * as z from 'zod';
import { comparisonOfAllSchema, comparisonSchema } from './compare/schema.ts';
import { historySchema } from './history.ts';
import { lintSchema } from './lint/schema.ts';
import { explanationSchema, reportSchema } from './report/schema.ts';
import { snapshotSchema } from './snapshot/schema.ts';
import { predictionsSchema } from './stage/prediction.ts';

/** Every JSON format that hostprobe outputs, by the name that `schema` takes. */
export const schemas: Readonly<Record<string, z.ZodType>> = {
  report: reportSchema,
  facts: snapshotSchema,
  history: historySchema,
  explain: explanationSchema,
  lint: lintSchema,
  predict: predictionsSchema,
  compare: z.union([comparisonSchema, comparisonOfAllSchema]),
};
