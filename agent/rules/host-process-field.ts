import type { Step } from '../fix.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { type Path, showPath } from '../manifest/path.ts';
import { containersOf, type Pod, securityContextsOf, textsOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { inheritUser } from '../shim/annotation.ts';
import { told } from './offence/told.ts';

export const hostProcessField: Rule = {
  id: 'host-process-field',
  title: 'The field that makes a pod HostProcess',
  why: 'Without windowsOptions.hostProcess: true the pod starts as an ordinary Windows container. If the field is misspelt, the API server refuses the pod or drops the field.',
  severity: 'error',
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
};

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
export const strayFieldsOf = (pod: Pod): Path[] =>
  [{ path: ['spec'] as Path, container: pod.spec }, ...containersOf(pod)].flatMap(({ path, container }) =>
    strayIn(container, path, []),
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
