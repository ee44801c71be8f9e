import { describe, expect, test } from 'vitest';
import { weigh } from '../../agent/cause.ts';
import { causeNamed } from '../../agent/causes/index.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { Message } from '../../agent/message.ts';
import { toSighting } from '../../agent/sighting.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { type KnownFacts, knownFacts } from '../../agent/snapshot.ts';
import { textOf } from '../fix.ts';
import { shippedWith } from '../shim/shipped.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { fallbackMode, withoutApi } from '../variations.ts';

type Edit = (facts: FactValues) => void;
const on = (...edits: Edit[]): KnownFacts =>
  knownFacts(
    snapshotWith((facts) => {
      for (const edit of edits) edit(facts);
    }),
  );

function seen(text: string, facts: KnownFacts, message: Partial<Message> = {}) {
  const sighting = toSighting({ source: 'text', text, count: 1, ...message }, facts);
  if (sighting === null) throw new Error(`not recognised: ${text}`);
  return sighting;
}
const weightOf = (id: string, text: string, facts: KnownFacts, message: Partial<Message> = {}) =>
  weigh(causeNamed(id), seen(text, facts, message), facts);
const fixOf = (id: string, text: string, facts: KnownFacts, message: Partial<Message> = {}) =>
  textOf(causeNamed(id).fix(seen(text, facts, message), facts));

const task = (text: string) => `Error: failed to start containerd task "agent": ${text}: unknown`;
const token = (text: string) => task(`failed to create user process token: ${text}`);
const wrongPassword = token('failed to logon user: The user name or password is incorrect.');
const notGranted = token(
  'failed to logon user: Logon failure: the user has not been granted the requested logon type at this computer.',
);

const of16: Edit = (facts) => {
  facts.runtime.version = got({ name: 'containerd', version: 'v1.6.36', apiVersion: 'v1' });
  if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got(shippedWith('v1.6.36'));
};
const shimHidden: Edit = (facts) => {
  withoutApi(facts);
  facts.runtime.version = denied();
  facts['runtime-binaries'].shim = null;
  facts['runtime-binaries'].containerd = null;
};
const group: Edit = (facts) => {
  if (facts.accounts.groups.ok) facts.accounts.groups.value.push({ name: 'hpc-pods', members: got([]) });
};
const groupsHidden: Edit = (facts) => {
  facts.accounts.groups = denied();
};
const user: Edit = (facts) => {
  if (!facts.accounts.users.ok) return;
  facts.accounts.users.value.push({ name: 'hpc-pods', disabled: false, locked: false, passwordExpired: false });
};
const asGroup = { runAsUserName: 'hpc-pods' };

describe('local-group-unsupported', () => {
  test.each<[what: string, facts: KnownFacts, weight: string]>([
    ['a group that is there, and a shim of 1.6', on(of16, group), 'confirmed'],
    ['a group that is there, and a shim that nobody tells', on(shimHidden, group), 'possible'],
    ['a shim of 1.6, and groups that cannot be read', on(of16, groupsHidden), 'likely'],
    ['a name that neither a group nor a user has, and a shim of 1.6', on(of16), 'likely'],
    ['a name that neither has, and a shim that nobody tells', on(shimHidden), 'ruled-out'],
    ['the name of a user', on(of16, user), 'ruled-out'],
  ])('is weighed by group and shim: %s', (_, facts, weight) => {
    expect(weightOf('local-group-unsupported', wrongPassword, facts, asGroup).weight).toBe(weight);
  });
});

describe('local-group-prefixed', () => {
  test.each([
    ['BUILTIN\\hpc-pods', 'confirmed'],
    ['WIN-NODE-1\\hpc-pods', 'confirmed'],
    ['CORP\\hpc-pods', 'likely'],
  ])('is sure of a group with the name of this computer before it only: %s', (runAsUserName, weight) => {
    expect(weightOf('local-group-prefixed', wrongPassword, on(group), { runAsUserName }).weight).toBe(weight);
  });

  test('is mended by an upgrade too where the shim does not support groups', () => {
    const prefixed = { runAsUserName: 'BUILTIN\\hpc-pods' };
    expect(fixOf('local-group-prefixed', wrongPassword, on(of16, group), prefixed)).toContain('Upgrade containerd');
    expect(fixOf('local-group-prefixed', wrongPassword, on(group), prefixed)).not.toContain('Upgrade containerd');
  });
});

describe('rights to log on', () => {
  test('a shim of 1.6 logs on users only: a name that no user has is refused for another reason', () => {
    expect(weightOf('interactive-logon-right', notGranted, on(of16), asGroup).weight).toBe('ruled-out');
    expect(weightOf('interactive-logon-right', notGranted, on(of16, user), asGroup).weight).toBe('possible');
  });

  test('nobody who is denied the right to log on as a service rules it out, unless the account is a service', () => {
    expect(weightOf('service-logon-right', notGranted, on()).weight).toBe('ruled-out');
    const service = { runAsUserName: 'NT AUTHORITY\\LocalService' };
    expect(weightOf('service-logon-right', notGranted, on(), service).weight).toBe('possible');
  });
});

test('accounts left over from containers are named, five of them', () => {
  const names = ['1', '2', '3', '4', '5', '6'].map((digit) => `${digit}f2d7c41b0e95a36d1c4`);
  const facts = on((values) => {
    if (!values.accounts.users.ok) return;
    for (const name of names) {
      values.accounts.users.value.push({ name, disabled: false, locked: false, passwordExpired: false });
    }
  });
  const text = token('failed to create local account for container: The account already exists.');
  expect(weightOf('stale-local-account', text, facts)).toMatchObject({
    weight: 'likely',
    evidence: [{ label: 'accounts named after containers', value: names.slice(0, 5).join(', ') }],
  });
});

describe('a client in the pod', () => {
  const noToken =
    'open C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The system cannot find the path specified.';

  test('of a pod that mounts no token is told so', () => {
    const label = 'the pod mounts a token';
    expect(weightOf('token-not-mounted', noToken, {}, { hasToken: false }).evidence).toEqual([{ label, value: 'no' }]);
    expect(weightOf('token-not-mounted', noToken, {}, { hasToken: true }).evidence).toEqual([{ label, value: 'yes' }]);
  });

  test('in fallback mode is helped by the updates that bring the bind filter', () => {
    expect(fixOf('token-path', noToken, on(fallbackMode))).toContain('from July 2022 on');
    expect(fixOf('token-path', noToken, on())).not.toContain('July 2022');
  });

  test('that may not open the pipe of containerd is shown its account', () => {
    const text = 'open //./pipe/containerd-containerd: Access is denied.';
    const { evidence } = weightOf('runtime-pipe-access', text, on(), { runAsUserName: 'NT AUTHORITY\\Local Service' });
    expect(evidence.map(({ value }) => value)).toContain('NT AUTHORITY\\Local Service');
  });
});

test('a whole drive is not mounted; of another mount its path is told', () => {
  const spec = (text: string) => `Error: failed to generate container "4d0c" spec: failed to generate spec: ${text}`;
  const drive = fixOf('mount-invalid', spec('destination path can not be C drive'), {});
  expect(drive).toContain('Mount a folder instead of the whole drive');
  expect(fixOf('mount-invalid', spec('destination path can not be empty'), {})).toContain('Choose a mountPath');
});

test('a Host Compute Service that cannot be asked decides nothing', () => {
  const text =
    'Error: failed to create containerd task: failed to create shim task: failed to promote job to silo: The parameter is incorrect.: unknown';
  const facts = on((values) => {
    values.os.computeService = denied();
  });
  expect(weightOf('silo-unavailable', text, facts)).toEqual(weightOf('silo-unavailable', text, {}));
});

test('Pod Security of the namespace is behind a refusal unless its level is privileged', () => {
  const text =
    'pods "agent" is forbidden: violates PodSecurity "baseline:latest": hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)';
  const withLevel = (level: string) =>
    on((facts) => {
      if (facts.cluster.seen === null) return;
      facts.cluster.seen.podSecurity = [
        { namespace: 'ops', labels: got({ 'pod-security.kubernetes.io/enforce': level }) },
      ];
    });
  const weigh = (level: string) => weightOf('pod-security', text, withLevel(level), { namespace: 'ops' });
  expect(weigh('baseline')).toMatchObject({
    weight: 'confirmed',
    evidence: [{ label: 'namespace ops enforces', value: 'baseline' }],
  });
  expect(weigh('privileged').weight).toBe('ruled-out');
});

test('limits that were to change in place are changed by a new pod', () => {
  const update = signatures.find(({ id }) => id === 'job-limits-update')?.samples[0] ?? '';
  expect(fixOf('resource-limit', update, {})).toContain('limits cannot change in place');
  const other = signatures.find(({ id, causes }) => id !== 'job-limits-update' && causes.includes('resource-limit'))
    ?.samples[0];
  expect(fixOf('resource-limit', other ?? '', {})).not.toContain('limits cannot change in place');
});
