import * as z from 'zod';
import { part } from '../fact/schema.ts';

/** The job's limits (null: none) against what is used. */
export const limits = z.object({
  inJob: z.boolean(),
  memoryLimitBytes: z.number().nullable(),
  processMemoryLimitBytes: z.number().nullable(),
  activeProcessLimit: z.number().nullable(),
  /** Hard cap in hundredths of a percent of the whole machine. */
  cpuRate: part(z.number().nullable()),
  /** null: not reported. */
  peakMemoryBytes: z.number().nullable(),
  activeProcesses: z.number().nullable(),
});
export type Limits = z.infer<typeof limits>;
