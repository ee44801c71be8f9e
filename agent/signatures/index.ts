import { type Match, match, type Signature } from '../signature.ts';
import { apiServer } from './api-server.ts';
import { application } from './application.ts';
import { containerd } from './containerd.ts';
import { hcsshimAccount } from './hcsshim-account.ts';
import { hcsshimCreate } from './hcsshim-create.ts';
import { hcsshimProcess } from './hcsshim-process.ts';
import { hcsshimToken } from './hcsshim-token.ts';
import { kubelet } from './kubelet.ts';
import { lookAlikes } from './look-alikes.ts';
import { podSecurity } from './pod-security.ts';

/** The catalogue of known wordings. */
export const signatures: readonly Signature[] = [
  ...hcsshimToken,
  ...hcsshimAccount,
  ...hcsshimProcess,
  ...hcsshimCreate,
  ...containerd,
  ...kubelet,
  ...apiServer,
  ...podSecurity,
  ...application,
  ...lookAlikes,
];

/** A line without any of these is no known wording: a cheap test before the patterns. */
export const literals: readonly string[] = [...new Set(signatures.flatMap((signature) => signature.literals))];

/** The wording of a message; null when it is none that hostprobe knows. */
export function recognise(text: string): Match | null {
  for (const signature of signatures) {
    if (!signature.literals.some((literal) => text.includes(literal))) continue;
    const found = match(signature, text);
    if (found !== null) return found;
  }
  return null;
}
