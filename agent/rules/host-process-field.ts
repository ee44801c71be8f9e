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
    const stray = strayFieldsOf(pod).map((path) =>
      told(
        path,
        `unknown field "${showPath([...pod.base, ...path])}": ${
          path.at(-1) === 'windowsOptions'
            ? 'windowsOptions belongs in securityContext'
            : path.at(-2) === 'windowsOptions'
              ? 'its name is hostProcess'
              : 'hostProcess belongs in windowsOptions'
        }`,
        moved(pod, path),
        removeField(pod, path),
      ),
    );
    if (stray.length > 0 || saysSo(pod) || isFaulty(pod)) return stray;
    return [unset(pod)];
  },
};

/** The field where it belongs. */
function moved(pod: Pod, path: Path): Step {
  if (path.at(-1) !== 'windowsOptions')
    return setField(pod, ofPod, true, 'Set hostProcess where it belongs, for the pod.');
  const options = path.reduce<unknown>((value, step) => Reflect.get(Object(value), step), pod);
  const place = [...path.slice(0, -1), 'securityContext', 'windowsOptions'];
  return setField(pod, place, { ...Object(options), hostProcess: true }, 'Move windowsOptions into securityContext.');
}

const ofPod = ['spec', 'securityContext', 'windowsOptions', 'hostProcess'];

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

/** Fields that mean hostProcess, in another spelling or in another place. */
export function strayFieldsOf(pod: Pod): Path[] {
  const maps: { path: Path; fields: object | undefined }[] = [
    { path: ['spec'], fields: pod.spec },
    ...containersOf(pod).map(({ container, path }) => ({ path, fields: container })),
    ...securityContextsOf(pod).flatMap(({ path, context }) => [
      { path: [...path, 'securityContext'], fields: context },
      { path: [...path, 'securityContext', 'windowsOptions'], fields: context?.windowsOptions },
    ]),
  ];
  return maps.flatMap(({ path, fields }) => {
    const right = path.at(-1) === 'windowsOptions' ? 'hostProcess' : null;
    const mayHold = path.at(-1) === 'securityContext';
    const stray = Object.keys(fields ?? {}).filter(
      (key) => (/^hostprocess$/i.test(key) && key !== right) || (key === 'windowsOptions' && !mayHold),
    );
    return stray.map((key) => [...path, key]);
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
