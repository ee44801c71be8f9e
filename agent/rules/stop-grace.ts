import { inManifest } from '../fix.ts';
import { bindNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';

export const stopGrace: Rule = {
  id: 'stop-grace',
  title: 'Time to stop',
  why: 'In bind mode the signal to stop goes to the cmd.exe around the program; when that has gone the program has 5 seconds, whatever the grace period. Node.js programs never see it at all.',
  severity: 'info',
  reference: 'https://github.com/kubernetes/kubernetes/issues/124664',
  holds: bindNodes,
  judge({ spec }) {
    const seconds = spec.terminationGracePeriodSeconds;
    if (seconds === undefined || seconds <= 30) return [];
    return [
      {
        path: ['spec', 'terminationGracePeriodSeconds'],
        message: `the program has 5 seconds to stop there, not ${seconds}`,
        fix: { steps: [inManifest('Do what takes longer in a preStop hook, which runs before the signal.')] },
      },
    ];
  },
};
