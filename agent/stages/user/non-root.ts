import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, event, fails, type Subject, warns } from '../../stage.ts';

/** kubelet knows one name of root on Windows. Source: k8s.io/kubernetes pkg/kubelet/kuberuntime/security_context_windows.go. */
export function judgeNonRoot({ pod }: Subject, { container, name, runAs }: ContainerSubject): Point[] {
  const wanted = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (wanted !== true) return [];
  if (!/^containeradministrator$/i.test(runAs.text)) {
    return [warns('runAsNonRoot: true is documented as not allowed here, and nothing refuses it')];
  }
  const text = `Error: container's runAsUserName (${runAs.text}) which will be regarded as root identity and will break non-root policy (pod: "${pod.name}_${pod.namespace ?? 'default'}(<uid>)", container: ${name})`;
  return [
    fails(`kubelet takes ${runAs.text} for root, which runAsNonRoot forbids`, {
      expect: event(text, 'In the place of <uid> stands that of the pod.'),
      cause: 'run-as-non-root',
    }),
  ];
}
