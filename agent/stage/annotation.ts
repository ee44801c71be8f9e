import { ifKnown } from '../fact.ts';
import { isPassed } from '../shim/annotation.ts';
import type { Subject } from '../stage.ts';

/**
 * Whether an annotation of the pod reaches the shim: containerd passes on those that its runtime handler lists in
 * pod_annotations. Source: containerd pkg/cri/server/container_create_windows.go at v1.7.28.
 * `unset`: the pod does not have it; `unknown`: the configuration of containerd is not known.
 */
export function annotationOf(
  { pod, facts }: Pick<Subject, 'pod' | 'facts'>,
  name: string,
): { state: 'unset' | 'passed' | 'dropped' | 'unknown'; value: string } {
  const value = pod.annotations[name];
  if (value === undefined) return { state: 'unset', value: '' };
  const config = (facts.runtime && ifKnown(facts.runtime.status))?.config;
  if (!config) return { state: 'unknown', value };
  // A RuntimeClass may name another handler; which one, only the cluster knows.
  const handler = config.handlers.find((one) => one.name === config.defaultHandler);
  if (handler === undefined || pod.spec.runtimeClassName !== undefined) return { state: 'unknown', value };
  const isHanded = isPassed(name, handler.podAnnotations);
  return { state: isHanded ? 'passed' : 'dropped', value };
}
