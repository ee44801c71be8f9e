import type { FactError } from '../fact.ts';
import type { Fix } from '../fix.ts';
import type { Pod } from '../manifest/pod.ts';
import { addKey, createObject } from './create-missing.ts';
import type { Condition } from './prediction.ts';
import {
  type FoundObject,
  kindWords,
  type Reference,
  referencesOf,
  type Sought,
  type SoughtKind,
  type Surroundings,
} from './references.ts';

/** What is missing: the object, or else one of its keys. */
interface Missing {
  key: string | null;
}

/**
 * The objects that a pod needs for one use. `others`: those not known to be missing, in words; null: there are none.
 */
interface Needed {
  lacks: { reference: Reference; missing: Missing; conditions: Condition[] }[];
  others: { names: string; provided: Condition[] } | null;
}

/** Those that belong to no namespace. */
const unbound: readonly SoughtKind[] = ['Namespace', 'Node', 'RuntimeClass', 'PriorityClass'];

/** Where an object that a pod of this namespace names is searched for. */
export const soughtFor = ({ kind, name }: Pick<Reference, 'kind' | 'name'>, namespace: string | null): Sought => ({
  kind,
  name,
  namespace: unbound.includes(kind) ? null : (namespace ?? 'default'),
});

/** Distinguishes two of them. */
export const keyOf = ({ kind, namespace, name }: Sought): string => JSON.stringify([kind, namespace, name]);

export function judgeReferences(
  { pod, namespace, find }: { pod: Pod } & Pick<Surroundings, 'namespace' | 'find'>,
  use: Reference['use'],
): Needed {
  const lacks: Needed['lacks'] = [];
  const names = new Set<string>();
  const provided: Condition[] = [];
  for (const reference of referencesOf(pod).filter((one) => one.use === use)) {
    const { missing, conditions } = judgeReference(reference, find(soughtFor(reference, namespace)));
    if (missing !== null) lacks.push({ reference, missing, conditions });
    else {
      names.add(`the ${kindWords[reference.kind]} ${reference.name}`);
      provided.push(...conditions);
    }
  }
  return { lacks, others: names.size === 0 ? null : { names: [...names].join(', '), provided } };
}

function judgeReference({ kind, name, keys }: Reference, found: FoundObject | null) {
  const what = `the ${kindWords[kind]} ${name}`;
  const exists: Condition = { text: `${what} exists`, ...standingOf(found) };
  if (exists.holds === false) return { conditions: [exists], missing: { key: null } };
  const seen = found?.object.ok ? (found.object.value?.keys ?? null) : null;
  const ofKeys = keys.map((key): Condition => {
    const holds = seen === null ? null : seen.includes(key);
    return { text: `${what} has the key ${key}`, holds, told: holds === null ? null : exists.told };
  });
  const absent = seen === null ? undefined : keys.find((key) => !seen.includes(key));
  return { conditions: [exists, ...ofKeys], missing: absent === undefined ? null : { key: absent } };
}

/**
 * What is missing, in words, and what to do about it.
 * @param namespace the pod's; null when the manifest leaves it to kubectl
 */
export function lackOf(reference: Reference, { key }: Missing, namespace: string | null): { text: string; fix: Fix } {
  const what = `${kindWords[reference.kind]} ${reference.name}`;
  const sought = soughtFor(reference, namespace);
  const fix = key === null ? createObject(reference, sought) : addKey(sought, key);
  const lack =
    key === null ? `the ${what}, which the cluster does not have` : `the key ${key}, which the ${what} does not have`;
  return { text: lack, fix };
}

/** What an answer says about "it exists". */
export function standingOf(found: FoundObject | null): Pick<Condition, 'holds' | 'told'> {
  if (found === null) return { holds: null, told: null };
  const { object, from } = found;
  if (!object.ok) return { holds: null, told: whyUnseen(object.error) };
  return object.value === null ? { holds: false, told: 'the cluster has none' } : { holds: true, told: sources[from] };
}

export const sources = {
  input: 'it is in the same input',
  cluster: 'the cluster says so',
  facts: "the node's facts say so",
} as const;

const whyUnseen = ({ kind, message }: FactError) => (kind === 'denied' ? `access denied: ${message}` : message);
