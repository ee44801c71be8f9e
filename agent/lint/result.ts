import type * as z from 'zod';
import type { Pod } from '../manifest/pod.ts';
import type { Offence } from '../rule.ts';
import type { lintSchema } from './schema.ts';

export type Lint = z.infer<typeof lintSchema>;
export type Problem = Lint['problems'][number];

/** A problem before its fix is written, with what that does to texts that fixes of others change too; `pod` null: it is of none. */
export type Found = Omit<Problem, 'fix'> &
  Pick<Offence, 'change' | 'replaces'> & { fix: Offence['fix'] | null; pod: Pod | null };

/** How the kind of a pod ends that was skipped because only --all judges it. */
export const notHostProcess = ' that is not HostProcess';
