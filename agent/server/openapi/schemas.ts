import type * as z from 'zod';
import { schemas } from '../../schemas.ts';
import { httpProblemSchema } from '../answer/problem.ts';
import { publicStatusSchema, versionSchema } from '../routes/status.ts';

// Only the command compares bundles.
const { 'bundle-diff': _compared, ...answered } = schemas;

/** Every JSON format of the server, by its name in `/schema/<name>.json` and in `/openapi.json`. */
export const published: Readonly<Record<string, z.ZodType>> = {
  ...answered,
  status: publicStatusSchema,
  version: versionSchema,
  problem: httpProblemSchema,
};
