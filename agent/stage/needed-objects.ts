import type { FactError } from '../fact.ts';
import { type Fix, onCluster, type Step, shell, verified, type Words, words } from '../fix.ts';
import { subdomainFaults } from '../manifest/admission/names.ts';
import type { Pod } from '../manifest/pod.ts';
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

/** It in words, and what to do about it. */
interface Lack {
  text: string;
  fix: Fix;
}

/**
 * The objects that a pod needs for one use. `others`: those not known to be missing, in words; null: there are none.
 */
interface Needed {
  lacks: (Lack & { reference: Reference; key: string | null; provided: Condition[] })[];
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
    if (missing !== null) {
      lacks.push({ reference, ...missing, provided: conditions, ...lackOf(reference, missing, namespace) });
    } else {
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
export function lackOf(reference: Reference, { key }: Missing, namespace: string | null): Lack {
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

/**
 * How to create an object that a pod names.
 * @param reference what the pod names, with the keys that it needs
 * @param sought the same, with the namespace that it belongs to
 */
function createObject(reference: Reference, sought: Sought): Fix {
  const { kind, name } = sought;
  const what = kindWords[kind];
  // The API server accepts no such name, so nothing can be created, and a shell might run parts of it.
  if (subdomainFaults(name).length > 0) {
    return { steps: [onCluster(`Name another ${what}, because no object can have the name ${name}.`)] };
  }
  return verified(shell`kubectl get ${objectOf(sought)}`, 'It lists the object.', [createStep(reference, sought)]);
}

/** How to add a key that a pod needs to a config map or a secret. */
function addKey(sought: Sought, key: string): Fix {
  const say = `Add the key ${key} to the ${kindWords[sought.kind]} ${sought.name}`;
  const more = sought.kind === 'Secret' ? ' under stringData, which takes the value as plain text' : ' under data';
  const object = objectOf(sought);
  return verified(shell`kubectl describe ${object}`, 'It lists the key.', [
    onCluster(`${say}${more}.`, shell`kubectl edit ${object}`),
  ]);
}

function createStep({ keys, use }: Reference, { kind, name, namespace }: Sought): Step {
  const what = kindWords[kind];
  const within = inNamespace(namespace);
  const create = (say: string, options = words``) =>
    onCluster(
      `Create the ${what} ${say}.`,
      kind === 'Secret'
        ? shell`kubectl create secret generic ${name}${within}${options}`
        : shell`kubectl create ${kind.toLowerCase()} ${name}${within}${options}`,
    );
  // Files keep the values of secrets out of the history of the shell.
  const files =
    keys.length === 0
      ? words` --from-file=<file>`
      : keys.reduce((before, key) => words`${before} --from-file=${key}=<file>`, words``);
  switch (kind) {
    case 'Secret':
      return use === 'pull'
        ? create(
            'from the config.json that docker login writes, whose path is <file>',
            words` --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=<file>`,
          )
        : create('from files, where <file> is the path of the file with the value', files);
    case 'ConfigMap':
      return create('from files, where <file> is the path of the file with the value', files);
    case 'PriorityClass':
    case 'PersistentVolumeClaim':
    case 'RuntimeClass':
    case 'Node':
      return onCluster(
        `Name a ${what} that is in this list, or apply a manifest that creates the ${what} ${name}.`,
        shell`kubectl get ${kind.toLowerCase()}${within}`,
      );
    default:
      return create('or name another');
  }
}

const objectOf = ({ kind, name, namespace }: Sought): Words =>
  words`${kind.toLowerCase()} ${name}${inNamespace(namespace)}`;

const inNamespace = (namespace: string | null): Words =>
  namespace === null ? words`` : words` --namespace ${namespace}`;
