import { type Fix, inManifest } from '../fix.ts';
import { runAsNamesOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { type RunAs, readRunAs } from '../shim/run-as.ts';

export const accountKind: Rule = {
  id: 'account-kind',
  title: 'Kind of account in runAsUserName',
  why: 'The shim has no password to log on with: only the three accounts of NT AUTHORITY, and local groups, for which it makes an account, can work.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1286',
  judge: (pod) =>
    runAsNamesOf(pod).flatMap(({ text, path }) => {
      const told = complaint(readRunAs(text));
      return told === null ? [] : [{ path, ...told }];
    }),
};

const groupFix = {
  steps: [
    inManifest(
      'Use NT AUTHORITY\\SYSTEM, NT AUTHORITY\\Local Service, NT AUTHORITY\\Network Service, or a local group by its bare name (containerd 1.7 and up).',
    ),
  ],
};

function complaint({ kind, text, domain, name }: RunAs): { message: string; fix: Fix } | null {
  if (kind === 'image') {
    return { message: `${text} exists inside ordinary containers only, not on the host`, fix: groupFix };
  }
  if (kind === 'bare' && users.has(name.toLowerCase())) {
    return { message: `${text} is a user, and the shim has no password for it`, fix: groupFix };
  }
  if (kind !== 'prefixed') return null;
  if (domain.toLowerCase() === 'builtin') {
    return {
      message: `the shim looks ${text} up as a user: a name with a domain is never a local group`,
      fix: { steps: [inManifest(`Write the bare name: ${name}.`)] },
    };
  }
  const gmsa = name.endsWith('$') ? ', and reads no gMSA credentials for HostProcess containers' : '';
  return { message: `${text} is an account of ${domain}: the shim has no password for it${gmsa}`, fix: groupFix };
}

/** Users that every Windows has, so that no local group can have their name. */
const users = new Set(['administrator', 'guest', 'defaultaccount', 'wdagutilityaccount']);
