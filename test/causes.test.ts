import { describe, expect, test } from 'vitest';
import { weigh } from '../agent/cause.ts';
import { causeNamed, causes } from '../agent/causes/index.ts';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import type { FactValues } from '../agent/facts/index.ts';
import type { Message } from '../agent/message.ts';
import { signatures } from '../agent/signatures/index.ts';
import { type KnownFacts, knownFacts } from '../agent/snapshot.ts';
import { toSymptom } from '../agent/symptom.ts';
import { wordings } from './explain/fill.ts';
import { type Meaning, meanings } from './explain/meanings.ts';
import { faults } from './faults.ts';
import { textOf } from './fix.ts';
import { shippedWith } from './shim/shipped.ts';
import { denied, got, snapshotWith } from './snapshot.ts';
import { snapshotOf, storyNames } from './stories.ts';

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

function weightOf(id: string, text: string, facts: KnownFacts, message: Partial<Message> = {}) {
  const symptom = toSymptom({ source: 'text', text, count: 1, ...message }, facts);
  if (symptom === null) throw new Error(`not recognised: ${text}`);
  return weigh(causeNamed(id), symptom, facts);
}

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const layer = (text: string) => `failed to extract layer sha256:5f3c: hcsshim::${text}`;
const noShim =
  'failed to start shim: failed to resolve runtime path: runtime "io.containerd.runhcs.v1" binary not installed "containerd-shim-runhcs-v1.exe": file does not exist';
const slow = create('failed to mount job container storage: layer retry loop failed: hcsshim::ActivateLayer failed');
const noOverlay = create('failed to attach overlay filter: The request is not supported.');
const noCluster =
  'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined';
const unreachable = 'dial tcp: lookup kubernetes.default.svc: no such host';
const withMemory =
  (mebibytes: number): Edit =>
  (facts) => {
    facts.os.memory.freeBytes = mebibytes * 2 ** 20;
  };
const withBuild =
  (build: number): Edit =>
  (facts) => {
    if (facts.os.version.ok) facts.os.version.value.build = build;
  };
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

  test('leads to the source that writes its wordings, or is named as the page is', () => {
    const causesOf = (meaning: Meaning | undefined): string[] =>
      [meaning ?? []].flatMap((one) =>
        'byTail' in one
          ? Object.values(one.byTail).flat()
          : 'shared' in one
            ? one.shared
            : Array.isArray(one)
              ? one
              : [],
      );
    const sources = (id: string) =>
      wordings.filter((one) => causesOf(meanings[one.id]).includes(id)).map(({ source }) => source);
    const judged = causes.flatMap(({ id, reference }) => {
      const [, repository = '', path = ''] =
        /github\.com\/(microsoft\/hcsshim|containerd\/containerd)\/(?:blob|tree)\/[^/]+\/([^#]+)/.exec(reference) ?? [];
      const own = sources(id).filter((source) => source.includes(repository));
      if (path === '' || own.length === 0) return [];
      const [folder = '', stem = ''] = path
        .replace(/\.\w+$/, '')
        .split('/')
        .slice(-2);
      const isOfIt = own.some((source) => source.includes(`/${folder}/`) || source.includes(stem));
      return [{ id, reference, isRight: isOfIt || id.includes(stem.replace(/s$/, '')) }];
    });
    expect(judged.length).toBeGreaterThan(20);
    expect(judged.filter(({ isRight }) => !isRight)).toEqual([]);
  });

  // A page or a file of its own, not the front of a site or of a repository.
  test('has a reference to a page', () => {
    const page =
      /^https:\/\/(?:github\.com\/[\w.-]+\/[\w.-]+(?:\/(?:issues|pull|discussions)\/\d+|\/(?:blob|tree|releases|wiki)\/\S+|#readme)|learn\.microsoft\.com\/(?:[a-z]{2}-[a-z]{2}\/)?[a-z]\S*\/\S+|kubernetes\.io\/(?:docs|blog)\/\S+\/\S*|(?!github\.|learn\.|kubernetes\.)[\w.-]+\/\S+)$/;
    const references = [...causes, ...checks].flatMap(({ reference }) => reference ?? []);
    expect(references.length).toBeGreaterThan(80);
    expect(references.filter((reference) => !page.test(reference))).toEqual([]);
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

  test('that a check names exists, on all the nodes below', () => {
    const known = causes.map(({ id }) => id);
    const pointed = decided.flatMap(({ yes }) => checks.flatMap((check) => runCheck(check, snapshotWith(yes)).causes));
    expect(pointed.length).toBeGreaterThan(0);
    expect(pointed.filter((id) => !known.includes(id))).toEqual([]);
  });

  test('that a check points to names this check, on every node of the tests', () => {
    const nodes = [
      ...storyNames().map(snapshotOf),
      ...decided.map(({ yes }) => snapshotWith(yes)),
      ...Object.values(faults).flatMap((edits) => Object.values(edits).map((edit) => snapshotWith(edit))),
    ];
    const pointed = new Set(
      nodes.flatMap((node) => checks.flatMap((check) => runCheck(check, node).causes.map((id) => `${id} ${check.id}`))),
    );
    const named = new Set(causes.flatMap(({ id, checks: own }) => own.map((check) => `${id} ${check}`)));
    expect(pointed.size).toBeGreaterThan(20);
    expect([...pointed].filter((pair) => !named.has(pair))).toEqual([]);
  });

  test('that a fault of a node makes likelier names a check that sees this fault', () => {
    const texts = causes.map(
      ({ id }) => [id, signatures.find((one) => one.causes.includes(id))?.samples[0] ?? ''] as const,
    );
    const suspects = (facts: KnownFacts) =>
      texts.flatMap(([id, text]) => {
        const { weight, evidence } = weightOf(id, text, facts);
        // What hostprobe itself may not do is no fault of the node.
        const isOwn = evidence.some(({ value }) => value.endsWith('for hostprobe too'));
        return (weight === 'likely' || weight === 'confirmed') && !isOwn ? [id] : [];
      });
    const always = suspects(on(asIs));
    const unseen = Object.entries(faults).flatMap(([check, edits]) =>
      Object.values(edits).flatMap((edit) => {
        const found = checks.filter((one) => /warn|fail/.test(runCheck(one, snapshotWith(edit)).status));
        return suspects(on(edit))
          .filter((id) => !always.includes(id) && !found.some((one) => causeNamed(id).checks.includes(one.id)))
          .map((id) => `${id}: ${check}`);
      }),
    );
    expect(unseen).toEqual([]);
  });

  test.each([
    ['without facts', {}],
    ['on the healthy node', on(asIs)],
  ])('weighs every wording that it is behind and has a fix for it, %s', (_where, facts) => {
    for (const signature of signatures) {
      for (const sample of signature.samples) {
        const symptom = toSymptom({ source: 'text', text: sample, count: 1 }, facts);
        for (const id of signature.causes) {
          if (symptom === null) throw new Error(sample);
          const cause = causeNamed(id);
          const { weight, evidence } = weigh(cause, symptom, facts);
          const fix = textOf(cause.fix(symptom, facts));
          expect(fix, `${id} for ${signature.id}`).toMatch(/^Fix(?:, [a-z ]+)?:\s(1\. )?[A-Z"].{20,}/s);
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
  /** What else comes with the text. */
  message?: Partial<Message>;
  yes: Edit;
  /** Where the facts cannot be sure: what they come to. */
  as?: 'likely' | 'possible';
  no?: Edit;
  noUser?: string;
  noMessage?: Partial<Message>;
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
    // A group that holds the right by itself gives it to the temporary account.
    id: 'interactive-logon-right',
    text: logonType,
    user: 'Administrators',
    yes: all(group('Administrators'), rights({ SeDenyInteractiveLogonRight: ['S-1-5-113'] })),
    no: all(group('Administrators'), rights({ SeInteractiveLogonRight: ['S-1-5-32-544'] })),
  },
  {
    // A shim of 1.6 makes no account.
    id: 'interactive-logon-right',
    text: logonType,
    user: 'hpc-readers',
    yes: all(group('hpc-readers'), rights({ SeInteractiveLogonRight: ['S-1-5-32-544'] })),
    no: all(group('hpc-readers'), rights({ SeInteractiveLogonRight: ['S-1-5-32-544'] }), containerd('v1.6.36')),
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
  {
    id: 'shim-missing',
    text: noShim,
    yes: (facts) => {
      facts['runtime-binaries'].shim = null;
    },
    as: 'likely',
  },
  { id: 'shim-missing', text: noShim, yes: asIs, as: 'possible' },
  {
    id: 'shim-mismatch',
    text: create("unsupported mount type 'CimFS'"),
    yes: (facts) => {
      if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got('0.9.12');
    },
    as: 'likely',
    no: asIs,
  },
  {
    id: 'shim-mismatch',
    text: create("unsupported mount type 'CimFS'"),
    yes: (facts) => {
      if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got('spec: 1.0.2');
    },
    as: 'possible',
  },
  { id: 'shim-fault', text: 'found shim panic logs during delete', yes: asIs, as: 'possible' },
  {
    id: 'start-race',
    text: create('job cannot have running processes to be promoted to a silo, found 2 running processes'),
    message: { pod: 'hostprobe/hostprobe-x7k2p' },
    yes: asIs,
    as: 'likely',
  },
  {
    id: 'start-race',
    text: create('job cannot have running processes to be promoted to a silo, found 2 running processes'),
    message: { pod: 'hostprobe/hostprobe-x7k2p' },
    yes: (facts) => {
      const pods = facts.cluster.seen?.pods;
      for (const pod of pods?.ok ? pods.value.hostProcess : []) pod.troubled = true;
    },
    as: 'possible',
  },
  { id: 'node-overloaded', text: slow, yes: withMemory(100), as: 'likely' },
  { id: 'node-overloaded', text: slow, yes: asIs, as: 'possible' },
  {
    id: 'runtime-handler',
    text: 'failed to get sandbox runtime: no runtime for "windows-host" is configured',
    yes: asIs,
    no: (facts) => {
      const handlers = facts.runtime.status.ok ? facts.runtime.status.value.config?.handlers : undefined;
      for (const handler of handlers ?? []) handler.name = 'windows-host';
    },
  },
  {
    id: 'image-base',
    text: layer('ProcessUtilityVMImage C:\\x: The parameter is incorrect.'),
    yes: asIs,
    as: 'possible',
  },
  { id: 'windows-too-old', text: noOverlay, yes: withBuild(14_393) },
  { id: 'windows-too-old', text: noOverlay, yes: withBuild(17_763), as: 'likely' },
  { id: 'windows-too-old', text: noOverlay, yes: withBuild(20_348), as: 'possible' },
  {
    id: 'mount-source',
    text: 'failed to generate container "c0ffee" spec: failed to stat "\\\\fs01\\share": CreateFile \\\\fs01\\share: Access is denied.',
    yes: asIs,
    as: 'possible',
  },
  { id: 'pseudo-console', text: task('failed to create pseudo console: Access is denied.'), yes: asIs, as: 'possible' },
  { id: 'service-environment', text: noCluster, yes: asIs, as: 'possible' },
  {
    id: 'service-address',
    text: unreachable,
    yes: (facts) => {
      facts.network.apiServer.answer = denied('connect ETIMEDOUT 10.96.0.1:443');
    },
    as: 'likely',
  },
  { id: 'service-address', text: unreachable, yes: asIs, as: 'possible' },
  {
    id: 'execution-policy',
    text: 'File C:\\hpc\\start.ps1 cannot be loaded because running scripts is disabled on this system.',
    yes: asIs,
    as: 'possible',
  },
  {
    id: 'container-path',
    text: 'open C:\\hpc\\a.yaml: The system cannot find the file specified.',
    yes: withoutFilter,
  },
  {
    id: 'container-path',
    text: 'open C:\\hpc\\a.yaml: The system cannot find the file specified.',
    yes: asIs,
    as: 'possible',
  },
  {
    id: 'container-path',
    text: `open C:\\C\\${'c'.repeat(64)}\\a.yaml: The system cannot find the file specified.`,
    yes: asIs,
  },
  {
    id: 'token-not-mounted',
    text: 'open C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The system cannot find the path specified.',
    message: { hasToken: false },
    yes: asIs,
    no: asIs,
    noMessage: { hasToken: true },
  },
  {
    id: 'os-mismatch',
    text: 'The Pod "a" is invalid: spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
    yes: asIs,
    as: 'possible',
  },
  {
    id: 'misplaced-field',
    text: 'Warning: unknown field "spec.template.spec.securityContext.hostProcess"',
    yes: asIs,
    as: 'possible',
  },
  {
    id: 'runtime-pipe-access',
    text: 'open //./pipe/containerd-containerd: Access is denied.',
    user: 'NT AUTHORITY\\Local Service',
    yes: asIs,
  },
  {
    id: 'runtime-pipe-access',
    text: 'open //./pipe/containerd-containerd: Access is denied.',
    user: 'NT AUTHORITY\\SYSTEM',
    yes: asIs,
    as: 'possible',
  },
];

describe('what a node confirms and rules out', () => {
  test.each(decided.map((row) => [row.id, row] as const))('%s', (id, row) => {
    const { text, user, message, yes, as, no, noUser, noMessage } = row;
    const by = (name: typeof user) => (name === undefined ? {} : { runAsUserName: name });
    const found = weightOf(id, text, on(yes), { ...by(user), ...message });
    expect(found.weight).toBe(as ?? 'confirmed');
    expect(found.evidence.length).toBeGreaterThan(0);
    if (no === undefined) return;
    const refuted = weightOf(id, text, on(no), { ...by(noUser ?? user), ...(noMessage ?? message) });
    expect(refuted.weight).toBe('ruled-out');
    expect(refuted.evidence.length).toBeGreaterThan(0);
  });

  test.each([
    ['"pwsh.exe -command \\"x\\"": failed to find executable "pwsh.exe -command \\"x\\""', 'pwsh.exe', 'pwsh.exe'],
    [
      '"x": failed to find executable "\\\\usr\\\\local\\\\bin\\\\cns.exe"',
      'usr\\\\local\\\\bin\\\\cns.exe',
      'cns.exe',
    ],
    ['"x": failed to find executable ".\\\\bin\\\\a.exe --verbose"', 'bin\\\\a.exe', 'a.exe'],
    ['"x": failed to find executable "C:\\\\hpc\\\\bin\\\\a.exe"', 'bin\\\\a.exe', 'a.exe'],
    ['"x": failed to find executable "cmd /c agent --verbose"', 'agent', 'agent'],
  ])('the fix names the program of the command %s, with its folders', (words, path, name) => {
    const text = task(`failed to get application name from commandline ${words}`);
    const symptom = toSymptom({ source: 'text', text, count: 1 }, {});
    if (symptom === null) throw new Error(text);
    const fix = textOf(causeNamed('executable-path').fix(symptom, {}));
    expect(fix).toContain(`command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\${path}"]`);
    expect(fix.split(/\n\s*/)).toContain(`Get-Command ${name}`);
  });

  test('an account that cannot create accounts is fixed by another account, not only by a restart', () => {
    const facts = on((values) => {
      const [process] = values['runtime-process'].containerd;
      if (process) process.account = got({ sid: 'S-1-5-19', name: null });
      const service = values.services.containerd.ok ? values.services.containerd.value : null;
      if (service) service.account = 'NT AUTHORITY\\LocalService';
    });
    const fix = (text: string) => {
      const symptom = toSymptom({ source: 'text', text, count: 1 }, facts);
      if (symptom === null) throw new Error(text);
      return textOf(causeNamed('containerd-account').fix(symptom, facts));
    };
    expect(fix(account(`failed to create user ${temporary}: Access is denied.`))).toContain('obj= LocalSystem');
    expect(fix(token('failed to logon user: Access is denied.'))).not.toContain('obj= LocalSystem');
  });

  test('a conflict that the scheduler reports is looked up in the cluster', () => {
    const text = "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
    const symptom = toSymptom({ source: 'events', text, count: 1, pod: 'ops/a' }, {});
    if (symptom === null) throw new Error(text);
    const fix = textOf(causeNamed('host-port-in-use').fix(symptom, {}));
    expect(fix).toContain('kubectl get pods -A');
    expect(fix).not.toContain('Get-NetTCPConnection');
  });

  test('the evidence of a port in use names the port and the process', () => {
    const { evidence } = weightOf(
      'host-port-in-use',
      'Error: listen EADDRINUSE: address already in use 0.0.0.0:20258',
      on(asIs),
    );
    expect(evidence).toEqual([{ label: 'listens on port 20258', value: 'node.exe (pid 4242) on 127.0.0.1' }]);
  });
});
