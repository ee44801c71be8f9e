import type * as z from 'zod';
import type { lintSchema } from './schema.ts';

export type Lint = z.infer<typeof lintSchema>;
export type Problem = Lint['problems'][number];

/** How the kind of a pod ends that was skipped because only --all judges it. */
export const notHostProcess = ' that is not HostProcess';
