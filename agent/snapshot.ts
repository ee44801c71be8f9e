import * as z from 'zod';
import { UserError } from './error.ts';
import { type Fact, fact, given } from './fact.ts';
import { type FactId, type FactValues, factIds, factSchemas } from './facts/index.ts';
import { jsonIn } from './json.ts';

export const schemaVersion = 1;

export type Facts = { [Id in FactId]: Fact<FactValues[Id]> };

const facts = z.object(
  Object.fromEntries(factIds.map((id) => [id, fact(factSchemas[id])])),
  // The compiler cannot follow Object.fromEntries over a mapped type; the keys are factIds, the values their schemas.
) as unknown as z.ZodType<Facts>;

/** All that was seen of one node at one time. The same snapshot gives the same report on any machine. */
export const snapshotSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  tool: z.object({ name: z.literal('hostprobe'), version: z.string() }),
  node: z.string(),
  at: z.iso.datetime(),
  /** Questions that were not answered by the node itself; empty on a real one. */
  standIns: z.array(z.string()),
  facts,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The facts that could be gathered; of a text alone, none. A fact that is missing weighs nothing. */
export type KnownFacts = { readonly [Id in FactId]?: FactValues[Id] };

/**
 * The facts of a snapshot that could be gathered, as far as they are the node's: seen from inside an ordinary
 * container, services, files and processes are that container's own.
 */
export function knownFacts({ facts }: Pick<Snapshot, 'facts'>): KnownFacts {
  const { identity } = facts;
  if (identity.ok && given(identity.value.silo)?.server) return { identity: identity.value };
  const entries = Object.entries(facts).flatMap(([id, fact]) => (fact.ok ? [[id, fact.value]] : []));
  // Every key is a fact's id and every value that fact's own.
  return Object.fromEntries(entries) as KnownFacts;
}

const newerFact = {
  ok: false,
  ms: 0,
  error: { kind: 'unsupported', message: 'not in this snapshot: an older hostprobe took it' },
};

const takeOne = 'Take one with: hostprobe facts > node.json';

/**
 * A snapshot from its JSON text. Facts that an older hostprobe did not know are filled in as `unsupported`.
 * @param source what to call the text in errors, for example the file's name
 * @throws UserError when the text is not JSON, not a snapshot, or one of another schema version
 */
export function readSnapshot(text: string, source: string): Snapshot {
  const json = jsonIn(text);
  if (json === undefined) {
    const what = text.trim() === '' ? 'is empty' : 'is not JSON';
    throw new UserError(`${source} must be a hostprobe snapshot in JSON, but ${what}. ${takeOne}`);
  }
  if (z.object({ findings: z.array(z.unknown()) }).safeParse(json).success) {
    throw new UserError(`${source} is a report, which is made from a snapshot and cannot be judged again. ${takeOne}`);
  }
  const head = z.object({ schemaVersion: z.unknown(), facts: z.record(z.string(), z.unknown()) }).safeParse(json);
  if (!head.success) {
    throw new UserError(`${source} is JSON but no hostprobe snapshot: it has no "facts". ${takeOne}`);
  }
  if (head.data.schemaVersion !== schemaVersion) {
    throw new UserError(
      `${source} has schema version ${JSON.stringify(head.data.schemaVersion)}, this hostprobe reads ${schemaVersion}. Judge it with the hostprobe that took it, or take a new one.`,
    );
  }
  const missing = factIds.filter((id) => !(id in head.data.facts));
  const filled = {
    ...(json as object),
    facts: { ...Object.fromEntries(missing.map((id) => [id, newerFact])), ...head.data.facts },
  };
  const parsed = snapshotSchema.safeParse(filled);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`${source} is not a valid snapshot: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return parsed.data;
}
