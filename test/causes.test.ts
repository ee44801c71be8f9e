import { describe, expect, test } from 'vitest';
import { weigh } from '../agent/cause.ts';
import { causeNamed, causes } from '../agent/causes/index.ts';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import type { FactValues } from '../agent/facts/index.ts';
import { toSighting } from '../agent/sighting.ts';
import { signatures } from '../agent/signatures/index.ts';
import { type KnownFacts, knownFacts } from '../agent/snapshot.ts';
import { textOf } from './fix.ts';
import { shippedWith } from './shim/shipped.ts';
import { got, snapshotWith } from './snapshot.ts';

/** Ids that JSON and other programs rely on. */
const contract =
  'containerd-account nt-authority-spelling local-group-unsupported local-group-missing local-group-prefixed account-needs-password image-user interactive-logon-right service-logon-right account-restriction domain-unavailable password-policy stale-local-account account-name-invalid account-removed group-membership domain-controller-node run-as-user-missing run-as-user-malformed run-as-user-invalid inherit-user-annotation profile-unavailable executable-path executable-access command-quoting working-directory bind-filter silo-unavailable named-pipe-mount mount-invalid mount-symlink mount-shadowed container-storage base-image-hives image-platform mixed-containers host-network-required host-process-ignored host-process-disabled hyperv-isolation feature-gate privileged-disallowed pod-security token-path token-access host-port-in-use resource-limit';

const task = (text: string) => `Error: failed to start containerd task "agent": ${text}: unknown`;
const token = (text: string) => task(`failed to create user process token: ${text}`);
const logonType = token(
  'failed to logon user: Logon failure: the user has not been granted the requested logon type at this computer.',
);
const account = (text: string) => token(`failed to create local account for container: ${text}`);
const temporary = '8f2d7c41b0e95a36d1c4';

type Edit = (facts: FactValues) => void;
const asIs: Edit = () => undefined;
const on = (edit: Edit): KnownFacts => knownFacts(snapshotWith(edit));

function weightOf(id: string, text: string, facts: KnownFacts, user?: string | null) {
  const sighting = toSighting(
    { source: 'text', text, count: 1, ...(user === undefined ? {} : { runAsUserName: user }) },
    facts,
  );
  if (sighting === null) throw new Error(`not recognised: ${text}`);
  return weigh(causeNamed(id), sighting, facts);
}

const withoutFilter: Edit = (facts) => {
  facts['runtime-binaries'].bindFilter.present = got(false);
};
const containerd =
  (version: string): Edit =>
  (facts) => {
    facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
    if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got(shippedWith(version));
  };
const rights =
  (
    changed: Partial<
      Record<'SeInteractiveLogonRight' | 'SeDenyInteractiveLogonRight' | 'SeDenyServiceLogonRight', string[]>
    >,
  ): Edit =>
  (facts) => {
    if (facts.accounts.rights.ok) Object.assign(facts.accounts.rights.value, changed);
  };
const joined =
  (kind: 'domain' | 'workgroup'): Edit =>
  (facts) => {
    facts.accounts.join = got({ kind, name: 'CORP' });
  };
const group =
  (name: string): Edit =>
  (facts) => {
    if (facts.accounts.groups.ok) facts.accounts.groups.value.push({ name, members: got([]) });
  };
const localUser =
  (name: string, disabled = false): Edit =>
  (facts) => {
    if (facts.accounts.users.ok)
      facts.accounts.users.value.push({ name, disabled, locked: false, passwordExpired: false });
  };
const all =
  (...edits: Edit[]): Edit =>
  (facts) => {
    for (const edit of edits) edit(facts);
  };

describe('every cause', () => {
  test('of the contract is there, and each has an id of its own', () => {
    const ids = causes.map(({ id }) => id);
    expect(contract.split(' ').filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is behind a signature, and every signature names causes that exist', () => {
    const named = new Set(signatures.flatMap((signature) => signature.causes));
    expect(causes.filter(({ id }) => !named.has(id)).map(({ id }) => id)).toEqual([]);
    for (const id of named) expect(causeNamed(id).id).toBe(id);
  });

  test('names checks that exist', () => {
    const known = checks.map(({ id }) => id);
    expect(causes.flatMap((cause) => cause.checks).filter((id) => !known.includes(id))).toEqual([]);
  });

  test('that a check points to exists, on all the nodes below', () => {
    const known = causes.map(({ id }) => id);
    const pointed = decided.flatMap(({ yes }) => checks.flatMap((check) => runCheck(check, snapshotWith(yes)).causes));
    expect(pointed.length).toBeGreaterThan(0);
    expect(pointed.filter((id) => !known.includes(id))).toEqual([]);
  });

  test.each([
    ['without facts', {}],
    ['on the healthy node', on(asIs)],
  ])('weighs every wording that it is behind and has a fix for it, %s', (_where, facts) => {
    for (const signature of signatures) {
      for (const sample of signature.samples) {
        const sighting = toSighting({ source: 'text', text: sample, count: 1 }, facts);
        for (const id of signature.causes) {
          if (sighting === null) throw new Error(sample);
          const cause = causeNamed(id);
          const { weight, evidence } = weigh(cause, sighting, facts);
          const fix = textOf(cause.fix(sighting, facts));
          expect(fix, `${id} for ${signature.id}`).toMatch(/^Fix:\s(1\. )?[A-Z"].{20,}/s);
          expect(fix + JSON.stringify(evidence), `${id} for ${signature.id}`).not.toMatch(/undefined|\[object/);
          if (Object.keys(facts).length === 0)
            expect(['possible', 'ruled-out'], `${id} for ${signature.id}`).toContain(weight);
        }
      }
    }
  });
});

/** For each: a text, a user where one matters, a node that confirms it (or comes near), one that rules it out. */
const decided: readonly {
  id: string;
  text: string;
  user?: string | null;
  yes: Edit;
  /** Where the facts cannot be sure: what they come to. */
  as?: 'likely' | 'possible';
  no?: Edit;
  noUser?: string;
}[] = [
  {
    id: 'interactive-logon-right',
    text: logonType,
    user: 'hpc-readers',
    yes: all(group('hpc-readers'), rights({ SeInteractiveLogonRight: ['S-1-5-32-544'] })),
    no: group('hpc-readers'),
  },
  {
    id: 'interactive-logon-right',
    text: logonType,
    user: 'hpc-readers',
    yes: all(group('hpc-readers'), rights({ SeDenyInteractiveLogonRight: ['S-1-5-113'] })),
    no: asIs,
    noUser: 'NT AUTHORITY\\SYSTEM',
  },
  {
    id: 'interactive-logon-right',
    text: logonType,
    user: 'hpc-readers',
    yes: all(group('hpc-readers'), rights({ SeInteractiveLogonRight: ['S-1-5-32-544', 'S-1-5-21-1-2-3-1001'] })),
    as: 'likely',
  },
  {
    id: 'service-logon-right',
    text: logonType,
    user: 'NT AUTHORITY\\SYSTEM',
    yes: rights({ SeDenyServiceLogonRight: ['S-1-5-18'] }),
    no: asIs,
    noUser: 'hpc-readers',
  },
  {
    id: 'nt-authority-spelling',
    text: logonType,
    user: 'nt authority\\system',
    yes: asIs,
    no: asIs,
    noUser: 'NT AUTHORITY\\system',
  },
  {
    id: 'account-restriction',
    text: token("failed to logon user: This user can't sign in because this account is currently disabled."),
    user: 'svc',
    yes: localUser('svc', true),
    no: asIs,
    noUser: 'NT AUTHORITY\\SYSTEM',
  },
  {
    id: 'domain-unavailable',
    text: token('failed to logon user: The specified domain either does not exist or could not be contacted.'),
    user: 'CORP\\svc',
    yes: joined('workgroup'),
    no: asIs,
    noUser: 'hpc-readers',
  },
  { id: 'run-as-user-missing', text: token('empty username or group name passed'), user: null, yes: asIs },
  {
    id: 'containerd-account',
    text: account(`failed to create user ${temporary}: Access is denied.`),
    yes: (facts) => {
      const [process] = facts['runtime-process'].containerd;
      if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'N\\Administrator' });
    },
    no: asIs,
  },
  {
    id: 'containerd-account',
    text: account(`failed to create user ${temporary}: Access is denied.`),
    yes: (facts) => {
      const [process] = facts['runtime-process'].containerd;
      if (process) process.account = got({ sid: 'S-1-5-19', name: null });
    },
    as: 'likely',
  },
  {
    id: 'stale-local-account',
    text: account(`failed to create user ${temporary}: winapi error #2224`),
    yes: localUser(temporary),
  },
  {
    id: 'domain-controller-node',
    text: account(`failed to create user ${temporary}: winapi error #2226`),
    yes: joined('domain'),
    as: 'likely',
    no: joined('workgroup'),
  },
  {
    id: 'local-group-missing',
    text: account(
      `failed to add user "${temporary}" to the "hpc-readers" group: The specified local group does not exist.`,
    ),
    yes: asIs,
    no: group('hpc-readers'),
  },
  {
    id: 'local-group-missing',
    text: account(
      `failed to add user "${temporary}" to the "hpc-readers" group: The specified local group does not exist.`,
    ),
    // Listed, but not for the shim.
    yes: (facts) => {
      group('hpc-readers')(facts);
      for (const one of facts.accounts.groups.ok ? facts.accounts.groups.value : []) one.found = got(false);
    },
    no: (facts) => {
      group('hpc-readers')(facts);
      for (const one of facts.accounts.groups.ok ? facts.accounts.groups.value : []) one.found = got(true);
    },
  },
  {
    id: 'group-membership',
    text: account(`failed to add user "${temporary}" to the "hpc-readers" group: Access is denied.`),
    yes: group('hpc-readers'),
    as: 'possible',
    no: asIs,
  },
  {
    id: 'inherit-user-annotation',
    text: token('failed to open current process token: Access is denied.'),
    yes: (facts) => {
      const handler = facts.runtime.status.ok ? facts.runtime.status.value.config?.handlers[0] : undefined;
      handler?.podAnnotations.push('microsoft.com/*');
    },
  },
  {
    id: 'executable-path',
    text: task(
      'failed to get application name from commandline "C:\\\\hpc\\\\agent.exe": failed to find executable "C:\\\\hpc\\\\agent.exe"',
    ),
    yes: containerd('v1.6.36'),
  },
  {
    id: 'command-quoting',
    text: "'agent' is not recognized as an internal or external command",
    yes: asIs,
    as: 'possible',
    no: containerd('v1.6.36'),
  },
  {
    id: 'bind-filter',
    text: 'failed to bind target "\\\\?\\Volume{1}\\" to root "C:\\data" for job object: Do not attach the filter to the volume at this time.',
    yes: asIs,
    as: 'likely',
  },
  {
    id: 'mount-shadowed',
    text: "'agent' is not recognized as an internal or external command",
    yes: asIs,
    as: 'possible',
    no: withoutFilter,
  },
  {
    id: 'nested-bind-filter',
    text: 'bindfilter.ApplyFileBinding: Access is denied.',
    yes: asIs,
    as: 'likely',
    no: withoutFilter,
  },
  {
    id: 'container-storage',
    text: 'failed to mount container layers: hcsshim::ActivateLayer failed in Win32: There is not enough space on the disk.: unknown',
    yes: (facts) => {
      const [disk] = facts.os.disks;
      if (disk) disk.space = got({ sizeBytes: 2 ** 36, freeBytes: 2 ** 20 });
    },
  },
  {
    id: 'base-image-hives',
    text: 'hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)',
    yes: (facts) => {
      if (facts.os.version.ok) facts.os.version.value.build = 26_100;
    },
    as: 'likely',
  },
  {
    id: 'containers-feature',
    text: 'hcsshim::ProcessBaseLayer C:\\x: The specified module could not be found.',
    yes: (facts) => {
      facts.os.computeService = got(null);
    },
    no: asIs,
  },
  {
    id: 'containerd-stopped',
    text: 'open //./pipe/containerd-containerd: The system cannot find the file specified.',
    yes: (facts) => {
      facts.runtime.connection = 'absent';
    },
    no: asIs,
  },
  {
    id: 'host-process-ignored',
    text: 'Running as a preconfigured Windows Container user',
    yes: containerd('v1.5.18'),
  },
  {
    id: 'feature-gate',
    text: "pod contains HostProcess containers but feature 'WindowsHostProcessContainers' is not enabled",
    yes: (facts) => {
      const [kubelet] = facts['runtime-process'].kubelet;
      if (kubelet) kubelet.commandLine = got('kubelet.exe --feature-gates=WindowsHostProcessContainers=false');
    },
  },
  {
    id: 'token-path',
    text: 'open /var/run/secrets/kubernetes.io/serviceaccount/token: The system cannot find the path specified.',
    yes: withoutFilter,
  },
  {
    id: 'token-path',
    text: 'open /var/run/secrets/kubernetes.io/serviceaccount/token: The system cannot find the path specified.',
    yes: containerd('v1.6.36'),
  },
  {
    id: 'host-port-in-use',
    text: 'Error: listen EADDRINUSE: address already in use 0.0.0.0:20258',
    yes: asIs,
  },
  {
    id: 'host-port-in-use',
    text: 'listen tcp :50010: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
    yes: asIs,
  },
];

describe('what a node confirms and rules out', () => {
  test.each(decided.map((row) => [row.id, row] as const))('%s', (id, { text, user, yes, as, no, noUser }) => {
    const found = weightOf(id, text, on(yes), user);
    expect(found.weight).toBe(as ?? 'confirmed');
    expect(found.evidence.length).toBeGreaterThan(0);
    if (no === undefined) return;
    const refuted = weightOf(id, text, on(no), noUser ?? user);
    expect(refuted.weight).toBe('ruled-out');
    expect(refuted.evidence.length).toBeGreaterThan(0);
  });

  test('the port of the case is in the evidence, and who has it', () => {
    const { evidence } = weightOf(
      'host-port-in-use',
      'Error: listen EADDRINUSE: address already in use 0.0.0.0:20258',
      on(asIs),
    );
    expect(evidence).toEqual([{ label: 'listens on port 20258', value: 'node.exe (pid 4242) on 127.0.0.1' }]);
  });
});
