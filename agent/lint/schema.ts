import * as z from 'zod';
import { fixSchema } from '../fix/schema.ts';
import { nodeKinds } from '../node/new-pod.ts';
import { severities } from '../rule.ts';
import { schemaVersion } from '../snapshot.ts';

const problemSchema = z.object({
  /**
   * The id of a rule, `image` for a saved image, or a kind of error that is found before the rules run: syntax, template, type, version, metadata,
   * workload, size, ignore-comment.
   */
  rule: z.string(),
  severity: z.enum(severities),
  file: z.string(),
  /** From 1. */
  line: z.number(),
  /** From 1, in UTF-16 units. */
  column: z.number(),
  /** "DaemonSet kube-system/agent"; null: of no pod. */
  object: z.string().nullable(),
  message: z.string(),
  fix: fixSchema.nullable(),
  /** The requested nodes on which it applies; null: all. */
  nodes: z.array(z.enum(nodeKinds)).nullable(),
  reference: z.string().nullable(),
});

export const lintSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  tool: z.object({ name: z.literal('hostprobe'), version: z.string() }),
  /** The nodes that were asked for. */
  nodes: z.array(z.enum(nodeKinds)),
  /** The version of the API server with the rules that were applied: 1.34. */
  kubernetes: z.string(),
  files: z.number(),
  /** The pods that were judged. */
  pods: z.array(z.object({ file: z.string(), line: z.number(), object: z.string() })),
  problems: z.array(problemSchema),
  /** Problems that a comment silences, with its reason. */
  silenced: z.array(problemSchema.extend({ reason: z.string() })),
  /** Objects that were not judged, by kind: those without a pod, and pods that are not HostProcess. */
  passedOver: z.record(z.string(), z.number()),
});
