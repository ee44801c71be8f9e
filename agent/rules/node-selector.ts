import { setField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';

export const nodeSelector: Rule = {
  id: 'node-selector',
  title: 'Selection of Windows nodes',
  why: 'Without a node selector the scheduler may place the pod on a Linux node, where it cannot run. os.name does not select nodes.',
  severity: 'warn',
  reference:
    'https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host',
  judge(pod) {
    const { spec } = pod;
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
      /"metadata\.name"/.test(JSON.stringify(spec.affinity ?? '')) ||
      Object.entries(spec.nodeSelector).some(([key, value]) => /windows/i.test(`${key}=${value}`)) ||
      /windows/i.test(JSON.stringify(spec.affinity ?? ''));
    if (chosen) return [];
    return [
      {
        path: ['spec', 'nodeSelector'],
        message: 'nothing keeps the pod off Linux nodes',
        fix: fix(),
      },
    ];
  },
};
