import { podVariables } from '../config/pod-variables.ts';
import { inManifest, onCluster, shell } from '../fix.ts';
import { changeText, removeField } from '../manifest/edit.ts';
import { containersOf, isSetByShim, textsOf, variablesOf } from '../manifest/pod.ts';
import { withoutFilter } from '../node/new-pod.ts';
import type { Rules } from '../rule.ts';
import { isDropped, isPathName, lacksWindows } from '../shim/process.ts';
import { told } from './offence.ts';

/** Variables of the environment. */
export const variableRules = {
  'env-mount-point': {
    title: 'CONTAINER_SANDBOX_MOUNT_POINT in env',
    why: 'The shim sets the variable after those of the pod, so its value wins.',
    severity: 'warn',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/jobcontainer.go',
    judge: (pod) =>
      variablesOf(pod)
        .filter(({ variable }) => isSetByShim(variable))
        .map(({ path }) => told(path, lost, removeField(pod, path))),
  },
  'env-path': {
    title: 'PATH in env',
    why: 'A PATH of the pod replaces that of the host, and nothing expands %PATH% or $(PATH) in it. Without System32 the tools of Windows are not found.',
    severity: 'warn',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/env.go',
    judge: (pod) =>
      variablesOf(pod)
        .filter(({ variable: { name, value } }) => isPathName(name) && value !== undefined && lacksWindows(value))
        .map(({ path }) => ({
          path,
          message: 'this PATH replaces the PATH of the host, and does not contain System32',
          ...changeText(pod, {
            path: [...path, 'value'],
            change: (text) => `${text.replace(/;$/, '')};${folders}`,
            say,
          }),
        })),
  },
  'env-empty': {
    title: 'Variables with an empty value',
    why: 'The shim drops variables with an empty value. In the program they are unset, or have the value that the account has for them.',
    severity: 'info',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/cmd/cmd.go',
    judge: (pod) =>
      variablesOf(pod)
        .filter(({ variable }) => isDropped(variable))
        .map(({ variable: { name }, path }) => {
          const step = removeField(pod, path, ', or give it a value that the program treats as empty');
          return told(path, `the variable ${name} is empty, so the shim drops it`, step);
        }),
  },
  'in-cluster-client': {
    title: 'Clients of the Kubernetes API',
    why: 'Clients look for their token in /var/run/secrets/kubernetes.io/serviceaccount. Outside bind mode it exists only below CONTAINER_SANDBOX_MOUNT_POINT.',
    severity: 'warn',
    reference: 'https://github.com/kubernetes/kubernetes/issues/104562',
    holds: withoutFilter,
    judge(pod) {
      const { spec } = pod;
      const account = spec.serviceAccountName ?? 'default';
      if (spec.automountServiceAccountToken === false || account === 'default') return [];
      const placed = containersOf(pod);
      const names = placed.flatMap(({ container }) => container.env.map(({ name }) => name));
      const words = [...names, ...placed.flatMap(textsOf).map(({ text }) => text)];
      if (words.some((word) => /CONTAINER_SANDBOX_MOUNT_POINT|kubeconfig/i.test(word))) return [];
      return [
        told(
          ['spec', 'serviceAccountName'],
          `a client that looks for the token of ${account} where Linux has it does not find it`,
          inManifest(
            'Let the client read the token below %CONTAINER_SANDBOX_MOUNT_POINT%, or a kubeconfig that names the paths there.',
          ),
          onCluster(
            'See where the token is in a running pod.',
            shell`kubectl exec --namespace ${pod.namespace ?? '<namespace>'} <pod> -- cmd.exe /c dir '%CONTAINER_SANDBOX_MOUNT_POINT%\\var\\run\\secrets\\kubernetes.io\\serviceaccount'`,
          ),
        ),
      ];
    },
  },
} satisfies Rules;

const lost = `the shim sets ${podVariables.sandboxMountPoint} itself; this value is lost`;

const say = 'Add the folders of Windows, or remove the variable.';

const folders = 'C:\\Windows\\System32;C:\\Windows;C:\\Windows\\System32\\WindowsPowerShell\\v1.0';
