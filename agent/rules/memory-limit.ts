import { amountOf } from '../manifest/admission/form.ts';
import { setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const memoryLimit: Rule = {
  id: 'memory-limit',
  title: 'Memory limits that no program of Windows fits into',
  why: 'The limit is for all processes of the container together. Below some MiB the first of them cannot start, and an ordinary container cannot even be stopped.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/Windows-Containers/issues/482',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) => {
      const memory = container.resources?.limits?.memory;
      const bytes = amountOf(memory);
      if (bytes === null || bytes >= least) return [];
      const at = [...path, 'resources', 'limits', 'memory'];
      return [
        told(
          at,
          `a memory limit of ${memory} is less than a program of Windows needs to start`,
          setField(pod, at, '64Mi', 'Give it what the program needs, such as this.'),
        ),
      ];
    }),
};

/** Where ordinary containers hang; a HostProcess container has no system processes of its own, but cmd.exe in bind mode. */
const least = 8 * 2 ** 20;
