import { hasHostProcess, type Pod, showPod } from '../manifest/pod.ts';
import { type Input, type Item, readManifests, type Trouble } from '../manifest.ts';
import { type SeenObject, type Sought, soughtKinds } from '../stage/surroundings.ts';

/** The content of manifests, for predictions. */
export interface Read {
  /** The HostProcess pods. */
  pods: Pod[];
  /** Objects that pods may name, each with the namespace that the manifest gives it; null: none. */
  objects: { sought: Sought; seen: SeenObject }[];
  /** Pods that are no HostProcess pods. */
  passedOver: string[];
  /** What cannot be read, with its place. */
  troubles: string[];
}

export function readInputs(inputs: readonly Input[]): Read {
  const read: Read = { pods: [], objects: [], passedOver: [], troubles: [] };
  for (const input of inputs) for (const item of readManifests(input)) take(item, read);
  return read;
}

function take(item: Item, read: Read): void {
  switch (item.is) {
    case 'trouble':
      if (item.trouble.severity === undefined) read.troubles.push(showTrouble(item.trouble));
      return;
    case 'namespace': {
      const { name, labels } = item.namespace;
      const sought: Sought = { kind: 'Namespace', namespace: null, name };
      read.objects.push({ sought, seen: { labels, keys: null, taints: null } });
      return;
    }
    case 'other': {
      const kind = soughtKinds.find((one) => one === item.kind);
      if (kind === undefined || item.object === null) return;
      const { name, namespace, keys } = item.object;
      read.objects.push({ sought: { kind, namespace, name }, seen: { labels: {}, keys, taints: null } });
      return;
    }
    case 'pod':
      if (hasHostProcess(item.pod)) read.pods.push(item.pod);
      else read.passedOver.push(`${item.pod.file}: ${showPod(item.pod)} is not a HostProcess pod`);
  }
}

const showTrouble = ({ file, line, column, message }: Trouble): string => `${file}:${line}:${column}: ${message}`;
