import { isHostProcess, type Pod, showPod } from '../manifest/pod.ts';
import { type Input, readManifests, type Trouble } from '../manifest.ts';
import { predict } from '../predict.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import type { Predictions } from '../stage/prediction.ts';

/** Every HostProcess pod of the manifests on every node: pod by pod, and for each the nodes in their order. */
export function predictManifests(inputs: readonly Input[], nodes: readonly Snapshot[]): Predictions {
  const pods: Pod[] = [];
  const namespaces = new Map<string, Readonly<Record<string, string>>>();
  const passedOver: string[] = [];
  const troubles: string[] = [];
  for (const input of inputs) {
    for (const item of readManifests(input)) {
      if (item.is === 'trouble' && item.trouble.severity === undefined) troubles.push(showTrouble(item.trouble));
      if (item.is === 'namespace') namespaces.set(item.namespace.name, item.namespace.labels);
      if (item.is === 'pod' && isHostProcess(item.pod)) pods.push(item.pod);
      if (item.is === 'pod' && !isHostProcess(item.pod)) {
        passedOver.push(`${item.pod.file}: ${showPod(item.pod)} is no HostProcess pod`);
      }
    }
  }
  const predictions = pods.flatMap((pod) => nodes.map((node) => predict(pod, node, namespaces)));
  return { schemaVersion, predictions, passedOver, troubles };
}

/**
 * Why there is nothing to tell, in a sentence; null: there is a prediction.
 * @param where what the manifests came from
 */
export function whyNothing({ predictions, troubles, passedOver }: Predictions, where: string): string | null {
  if (predictions.length > 0) return null;
  const [seen = 'holds no pod'] = [...troubles, ...passedOver];
  return `${where} must hold a HostProcess pod (hostProcess: true in securityContext.windowsOptions), or an object with one, but ${seen}`;
}

const showTrouble = ({ file, line, column, message }: Trouble): string => `${file}:${line}:${column}: ${message}`;
