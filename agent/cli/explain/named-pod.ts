import { UserError } from '../../error.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { Message } from '../../message.ts';
import { podIn, whyNoPod } from '../../messages/pod-settings.ts';
import { readText } from '../../messages/text.ts';
import { nameOfFile, readTextFile } from '../../source/saved-files.ts';

/** A pod, or the workload whose pod is meant, as kubectl names them. */
export interface NamedPod {
  /** The kind of the object; null: a bare name, which may be that of a pod. */
  kind: 'Pod' | 'Deployment' | 'DaemonSet' | 'StatefulSet' | 'ReplicaSet' | 'Job' | 'CronJob' | null;
  name: string;
}

/**
 * The name in `pod/agent-x`, `pod agent-x`, `ds/agent` or `agent-7x2kq`, as in kubectl; null: another form.
 * @throws UserError if it names a node, or no valid name
 */
export function readPodName(operands: readonly string[]): NamedPod | null {
  const [first = '', name, ...more] = operands.length === 1 ? (operands[0] ?? '').split('/') : operands;
  const given = operands.join(' ');
  if (name === undefined) return operands.length === 1 && generated.test(first) ? { kind: null, name: first } : null;
  if (operands.length > 2) return null;
  const isNode = /^(?:nodes?|no)$/i.test(first);
  const kind = kinds.find(([written]) => written.test(first))?.[1];
  if (operands.length > 1 && kind !== 'Pod') return null;
  if (isNode && more.length === 0) {
    throw new UserError(`pod/<name> must name a pod, but is ${given}; for a node type hostprobe report --node ${name}`);
  }
  if (kind === undefined) return null;
  if (more.length === 0 && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return { kind, name };
  if (kind !== 'Pod') return null;
  throw new UserError(
    `pod/<name> must name a pod in lower-case letters, digits, hyphens and dots, but is ${given}; kubectl get pods -A lists the names, and -n says the namespace`,
  );
}

/** As kubectl knows them. */
const kinds: readonly [RegExp, NonNullable<NamedPod['kind']>][] = [
  [/^(?:pods?|po)$/i, 'Pod'],
  [/^(?:deployments?|deploy)$/i, 'Deployment'],
  [/^(?:daemonsets?|ds)$/i, 'DaemonSet'],
  [/^(?:statefulsets?|sts)$/i, 'StatefulSet'],
  [/^(?:replicasets?|rs)$/i, 'ReplicaSet'],
  [/^jobs?$/i, 'Job'],
  [/^(?:cronjobs?|cj)$/i, 'CronJob'],
];

/** How controllers name pods. Source: kubernetes staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go, its alphabet. */
const generated = /^[a-z][a-z0-9-]{0,240}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/**
 * The pod of --pod, and what its status says.
 * @throws UserError if it has no pod
 */
export async function readPodFile(path: string): Promise<{ pod: Pod; readMessages(): Message[] }> {
  const text = await readTextFile(path, '--pod must name a file');
  const input = { file: nameOfFile(path), text };
  const pod = podIn(input);
  if (pod === null) {
    throw new UserError(
      `--pod must name a file with a pod or a workload (YAML or JSON), but ${input.file} ${whyNoPod(input)}; kubectl get pod <pod> -o yaml > pod.yaml makes one`,
    );
  }
  return { pod, readMessages: () => readText(text, input.file, null) };
}
