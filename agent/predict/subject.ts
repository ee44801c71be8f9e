import { given } from '../fact.ts';
import { containersOf, type Pod, runAsOf } from '../manifest/pod.ts';
import { containerdRelease, newMode, shimFamily } from '../node/evidence.ts';
import { rootfsLocation } from '../shim/annotation.ts';
import { commandLineOf } from '../shim/command.ts';
import { rootOf } from '../shim/paths.ts';
import { readRunAs } from '../shim/run-as.ts';
import { workingDirectoryOf } from '../shim/working-directory.ts';
import { type KnownFacts, knownFacts, type Snapshot } from '../snapshot.ts';
import { annotationOf } from '../stage/annotation.ts';
import type { ContainerSubject, Subject } from '../stage.ts';
import { whyMissing } from './missing.ts';

/** Labels of the namespaces that are in the same input as the pod, by their names. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What the stages judge. */
export function subjectOf(pod: Pod, snapshot: Snapshot, namespaces: NamespaceLabels): Subject {
  const facts = knownFacts(snapshot);
  const mode = newMode(facts);
  const location = annotationOf({ pod, facts }, rootfsLocation);
  const root = mode === null ? null : rootOf(mode.mode, location.state === 'passed' ? location.value : null);
  const release = containerdRelease(facts)?.version ?? null;
  // Debug containers are added to a pod that runs.
  const placed = containersOf(pod).filter(({ path }) => path[1] !== 'ephemeralContainers');
  return {
    pod,
    node: snapshot.node,
    facts,
    why: (fact) => whyMissing(snapshot, fact),
    namespaceLabels: labelsOf(pod, facts, namespaces),
    shim: shimFamily(facts),
    mode,
    containers: placed.map((one): ContainerSubject => {
      const { container } = one;
      return {
        container,
        name: container.name,
        runAs: readRunAs(runAsOf(pod, one)?.text ?? ''),
        inside:
          mode === null || root === null
            ? null
            : {
                root,
                workingDirectory: workingDirectoryOf({ mode: mode.mode, root }, container.workingDir, release),
                commandLine: commandLineOf(container, mode.mode, root),
              },
      };
    }),
  };
}

/** The input knows best what the namespace will be like; else the cluster tells what it is like. */
function labelsOf(
  { namespace }: Pod,
  { cluster }: KnownFacts,
  namespaces: NamespaceLabels,
): Subject['namespaceLabels'] {
  const name = namespace ?? 'default';
  const own = namespaces.get(name);
  if (own !== undefined) return own;
  const seen = cluster?.seen?.podSecurity.find((one) => one.namespace === name);
  return (seen && given(seen.labels)) ?? null;
}
