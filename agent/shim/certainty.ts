import * as z from 'zod';

/** How well a rule about shims is known: read in the program's source or documents, concluded from them, or neither. */
export const certainty = z.enum(['sourced', 'derived', 'unverified']);
export type Certainty = z.infer<typeof certainty>;
