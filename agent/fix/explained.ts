import type * as z from 'zod';
import type { Fix } from '../fix.ts';
import type { fixSchema } from './schema.ts';
import { seldomInstalled, unknowns } from './unknowns.ts';

/** A whole fix, as readers get it. */
export type ExplainedFix = z.infer<typeof fixSchema>;
type Explained = ExplainedFix['steps'][number]['say'];

/** What a command has, and what to say of it. */
const explanations = [
  ...Object.entries(unknowns).map(([name, meaning]) => [name, `${name} is ${meaning}`] as const),
  ...Object.entries(seldomInstalled),
];

/**
 * A whole fix with its unknown values explained, and where a program comes from that the node may not have: once each, where
 * a command first has it, unless its sentence does. Authors write none of that, because they cannot know which steps come
 * before theirs. An explained fix stays as it is.
 */
export function explained({ steps, verify }: Fix): ExplainedFix {
  const known = new Set<string>();
  const tell = (say: string, run = ''): Explained => {
    const first = explanations.filter(([name]) => run.includes(name) && !known.has(name));
    for (const [name] of first) known.add(name);
    const news = first.filter(([name, text]) => !say.includes(name) && !say.includes(text));
    if (news.length === 0) return say as Explained;
    return `${say.replace(/\.$/, '')}; ${news.map(([, text]) => text).join(', ')}.` as Explained;
  };
  return {
    steps: steps.map((step) => ({ ...step, say: tell(step.say, step.run) })),
    ...(verify === undefined ? {} : { verify: { ...verify, expect: tell(verify.expect, verify.run) } }),
  };
}
