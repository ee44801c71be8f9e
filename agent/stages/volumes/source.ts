import type { PodSpec } from '../../manifest/spec.ts';
import { judgeReferences, lackOf } from '../../stage/needed-objects.ts';
import type { Expectation, Point } from '../../stage/prediction.ts';
import type { Reference } from '../../stage/references.ts';
import { expectEvent, fails, passes, type Subject } from '../../stage.ts';

const kinds: Readonly<Record<string, string>> = { Directory: 'folder', File: 'file', Socket: 'socket' };

/**
 * What hostPath volumes need on the node, in sentences: the kubelet makes nothing of these types, and the pod stays in
 * ContainerCreating with "hostPath type check failed". Source: kubernetes pkg/volume/hostpath/host_path.go.
 */
export const hostFolders = ({ volumes }: PodSpec): string[] =>
  volumes.flatMap(({ hostPath }) =>
    hostPath?.type && !/OrCreate$/.test(hostPath.type)
      ? [`the node has the ${kinds[hostPath.type] ?? 'device'} ${hostPath.path} (hostPath type ${hostPath.type})`]
      : [],
  );

/** Config maps, secrets and claims that volumes are made from. Source: pkg/volume/{secret,configmap}/ at v1.34.2. */
export function judgeSources(subject: Subject): Point[] {
  const { lacks, others } = judgeReferences(subject, 'volume');
  const points = lacks.map(({ reference, missing, conditions }) => {
    const { text, fix } = lackOf(reference, missing, subject.namespace);
    const expect = saidOf(reference, missing.key);
    return fails(`the volume ${reference.by} needs ${text}`, { provided: conditions, expect, fix });
  });
  return others === null
    ? points
    : [...points, passes(`volumes are made from ${others.names}`, { provided: others.provided })];
}

function saidOf({ kind, name, by }: Reference, key: string | null): Expectation {
  if (kind === 'PersistentVolumeClaim') {
    return expectEvent(
      `0/1 nodes are available: persistentvolumeclaim "${name}" not found.`,
      'The number of nodes differs, and more may follow.',
    );
  }
  const short = kind === 'Secret' ? 'secret' : 'config';
  const why =
    key === null ? `${kind.toLowerCase()} "${name}" not found` : `references non-existent ${short} key: ${key}`;
  return expectEvent(`MountVolume.SetUp failed for volume "${by}" : ${why}`, 'The pod stays in ContainerCreating.');
}
