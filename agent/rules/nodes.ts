import { nearest } from '../config/nearest.ts';
import { isOn } from '../manifest/admission/form.ts';
import { forbidden, invalid, required, unsupported, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import type { Offence, Rules } from '../rule.ts';
import { refused, told } from './offence.ts';

/** Which nodes the pod goes to. */
export const nodeRules = {
  'node-selector': {
    title: 'Selection of Windows nodes',
    why: 'Without a node selector the scheduler may place the pod on a Linux node, where it cannot run. os.name does not select nodes.',
    severity: 'warn',
    reference:
      'https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host',
    judge(pod) {
      const { spec } = pod;
      const affinity = JSON.stringify(spec.affinity ?? {});
      const system = spec.nodeSelector['kubernetes.io/os'];
      const fix = () => ({
        steps: [setField(pod, ['spec', 'nodeSelector', 'kubernetes.io/os'], 'windows', 'Select Windows nodes.')],
      });
      if (system !== undefined && system !== 'windows') {
        return [
          {
            path: ['spec', 'nodeSelector', 'kubernetes.io/os'],
            message: `the node selector selects ${system} nodes, where no HostProcess pod runs`,
            severity: 'error',
            fix: fix(),
          },
        ];
      }
      const chosen =
        spec.nodeName !== undefined ||
        // An author who names a node knows what it runs.
        spec.nodeSelector['kubernetes.io/hostname'] !== undefined ||
        affinity.includes('"metadata.name"') ||
        Object.entries(spec.nodeSelector).some(([key, value]) => /windows/i.test(`${key}=${value}`)) ||
        /windows/i.test(affinity);
      if (chosen) return [];
      return [
        {
          path: ['spec', 'nodeSelector'],
          message: 'nothing keeps the pod off Linux nodes',
          fix: fix(),
        },
      ];
    },
  },
  tolerations: {
    title: 'Tolerations of taints',
    why: 'The API server refuses a value with the operator Exists, an empty key with another operator, and operators and effects that it does not know.',
    ofApi: true,
    reference: validation,
    judge: (pod, { kubernetes }) =>
      pod.spec.tolerations.flatMap(({ key = '', operator = '', value = '', effect = '' }, index): Offence[] => {
        const at = (field: string) => ['spec', 'tolerations', index, field];
        const path = at('operator');
        const offences: Offence[] = [];
        if (key === '' && operator !== 'Exists') {
          const words = invalid(operator || 'Equal', anyKey);
          const rest = value === '' ? [] : [removeField(pod, at('value'))];
          const step = setField(pod, path, 'Exists', 'Tolerate taints of any key, or name the key.');
          offences.push(refused(pod, path, words, step, ...rest));
        }
        const known = [
          'Equal',
          'Exists',
          ...(isOn('TaintTolerationComparisonOperators', kubernetes) ? ['Gt', 'Lt'] : []),
        ];
        if (operator === 'Exists' && value !== '') {
          const step = removeField(pod, at('value'), ', or set the operator to Equal');
          offences.push(refused(pod, path, invalid(value, "value must be empty when `operator` is 'Exists'"), step));
        } else if (operator !== '' && !known.includes(operator)) {
          const near = value === '' ? 'Exists' : 'Equal';
          const step = setField(pod, path, near, 'Name an operator that the API server knows.');
          offences.push(refused(pod, path, unsupported(operator, known), step));
        }
        if (effect !== '' && !effects.includes(effect)) {
          const near = nearest(effect, effects);
          const step =
            near === null
              ? removeField(pod, at('effect'), ': every effect is then tolerated')
              : setField(pod, at('effect'), near, 'Name an effect that the API server knows.');
          offences.push(refused(pod, at('effect'), unsupported(effect, effects), step));
        }
        return offences;
      }),
  },
  'pod-os': {
    title: 'Value of os.name',
    why: 'The API server refuses windowsOptions in a pod whose os.name is linux, an operating system that it does not know, and os without a name.',
    ofApi: true,
    reference: validation,
    judge(pod) {
      const name = pod.spec.os === undefined ? 'windows' : (pod.spec.os.name ?? '');
      if (name === 'windows') return [];
      const at = ['spec', 'os', 'name'];
      const step = setField(pod, at, 'windows', 'Set the operating system.');
      if (name === '') return [refused(pod, at, required(), step)];
      if (!systems.includes(name)) return [refused(pod, ['spec', 'os'], unsupported(name, systems), step)];
      const words = forbidden('windows options cannot be set for a linux pod');
      return securityContextsOf(pod)
        .filter(({ context }) => context?.windowsOptions !== undefined)
        .map(({ path }) => refused(pod, [...path, 'securityContext', 'windowsOptions'], words, step));
    },
  },
  'os-name': {
    title: 'Presence of os.name',
    why: 'With os.name: windows the API server applies the rules for Windows, and kubelets on other systems refuse the pod.',
    severity: 'info',
    reference: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-os',
    judge(pod) {
      if (pod.spec.os?.name !== undefined) return [];
      const say = 'Set the operating system (Kubernetes 1.24 and up).';
      const step = setField(pod, ['spec', 'os', 'name'], 'windows', say);
      return [told(['spec', 'os'], 'the pod does not say that it is for Windows', step)];
    },
  },
} satisfies Rules;

const anyKey = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const systems = ['linux', 'windows'];
