import * as z from 'zod';

const place = z.enum(['node', 'cluster', 'manifest', 'image']);

/** What is typed or pasted. */
export const commandSchema = z.string().brand<'Command'>();

/** A sentence that explains the unknown values of its command, unless an earlier one of the fix does: only `explained` makes it. */
const explainedSchema = z.string().brand<'Explained'>();

export const stepSchema = z.object({
  /** What to do: one imperative sentence, without the command. */
  say: explainedSchema,
  /** Exactly what is typed: PowerShell on a node, kubectl or a cloud's program for the cluster, a YAML fragment for a manifest. */
  run: commandSchema.exactOptional(),
  on: place,
  /** What the step can break. */
  risk: z.string().exactOptional(),
});

const verifySchema = z.object({
  run: commandSchema,
  /** As of a step: PowerShell on the node, or kubectl and hostprobe on a machine that reaches the cluster. */
  on: place.extract(['node', 'cluster']),
  /** What it shows when the fix worked: one sentence. */
  expect: explainedSchema,
});

/** What to do about a finding, a cause, a problem of a manifest. hostprobe itself repairs nothing. */
export const fixSchema = z.object({
  /** In their order. */
  steps: z.array(stepSchema).min(1),
  /** The command that shows whether it worked. */
  verify: verifySchema.exactOptional(),
});
