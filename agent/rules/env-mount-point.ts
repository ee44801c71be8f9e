import { podVariables } from '../config/pod-variables.ts';
import { removeField } from '../manifest/edit.ts';
import { variablesOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const envMountPoint: Rule = {
  id: 'env-mount-point',
  title: 'CONTAINER_SANDBOX_MOUNT_POINT in env',
  why: 'The shim sets the variable after those of the pod, so its value wins.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/jobcontainer.go',
  judge: (pod) =>
    variablesOf(pod)
      .filter(({ variable: { name } }) => name.toUpperCase() === podVariables.sandboxMountPoint)
      .map(({ path }) => told(path, lost, removeField(pod, path))),
};

const lost = `the shim sets ${podVariables.sandboxMountPoint} itself; this value is lost`;
