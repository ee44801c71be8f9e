import { type Match, match, type Signature } from '../signature.ts';
import { apiServer } from './api-server.ts';
import { application } from './application.ts';
import { client } from './client.ts';
import { cmd } from './cmd.ts';
import { containerPaths } from './container-path.ts';
import { containerd } from './containerd.ts';
import { containerdImage } from './containerd-image.ts';
import { containerdShim } from './containerd-shim.ts';
import { hcsshimAccount } from './hcsshim-account.ts';
import { hcsshimJob } from './hcsshim-job.ts';
import { hcsshimLayers } from './hcsshim-layers.ts';
import { hcsshimToken } from './hcsshim-logon.ts';
import { hcsshimMount } from './hcsshim-mount.ts';
import { hcsshimProcess } from './hcsshim-process.ts';
import { hcsshimProgram } from './hcsshim-program.ts';
import { hcsshimTask } from './hcsshim-task.ts';
import { kubelet } from './kubelet.ts';
import { lookAlikes } from './look-alikes.ts';
import { podSecurity } from './pod-security.ts';
import { powershell } from './powershell.ts';

/** The catalogue of known wordings. */
export const signatures: readonly Signature[] = [
  ...hcsshimToken,
  ...hcsshimAccount,
  ...hcsshimProgram,
  ...hcsshimProcess,
  ...hcsshimJob,
  ...hcsshimLayers,
  ...hcsshimMount,
  ...hcsshimTask,
  ...containerd,
  ...containerdShim,
  ...containerdImage,
  ...kubelet,
  ...apiServer,
  ...podSecurity,
  ...client,
  ...containerPaths,
  ...cmd,
  ...powershell,
  ...application,
  ...lookAlikes,
];

/** A line without any of these is no known wording: a cheap test before the patterns. */
export const literals: readonly string[] = [...new Set(signatures.flatMap((signature) => signature.literals))];

/** The wording of a message; null when hostprobe does not know it. */
export function recognise(text: string): Match | null {
  for (const signature of signatures) {
    if (!signature.literals.some((literal) => text.includes(literal))) continue;
    const found = match(signature, text);
    if (found !== null) return found;
  }
  return null;
}
