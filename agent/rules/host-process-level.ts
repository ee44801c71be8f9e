import type { Fix } from '../fix.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf, hostProcessPath, type Pod } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const hostProcessLevel: Rule = {
  id: 'host-process-level',
  title: 'hostProcess is set for the pod',
  why: 'Kubelets of Kubernetes 1.23 and 1.24 look only at hostProcess of the pod when they create the sandbox. If only containers set it, the pod runs as an ordinary one, without an error.',
  severity: 'warn',
  reference: 'https://github.com/kubernetes/kubernetes/pull/110140',
  judge(pod, { oldestKubelet }) {
    // The fix came with 1.25, and to 1.23 and 1.24 with a patch: kubernetes pulls 110140, 110965.
    if (oldestKubelet !== undefined && oldestKubelet >= 25) return [];
    if (pod.spec.securityContext?.windowsOptions?.hostProcess !== undefined) return [];
    const first = containersOf(pod).find(({ hostProcess }) => hostProcess);
    const message =
      'hostProcess is set only for containers: kubelets of Kubernetes 1.23 and 1.24 then start an ordinary container';
    return first === undefined ? [] : [{ path: [...first.path, ...hostProcessPath], message, fix: setForPod(pod) }];
  },
};

/** Moves hostProcess from the containers to the pod. */
export const setForPod = (pod: Pod): Fix => ({
  steps: [
    setField(pod, ['spec', ...hostProcessPath], true, 'Set hostProcess once, for the pod.'),
    ...containersOf(pod)
      .filter(({ container }) => container.securityContext?.windowsOptions?.hostProcess !== undefined)
      .map(({ path }) => removeField(pod, [...path, ...hostProcessPath])),
  ],
});
