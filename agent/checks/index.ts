import type { Check } from '../check.ts';
import { containerdAccount } from './containerd-account.ts';

/** All checks, in the order in which they are judged and shown. */
export const checks: readonly Check[] = [containerdAccount];
