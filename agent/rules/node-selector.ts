import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';

export const nodeSelector: Rule = {
  id: 'node-selector',
  title: 'Choice of Windows nodes',
  why: 'Nothing else keeps the scheduler from placing the pod on Linux nodes, where it cannot run: os.name does not choose nodes.',
  severity: 'warn',
  reference:
    'https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host',
  judge({ spec }) {
    const system = spec.nodeSelector['kubernetes.io/os'];
    if (system !== undefined && system !== 'windows') {
      return [
        {
          path: ['spec', 'nodeSelector', 'kubernetes.io/os'],
          message: `the node selector asks for ${system} nodes, on which no HostProcess pod runs`,
          severity: 'error',
          fix: { steps: [inManifest('Ask for Windows nodes.', 'nodeSelector:\n  kubernetes.io/os: windows')] },
        },
      ];
    }
    const chosen =
      spec.nodeName !== undefined ||
      Object.entries(spec.nodeSelector).some(([key, value]) => /windows/i.test(`${key}=${value}`)) ||
      /windows/i.test(JSON.stringify(spec.affinity ?? ''));
    if (chosen) return [];
    return [
      {
        path: ['spec', 'nodeSelector'],
        message: 'nothing keeps the pod from Linux nodes',
        fix: { steps: [inManifest('Ask for Windows nodes.', 'nodeSelector:\n  kubernetes.io/os: windows')] },
      },
    ];
  },
};
