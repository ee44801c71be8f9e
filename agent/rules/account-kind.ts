import { leastAccount, orSystem } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { type Pod, runAsNamesOf } from '../manifest/pod.ts';
import { isBuiltin, isBuiltinUser } from '../node/local-accounts.ts';
import type { Rule } from '../rule.ts';
import { type RunAs, readRunAs } from '../shim/run-as.ts';

export const accountKind: Rule = {
  id: 'account-kind',
  title: 'Kind of account in runAsUserName',
  why: 'The shim has no password to log an account on with. Only the three system accounts work, and local groups, for which the shim creates a temporary account.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1286',
  judge: (pod) =>
    runAsNamesOf(pod).flatMap(({ text, path }) => {
      const problem = complaint(readRunAs(text));
      return problem === null ? [] : [{ path, ...withFix(problem, pod, path) }];
    }),
};

/** What works in the place of an account with a password. */
const instead = `Use a system account, such as this one, or the bare name of a local group (containerd 1.7 and up); ${orSystem}.`;

interface Complaint {
  message: string;
  /** What to write instead, and why. */
  write: string;
  say: string;
}

const withFix = ({ message, write, say }: Complaint, pod: Pod, path: Path) => ({
  message,
  fix: { steps: [setField(pod, path, write, say)] },
});

function complaint({ kind, text, domain, name }: RunAs): Complaint | null {
  if (kind === 'image') {
    return {
      message: `${text} exists inside ordinary containers only, not on the host`,
      write: leastAccount,
      say: instead,
    };
  }
  if (kind === 'bare' && isBuiltinUser(name)) {
    return { message: `${text} is a user, and the shim has no password for it`, write: leastAccount, say: instead };
  }
  if (kind !== 'prefixed') return null;
  if (isBuiltin(domain)) {
    return {
      message: `the shim looks ${text} up as a user: a name with a domain is never a local group`,
      write: name,
      say: 'Write the bare name of the group.',
    };
  }
  const gmsa = name.endsWith('$') ? ', and reads no gMSA credentials for HostProcess containers' : '';
  return {
    message: `${text} is an account of ${domain}: the shim has no password for it${gmsa}`,
    write: leastAccount,
    say: instead,
  };
}
