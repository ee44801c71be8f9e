import { changeText } from '../manifest/edit.ts';
import { variablesOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const envPath: Rule = {
  id: 'env-path',
  title: 'PATH in env',
  why: 'A PATH of the pod replaces that of the host, and nothing expands %PATH% or $(PATH) in it. Without System32 the tools of Windows are not found.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/env.go',
  judge: (pod) =>
    variablesOf(pod)
      .filter(({ variable: { name } }) => name.toUpperCase() === 'PATH')
      .filter(({ variable: { value = 'system32\\' } }) => !/(?:^|[\\/])system32\b/i.test(value))
      .map(({ path }) => ({
        path,
        message: 'this PATH replaces the PATH of the host, and does not contain System32',
        ...changeText(pod, { path: [...path, 'value'], change: (text) => `${text.replace(/;$/, '')};${folders}`, say }),
      })),
};

const say = 'Add the folders of Windows, or remove the variable.';
const folders = 'C:\\Windows\\System32;C:\\Windows;C:\\Windows\\System32\\WindowsPowerShell\\v1.0';
