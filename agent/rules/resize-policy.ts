import { removeField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

/**
 * API servers know the field since 1.27 (field-versions) and drop it where the feature gate InPlacePodVerticalScaling is
 * off, which it was by default until 1.32. Source: kubernetes issue 128617, pull 129216 (1.33), and
 * pkg/kubelet/allocation/features_windows.go; enhancement 6303 wants to change it in 1.38.
 */
export const resizePolicy: Rule = {
  id: 'resize-policy',
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
};
