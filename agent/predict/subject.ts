import type { FactId } from '../fact/ids.ts';
import { type FactError, ifKnown, notKnown } from '../fact.ts';
import { minorOf } from '../manifest/kubernetes.ts';
import { containersOf, type Pod, runAsOf } from '../manifest/pod.ts';
import { clusterVersion } from '../node/kubernetes.ts';
import { containerdRelease, newMode, shimFamily } from '../node/new-pod.ts';
import { knownNodeName } from '../node/upgrade.ts';
import { rootfsLocation } from '../shim/annotation.ts';
import { ociProcessOf } from '../shim/oci-process.ts';
import { rootOf } from '../shim/paths.ts';
import { commandLineOf, workingDirectoryOf } from '../shim/process.ts';
import { readRunAs } from '../shim/run-as.ts';
import { type KnownFacts, knownFacts, type Snapshot } from '../snapshot.ts';
import type { FoundObject, Sought, Surroundings } from '../stage/references.ts';
import { annotationOf, type ContainerSubject, type Subject } from '../stage.ts';

/** What the stages judge. */
export function subjectOf(pod: Pod, snapshot: Snapshot, around: Surroundings): Subject {
  const facts = knownFacts(snapshot);
  const mode = newMode(facts);
  const location = annotationOf({ pod, facts }, rootfsLocation);
  const root = mode === null ? null : rootOf(mode.mode, location.state === 'passed' ? location.value : null);
  const release = containerdRelease(facts)?.version ?? null;
  // Debug containers are added to a pod that runs.
  const placed = containersOf(pod).filter(({ path }) => path[1] !== 'ephemeralContainers');
  return {
    pod,
    node: nodeNameOf(snapshot),
    facts,
    why: (fact) => whyMissing(snapshot, fact),
    namespace: pod.namespace ?? around.namespace,
    find: (sought) => find(sought, facts, around),
    kubernetes: minorOf(around.kubernetes ?? clusterVersion(facts)),
    shim: shimFamily(facts),
    mode,
    containers: placed.map((one): ContainerSubject => {
      const { container } = one;
      const image = around.imageNamed(container.image ?? '');
      const process = ociProcessOf(container, {
        user: runAsOf(pod, one)?.text ?? '',
        image: image?.config ?? null,
        containerd: release,
      });
      return {
        container,
        name: container.name,
        image,
        process,
        runAs: readRunAs(process.user),
        inside:
          mode === null || root === null
            ? null
            : {
                root,
                workingDirectory: workingDirectoryOf({ mode: mode.mode, root }, process.workingDir, release),
                commandLine: commandLineOf(container, process, { mode: mode.mode, root }),
              },
      };
    }),
  };
}

/** The name that the node has in the cluster; if the facts do not say it, the one that its kubelet takes without another. */
export const nodeNameOf = (snapshot: Snapshot): string =>
  knownNodeName(knownFacts(snapshot)) ?? snapshot.node.toLowerCase();

/** What the cluster did not answer may be among the facts of the node. */
function find(sought: Sought, facts: KnownFacts, around: Surroundings): FoundObject | null {
  const found = around.find(sought);
  return found?.object.ok ? found : (findInFacts(sought, facts) ?? found);
}

function findInFacts({ kind, name }: Sought, { cluster }: KnownFacts): FoundObject | null {
  if (kind !== 'Namespace') return null;
  const seen = cluster?.seen?.podSecurity.find(({ namespace }) => namespace === name)?.labels;
  if (seen === undefined) return null;
  if (!seen.ok) return { from: 'facts', object: seen };
  const labels = seen.value;
  return { from: 'facts', object: { ok: true, value: labels === null ? null : { labels, keys: null, taints: null } } };
}

/** Why a fact, or what depends on it, is not known: a sentence. */
function whyMissing({ facts }: Snapshot, id: FactId): string {
  const fact = facts[id];
  if (facts.identity.ok && ifKnown(facts.identity.value.silo)?.server) {
    return 'hostprobe looked at the node from inside an ordinary container';
  }
  if (!fact.ok) return notKnown(id, fact.error);
  const error = firstError(fact.value);
  return error === null ? `${id} says nothing of it` : notKnown(id, error);
}

/** The first part of a fact that could not be read. */
function firstError(value: unknown): FactError | null {
  if (value === null || typeof value !== 'object') return null;
  // The only objects of a fact with `ok: false` are parts.
  if ('ok' in value && value.ok === false) return (value as unknown as { error: FactError }).error;
  for (const inner of Object.values(value)) {
    const error = firstError(inner);
    if (error !== null) return error;
  }
  return null;
}
