import { forbidden, validation } from '../manifest/admission/words.ts';
import { removeField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const ephemeralContainers: Rule = {
  id: 'ephemeral-containers',
  title: 'Ephemeral containers in a manifest',
  why: 'The API server refuses ephemeral containers in a new pod and in a pod template: kubectl debug adds them to a running pod.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    // A pod that has a node runs already, such as one that kubectl get printed: its containers may stay.
    const isRunning = pod.kind === 'Pod' && pod.spec.nodeName !== undefined;
    if (pod.spec.ephemeralContainers.length === 0 || isRunning) return [];
    const path = ['spec', 'ephemeralContainers'];
    const isPod = pod.base.length === 0;
    const words = forbidden(isPod ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template');
    return [refused(pod, path, words, removeField(pod, path))];
  },
};
