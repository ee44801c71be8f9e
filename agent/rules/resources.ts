import { amountOf } from '../manifest/admission/form.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rules } from '../rule.ts';
import { told } from './offence.ts';

/** Limits of a container. */
export const resourceRules = {
  'memory-limit': {
    title: 'Memory limits that no program of Windows fits into',
    why: 'The limit is for all processes of the container together. Below some MiB the first of them cannot start, and an ordinary container cannot even be stopped.',
    severity: 'warn',
    reference: 'https://github.com/microsoft/Windows-Containers/issues/482',
    judge: (pod) =>
      containersOf(pod).flatMap(({ container, path }) => {
        const memory = container.resources?.limits?.memory;
        const bytes = amountOf(memory);
        if (bytes === null || bytes >= least) return [];
        const at = [...path, 'resources', 'limits', 'memory'];
        return [
          told(
            at,
            `a memory limit of ${memory} is less than a program of Windows needs to start`,
            setField(pod, at, '64Mi', 'Give it what the program needs, such as this.'),
          ),
        ];
      }),
  },
  /**
   * API servers know the field since 1.27 and drop it where the feature gate InPlacePodVerticalScaling is
   * off, which it was by default until 1.32. Source: kubernetes issue 128617, pull 129216 (1.33), and
   * pkg/kubelet/allocation/features_windows.go; enhancement 6303 wants to change it in 1.38.
   */
  'resize-policy': {
    title: 'Resources that change while the pod runs',
    why: 'A kubelet on Windows refuses each change of the resources of a running pod: "In-place pod resize is not supported on Windows". The API server accepts resizePolicy all the same.',
    severity: 'info',
    reference: 'https://github.com/kubernetes/kubernetes/pull/129216',
    judge: (pod, { kubernetes }) =>
      kubernetes < 27
        ? []
        : containersOf(pod).flatMap(({ container, path }) => {
            const policy = container.resizePolicy;
            if (!Array.isArray(policy) || policy.length === 0) return [];
            const at = [...path, 'resizePolicy'];
            const message = 'resizePolicy has no effect: the kubelet on Windows does not resize running pods';
            return [told(at, message, removeField(pod, at))];
          }),
  },
} satisfies Rules;

/** Where ordinary containers hang; a HostProcess container has no system processes of its own, but cmd.exe in bind mode. */
const least = 8 * 2 ** 20;
