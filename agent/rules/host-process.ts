import type { Fix, Step } from '../fix.ts';
import { invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { type Path, showPath } from '../manifest/path.ts';
import { containersOf, hostProcessPath, oncePerPod, type Pod, securityContextsOf, textsOf } from '../manifest/pod.ts';
import type { Offence, Rules } from '../rule.ts';
import { inheritUser } from '../shim/annotation.ts';
import { refused, told } from './offence.ts';

/** The field hostProcess, and what must go with it. */
export const hostProcessRules = {
  'host-process-field': {
    title: 'The field that makes a pod HostProcess',
    why: 'Without windowsOptions.hostProcess: true the pod starts as an ordinary Windows container. If the field is misspelt, the API server refuses the pod or drops the field.',
    reference:
      'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#hostprocess-pod-configuration-requirements',
    judge(pod) {
      const stray = strayFieldsOf(pod);
      const offences = stray.flatMap((path) => {
        const name = way.find((field) => isSpelt(path.at(-1), field));
        const holder = name === 'hostProcess' ? 'windowsOptions' : 'securityContext';
        // Its spelling is told as that of any field.
        if (name === undefined || name === 'securityContext') return [];
        const where = isSpelt(path.at(-2), holder) ? `its name is ${name}` : `${name} belongs in ${holder}`;
        const message = `unknown field "${showPath([...pod.base, ...path])}": ${where}`;
        return [told(path, message, moved(pod, path, name), removeField(pod, path))];
      });
      if (stray.length > 0 || saysSo(pod) || isFaulty(pod)) return offences;
      return [unset(pod)];
    },
  },
  'host-process-level': {
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
  },
  'host-process-value': {
    title: 'hostProcess of the pod and of its containers',
    why: 'The API server refuses a pod whose containers set a different value than the pod.',
    ofApi: true,
    reference: validation,
    judge(pod) {
      const ofPod = pod.spec.securityContext?.windowsOptions?.hostProcess;
      if (ofPod === undefined) return [];
      return containersOf(pod).flatMap(({ container, path: at }) => {
        const own = container.securityContext?.windowsOptions?.hostProcess;
        if (own === undefined || own === ofPod) return [];
        const path = [...at, ...hostProcessPath];
        const words = invalid(own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`);
        return [refused(pod, path, words, removeField(pod, path, ': containers use the value of the pod'))];
      });
    },
  },
  'host-process-containers': {
    title: 'All containers of the pod, or none, are HostProcess',
    why: 'The API server refuses a pod that mixes HostProcess and other containers; init containers count too.',
    ofApi: true,
    reference: validation,
    judge(pod) {
      const all = containersOf(pod);
      const others = all.filter(({ hostProcess }) => !hostProcess);
      if (others.length === 0 || others.length === all.length) return [];
      const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
      const names = others.map(({ container }) => container.name).join(', ');
      const say = `Set hostProcess for the pod; it is not set for ${names}.`;
      const own = all
        .filter(({ container }) => container.securityContext?.windowsOptions?.hostProcess !== undefined)
        .map(({ path }) => removeField(pod, [...path, ...hostProcessPath]));
      const set = setField(pod, ['spec', ...hostProcessPath], true, say);
      return [refused(pod, ['spec'], invalid('', detail), set, ...own)];
    },
  },
} satisfies Rules;

/** The fields on the way to hostProcess, and how one is recognised that is misspelt. */
const way = ['securityContext', 'windowsOptions', 'hostProcess'];

const isSpelt = (field: unknown, name: string) => `${field}`.toLowerCase() === name.toLowerCase();

/** The field where it belongs. */
function moved(pod: Pod, path: Path, name: string): Step {
  if (name === 'hostProcess') return setField(pod, ofPod, true, 'Set hostProcess where it belongs, for the pod.');
  const options = path.reduce<unknown>((value, step) => Reflect.get(Object(value), step), pod);
  const place = [...path.slice(0, path.at(-2) === 'securityContext' ? -2 : -1), 'securityContext', 'windowsOptions'];
  return setField(pod, place, { ...Object(options), hostProcess: true }, 'Move windowsOptions into securityContext.');
}

const ofPod = ['spec', ...way];

function unset(pod: Pod): Offence {
  const path = ofPod;
  const fix = { steps: [setField(pod, path, true, 'Set hostProcess for the pod.')] };
  const sign = signOf(pod);
  if (sign === null) return { path, message: 'the pod is not HostProcess', fix };
  return { path: sign.path, message: `${sign.what}, but the pod is not HostProcess`, fix };
}

/** Whether a pod is HostProcess, or is clearly meant to be. */
export const isMeant = (pod: Pod): boolean =>
  saysSo(pod) || strayFieldsOf(pod).length > 0 || isFaulty(pod) || signOf(pod) !== null;

/** At least one container, or the pod, has hostProcess: true. */
const saysSo = (pod: Pod) =>
  securityContextsOf(pod).some(({ context }) => context?.windowsOptions?.hostProcess === true);

/** The value of hostProcess is neither true nor false, which is a separate fault. */
const isFaulty = (pod: Pod) => pod.isUnread('hostProcess');

/** Fields that mean hostProcess, or lead to it, in another spelling or in another place. */
export const strayFieldsOf = oncePerPod((pod) =>
  [{ path: ['spec'] as Path, container: pod.spec }, ...containersOf(pod)].flatMap(({ path, container }) =>
    strayIn(container, path, []),
  ),
);

/** @param right the fields on the way that lead here, as far as they are where they belong */
function strayIn(fields: unknown, path: Path, right: readonly string[]): Path[] {
  return Object.entries(Object(fields)).flatMap(([field, value]): Path[] => {
    const name = way.find((one) => isSpelt(field, one));
    if (name === undefined) return [];
    const at = [...path, field];
    if (field === name && way[right.length] === name) return strayIn(value, at, [...right, name]);
    // A securityContext has much else.
    return name !== 'securityContext' || strayIn(value, at, way).length > 0 ? [at] : [];
  });
}

/** A field or text that only HostProcess pods have. A pod with hostProcess: false states its intent. */
function signOf(pod: Pod): { path: Path; what: string } | null {
  if (securityContextsOf(pod).some(({ context }) => context?.windowsOptions?.hostProcess === false)) return null;
  const prefix = inheritUser.replace(/inherit-user$/, '');
  const annotation = Object.keys(pod.annotations).find((key) => key.startsWith(prefix));
  if (annotation !== undefined) {
    return { path: ['metadata', 'annotations', annotation], what: `it has the annotation ${annotation}` };
  }
  const text = containersOf(pod)
    .flatMap(textsOf)
    .find((one) => one.text.includes('CONTAINER_SANDBOX_MOUNT_POINT'));
  return text === undefined ? null : { path: text.path, what: 'it reads CONTAINER_SANDBOX_MOUNT_POINT' };
}

/** Moves hostProcess from the containers to the pod. */
export const setForPod = (pod: Pod): Fix => ({
  steps: [
    setField(pod, ['spec', ...hostProcessPath], true, 'Set hostProcess once, for the pod.'),
    ...containersOf(pod)
      .filter(({ container }) => container.securityContext?.windowsOptions?.hostProcess !== undefined)
      .map(({ path }) => removeField(pod, [...path, ...hostProcessPath])),
  ],
});
