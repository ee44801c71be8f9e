import { isHostProcess, type Pod, showPod } from '../manifest/pod.ts';
import { type Input, readManifests, type Trouble } from '../manifest.ts';
import { predict } from '../predict.ts';
import type { Prediction, Predictions } from '../prediction.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';

/** Every HostProcess pod of the manifests on every node: pod by pod, and for each the nodes in their order. */
export function predictManifests(inputs: readonly Input[], nodes: readonly Snapshot[]): Predictions {
  const steps = predictInSteps(inputs, nodes);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, with a pause after each object that is read and each pod that is judged. */
export function* predictInSteps(
  inputs: readonly Input[],
  nodes: readonly Snapshot[],
): Generator<undefined, Predictions, undefined> {
  const pods: Pod[] = [];
  const namespaces = new Map<string, Readonly<Record<string, string>>>();
  const passedOver: string[] = [];
  const troubles: string[] = [];
  for (const input of inputs) {
    for (const item of readManifests(input)) {
      if (item.is === 'trouble') troubles.push(showTrouble(item.trouble));
      if (item.is === 'namespace') namespaces.set(item.namespace.name, item.namespace.labels);
      if (item.is === 'pod' && isHostProcess(item.pod)) pods.push(item.pod);
      if (item.is === 'pod' && !isHostProcess(item.pod)) {
        passedOver.push(`${item.pod.file}: ${showPod(item.pod)} is no HostProcess pod`);
      }
      yield;
    }
  }
  const predictions: Prediction[] = [];
  for (const pod of pods) {
    for (const node of nodes) predictions.push(predict(pod, node, namespaces));
    yield;
  }
  return { schemaVersion, predictions, passedOver, troubles };
}

const showTrouble = ({ file, line, column, message }: Trouble): string => `${file}:${line}:${column}: ${message}`;
