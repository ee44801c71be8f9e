import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, expectEvent, fails, type Subject, warns } from '../../stage.ts';

/**
 * The kubelet knows one name for root on Windows. Source: k8s.io/kubernetes
 * pkg/kubelet/kuberuntime/security_context_windows.go.
 */
export function judgeNonRoot({ pod }: Subject, { container, name, runAs }: ContainerSubject): Point[] {
  const wanted = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (wanted !== true) return [];
  if (!/^containeradministrator$/i.test(runAs.text)) {
    return [warns('HostProcess pods must not set runAsNonRoot: true, though nothing refuses it')];
  }
  const text = `Error: container's runAsUserName (${runAs.text}) which will be regarded as root identity and will break non-root policy (pod: "${pod.name}_${pod.namespace ?? 'default'}(<uid>)", container: ${name})`;
  return [
    fails(`the kubelet takes ${runAs.text} for root, which runAsNonRoot forbids`, {
      expect: expectEvent(text, '<uid> is that of the pod.'),
      cause: 'run-as-non-root',
    }),
  ];
}
