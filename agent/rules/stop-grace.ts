import { setField } from '../manifest/edit.ts';
import { bindNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const stopGrace: Rule = {
  id: 'stop-grace',
  title: 'Time to stop',
  why: 'In bind mode the signal to stop goes to the cmd.exe around the program. After cmd.exe has ended, the program has 5 seconds, whatever the grace period. Node.js programs never see the signal.',
  severity: 'info',
  reference: 'https://github.com/kubernetes/kubernetes/issues/124664',
  holds: bindNodes,
  judge(pod) {
    const { terminationGracePeriodSeconds: seconds, containers } = pod.spec;
    if (seconds === undefined || seconds <= 30) return [];
    // A hook has the whole grace period: a container with one has done what can be done.
    return containers.flatMap(({ name, lifecycle }, index) => {
      if (lifecycle?.preStop !== undefined) return [];
      const program = containers.length === 1 ? 'the program' : `the program of ${name}`;
      const hook = ['spec', 'containers', index, 'lifecycle', 'preStop'];
      return told(
        ['spec', 'terminationGracePeriodSeconds'],
        `${program} has 5 seconds to stop, not ${seconds}`,
        setField(pod, hook, { exec: { command: ['<program>'] } }, say),
      );
    });
  },
};

const say = 'Do what takes longer in a preStop hook, which runs before the signal; <program> is what the hook starts.';
