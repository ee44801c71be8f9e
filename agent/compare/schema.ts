import * as z from 'zod';
import { stepSchema } from '../fix/schema.ts';
import { schemaVersion } from '../snapshot.ts';

/** One value of both sides; null: it has none. */
const pair = z.object({
  /** Where: the words of the snapshot, with things in lists by their names. */
  what: z.string(),
  /** The same without names: "services.containerd.state". */
  field: z.string(),
  here: z.string().nullable(),
  /** What most peers have. */
  there: z.string().nullable(),
  /** How many peers have that, of how many in which it could be looked for. */
  sharing: z.number(),
  of: z.number(),
});

const difference = pair.extend({
  sentence: z.string(),
  /** Other values that differ with it: of the same thing, or the same value elsewhere. */
  also: z.array(pair),
  /** How likely a healthy node of this pool differs like that: from 0 to 1. */
  chance: z.number(),
  /** What it can explain: findings ("finding containerd-account") and diagnoses of this node whose evidence has the value. */
  explains: z.array(z.string()),
  /** How to look closer. */
  look: stepSchema.nullable(),
});

/** What `compare` prints of one node: what differs on it from its healthy peers, the most telling first. */
export const comparisonSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  node: z.string(),
  at: z.iso.datetime(),
  peers: z.array(z.string()),
  leftOut: z.array(z.object({ node: z.string(), why: z.string() })),
  /** What to keep in mind: few peers, peers of another make, an upgrade in progress. Sentences. */
  care: z.array(z.string()),
  /** When the trouble began, and what on this node alone says so; null: nothing does. What was just before it weighs more. */
  trouble: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
  differences: z.array(difference),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** What it prints of all nodes of an archive. */
export const comparisonOfAllSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  nodes: z.array(z.string()),
  /** The nodes that stand out from their own pool. */
  unlike: z.array(comparisonSchema),
  notJudged: z.array(z.object({ node: z.string(), why: z.string() })),
});
export type ComparisonOfAll = z.infer<typeof comparisonOfAllSchema>;
export type NodeDifference = Comparison['differences'][number];
