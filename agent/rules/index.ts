import type { Rule } from '../rule.ts';
import { accountKind, accountRights, gmsa, localGroup, ntAuthoritySpelling } from './accounts.ts';
import { cmdCharacters, commandLines, commandQuoting } from './commands.ts';
import { annotations, linuxFields, windowsFields } from './fields.ts';
import { hostProcessContainers, hostProcessField, hostProcessLevel, hostProcessValue } from './host-process.ts';
import {
  mountPath,
  mountShadow,
  namedPipeMount,
  readOnlyMount,
  secretVolume,
  socketMount,
  tokenSubPath,
} from './mounts.ts';
import { dnsPolicy, hostUsers, networkOfPod, portsOfPod, service } from './network.ts';
import { nodeSelector, osName, podOs, tolerations } from './nodes.ts';
import { hpcPath, mountedPath, mountPointSpelling, volumePath } from './paths.ts';
import { podSecurity } from './pod-security.ts';
import { execProbe, livenessProbe, stopGrace } from './probes.ts';
import { hostProgram, meaningOfDirectory, mountedProgram, programWord, relativePath } from './programs.ts';
import { memoryLimit, resizePolicy } from './resources.ts';
import { runAsNonRoot, runAsUser, runAsUserForm } from './run-as-user.ts';
import { envEmpty, envMountPoint, envPath, inClusterClient } from './variables.ts';

/** What every API server refuses, in any cluster. */
export const apiRules: readonly Rule[] = [
  runAsUserForm,
  gmsa,
  hostProcessValue,
  hostProcessContainers,
  networkOfPod,
  hostUsers,
  portsOfPod,
  podOs,
  windowsFields,
  tolerations,
];

/** All rules: what the API server refuses first, then accounts, mounts, commands, and useful notes. */
export const rules: readonly Rule[] = [
  hostProcessField,
  ...apiRules,
  podSecurity,
  hostProcessLevel,
  linuxFields,
  runAsNonRoot,
  runAsUser,
  ntAuthoritySpelling,
  accountKind,
  accountRights,
  localGroup,
  mountPath,
  namedPipeMount,
  socketMount,
  mountShadow,
  readOnlyMount,
  tokenSubPath,
  mountPointSpelling,
  volumePath,
  hpcPath,
  relativePath,
  meaningOfDirectory,
  hostProgram,
  programWord,
  mountedProgram,
  mountedPath,
  commandLines,
  cmdCharacters,
  commandQuoting,
  envMountPoint,
  envPath,
  envEmpty,
  inClusterClient,
  dnsPolicy,
  annotations,
  nodeSelector,
  osName,
  service,
  livenessProbe,
  execProbe,
  stopGrace,
  memoryLimit,
  secretVolume,
  resizePolicy,
];
