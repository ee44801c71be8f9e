import { leastAccount, orSystem } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import { containersOf, runAsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const runAsUser: Rule = {
  id: 'run-as-user',
  title: 'Every container has a runAsUserName',
  why: 'Without it the USER of the image decides. ContainerUser and ContainerAdministrator do not exist on the host ("The user name or password is incorrect."), and the shim refuses an empty user.',
  severity: 'error',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#choosing-a-user-account',
  judge(pod) {
    const field = ['securityContext', 'windowsOptions', 'runAsUserName'];
    const all = containersOf(pod);
    const without = all.filter((placed) => runAsOf(pod, placed) === null);
    if (without.length === 0) return [];
    const fix = {
      steps: [
        setField(
          pod,
          ['spec', ...field],
          leastAccount,
          `Set an account for the pod, with as few rights as it needs; ${orSystem}.`,
        ),
      ],
    };
    if (without.length === all.length) {
      return [{ path: ['spec', ...field], message: 'runAsUserName is not set: the USER of the image decides', fix }];
    }
    return without.map(({ container, path }) => ({
      path: [...path, ...field],
      message: `runAsUserName is set neither for the container ${container.name} nor for the pod: the USER of its image decides`,
      fix,
    }));
  },
};
