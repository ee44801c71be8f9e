import type { Rule } from '../rule.ts';
import { accountKind } from './account-kind.ts';
import { accountRights } from './account-rights.ts';
import { annotations } from './annotations.ts';
import { cmdCharacters } from './cmd-characters.ts';
import { commandLines } from './command-lines.ts';
import { commandQuoting } from './command-quoting.ts';
import { dnsPolicy } from './dns-policy.ts';
import { envEmpty } from './env-empty.ts';
import { envMountPoint } from './env-mount-point.ts';
import { envPath } from './env-path.ts';
import { ephemeralContainers } from './ephemeral-containers.ts';
import { execProbe } from './exec-probe.ts';
import { fieldVersions } from './field-versions.ts';
import { gmsa } from './gmsa.ts';
import { hostNetwork } from './host-network.ts';
import { hostPorts } from './host-ports.ts';
import { hostProcessContainers } from './host-process-containers.ts';
import { hostProcessField } from './host-process-field.ts';
import { hostProcessLevel } from './host-process-level.ts';
import { hostProcessValue } from './host-process-value.ts';
import { hostProgram } from './host-program.ts';
import { hostUsers } from './host-users.ts';
import { hpcPath } from './hpc-path.ts';
import { inClusterClient } from './in-cluster-client.ts';
import { linuxFields } from './linux-fields.ts';
import { livenessProbe } from './liveness-probe.ts';
import { localGroup } from './local-group.ts';
import { memoryLimit } from './memory-limit.ts';
import { mountPath } from './mount-path.ts';
import { mountPointSpelling } from './mount-point-spelling.ts';
import { mountShadow } from './mount-shadow.ts';
import { mountedPath } from './mounted-path.ts';
import { mountedProgram } from './mounted-program.ts';
import { namedPipeMount } from './named-pipe-mount.ts';
import { nodeSelector } from './node-selector.ts';
import { ntAuthoritySpelling } from './nt-authority-spelling.ts';
import { osName } from './os-name.ts';
import { podOs } from './pod-os.ts';
import { podSecurity } from './pod-security.ts';
import { programWord } from './program-word.ts';
import { readOnlyMount } from './read-only-mount.ts';
import { relativePath } from './relative-path.ts';
import { resizePolicy } from './resize-policy.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { runAsUserForm } from './run-as-user-form.ts';
import { secretVolume } from './secret-volume.ts';
import { service } from './service.ts';
import { socketMount } from './socket-mount.ts';
import { stopGrace } from './stop-grace.ts';
import { tokenSubPath } from './token-sub-path.ts';
import { tolerations } from './tolerations.ts';
import { volumePath } from './volume-path.ts';
import { windowsFields } from './windows-fields.ts';
import { workingDirectory } from './working-directory.ts';

/** What every API server refuses, in any cluster. */
export const apiRules: readonly Rule[] = [
  runAsUserForm,
  gmsa,
  hostProcessValue,
  hostProcessContainers,
  hostNetwork,
  hostUsers,
  hostPorts,
  podOs,
  windowsFields,
  fieldVersions,
  ephemeralContainers,
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
  workingDirectory,
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
