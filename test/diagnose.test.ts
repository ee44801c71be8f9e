import { describe, expect, test } from 'vitest';
import { diagnose } from '../agent/diagnose.ts';
import type { FactValues } from '../agent/facts/index.ts';
import type { Message } from '../agent/message.ts';
import { readPlainText } from '../agent/messages/plain-text.ts';
import { plainView } from '../agent/renderer.ts';
import { showDiagnosis } from '../agent/renderers/text/diagnosis.ts';
import type { Diagnosis } from '../agent/report.ts';
import { knownFacts } from '../agent/snapshot.ts';
import { textOf } from './fix.ts';
import { denied, got, snapshotWith } from './snapshot.ts';

const logon = (tail: string, container = 'agent') =>
  `Error: failed to start containerd task "${container}": failed to create user process token: failed to logon user: ${tail}: unknown`;
const denial = logon('Access is denied.');
const incorrect = logon('The user name or password is incorrect.');

const said = (text: string, more: Partial<Message> = {}): Message => ({ source: 'text', text, count: 1, ...more });

const on = (edit?: (facts: FactValues) => void) => knownFacts(snapshotWith(edit));
const only = (diagnoses: Diagnosis[]): Diagnosis => {
  expect(diagnoses).toHaveLength(1);
  return diagnoses[0] as Diagnosis;
};
const weightOf = (diagnosis: Diagnosis, id: string) => diagnosis.causes.find((cause) => cause.id === id)?.weight;

/** The container of the case, as the runtime knows it after it failed. */
function failed(facts: FactValues, user: string, message = incorrect) {
  if (!facts.runtime.containers.ok) throw new Error('the healthy node has containers');
  const [running] = facts.runtime.containers.value;
  if (running === undefined) throw new Error('the healthy node has a container');
  facts.runtime.containers.value.push({
    ...running,
    id: 'c'.repeat(64),
    name: 'agent',
    podName: 'agent-1',
    podNamespace: 'default',
    state: 'exited',
    exit: { code: 128, reason: 'StartError', message, finishedAt: '2026-11-01T11:59:00.000Z' },
    user,
  });
}

function runContainerdAs(facts: FactValues, account: string, sid: string) {
  const [process] = facts['runtime-process'].containerd;
  if (process) process.account = got({ sid, name: account });
  if (facts.services.containerd.ok && facts.services.containerd.value) {
    facts.services.containerd.value.account = account;
  }
}

function addGroup(facts: FactValues, name: string) {
  if (facts.accounts.groups.ok) facts.accounts.groups.value.push({ name, members: got([]) });
}

function addUser(facts: FactValues, name: string, marks: { disabled?: boolean } = {}) {
  if (!facts.accounts.users.ok) return;
  facts.accounts.users.value.push({ name, disabled: false, locked: false, passwordExpired: false, ...marks });
}

function useContainerd16(facts: FactValues) {
  facts.runtime.version = got({ name: 'containerd', version: 'v1.6.36', apiVersion: 'v1' });
  if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got('0.9.12');
}

describe('the causes of "The user name or password is incorrect."', () => {
  const cases: readonly [what: string, first: string, edit: (facts: FactValues) => void][] = [
    [
      'a local group on a shim that is too old for groups',
      'local-group-unsupported',
      (facts) => {
        useContainerd16(facts);
        addGroup(facts, 'hpc-readers');
        failed(facts, 'hpc-readers');
      },
    ],
    ['a name that is no group and no user here', 'local-group-missing', (facts) => failed(facts, 'hpc-readers')],
    [
      'a local group with a domain before it',
      'local-group-prefixed',
      (facts) => {
        addGroup(facts, 'hpc-readers');
        failed(facts, 'WIN-NODE-1\\hpc-readers');
      },
    ],
    ['NT AUTHORITY in small letters', 'nt-authority-spelling', (facts) => failed(facts, 'nt authority\\SYSTEM')],
    ['a system account without NT AUTHORITY', 'nt-authority-spelling', (facts) => failed(facts, 'LocalService')],
    ['the user of the image', 'image-user', (facts) => failed(facts, 'ContainerUser')],
    [
      'a local user',
      'account-needs-password',
      (facts) => {
        addUser(facts, 'svc-agent');
        failed(facts, 'svc-agent');
      },
    ],
    [
      'a user of the domain',
      'account-needs-password',
      (facts) => {
        facts.accounts.join = got({ kind: 'domain', name: 'CORP' });
        failed(facts, 'CORP\\svc-agent');
      },
    ],
    [
      'a gMSA',
      'account-needs-password',
      (facts) => {
        facts.accounts.join = got({ kind: 'domain', name: 'CORP' });
        failed(facts, 'CORP\\gmsa$');
      },
    ],
  ];

  test.each(cases)('%s: %s comes first, confirmed, and nothing else is', (_what, first, edit) => {
    const { causes } = only(diagnose([said(incorrect)], on(edit)));
    expect(causes[0]).toMatchObject({ id: first, weight: 'confirmed' });
    expect(causes.filter(({ weight }) => weight === 'confirmed')).toHaveLength(1);
    expect(causes[0]?.evidence.length).toBeGreaterThan(0);
  });

  test('are all possible when only the text is known, and those of other tails are not among them', () => {
    const diagnosis = only(diagnose([said(incorrect)]));
    const possible = diagnosis.causes.filter(({ weight }) => weight === 'possible').map(({ id }) => id);
    expect(possible.sort()).toEqual([
      'account-needs-password',
      'image-user',
      'local-group-missing',
      'local-group-prefixed',
      'local-group-unsupported',
      'nt-authority-spelling',
    ]);
    expect(weightOf(diagnosis, 'containerd-account')).toBe(undefined);
    expect(weightOf(diagnosis, 'interactive-logon-right')).toBe(undefined);
  });

  test('a group that is hidden from hostprobe is not called missing', () => {
    const diagnosis = only(
      diagnose(
        [said(incorrect)],
        on((facts) => {
          facts.accounts.groups = denied();
          failed(facts, 'hpc-readers');
        }),
      ),
    );
    expect(weightOf(diagnosis, 'local-group-missing')).toBe('possible');
  });

  test('a group beyond the end of a cut list is not called missing', () => {
    const diagnosis = only(
      diagnose(
        [said(incorrect)],
        on((facts) => {
          facts.accounts.truncated = ['groups'];
          failed(facts, 'hpc-readers');
        }),
      ),
    );
    expect(weightOf(diagnosis, 'local-group-missing')).toBe('possible');
  });

  test('the fix names the group of the case, and the one of the node that was probably meant', () => {
    const { causes } = only(
      diagnose(
        [said(incorrect)],
        on((facts) => {
          addGroup(facts, 'hpc-reader');
          failed(facts, 'hpc-readers');
        }),
      ),
    );
    expect(textOf(causes[0]?.fix)).toContain('New-LocalGroup -Name hpc-readers');
    expect(textOf(causes[0]?.fix)).toContain('"hpc-reader"');
  });
});

describe('"Access is denied." to a log-on', () => {
  const byUser = (facts: FactValues) => runContainerdAs(facts, '.\\Administrator', 'S-1-5-21-1-2-3-500');

  test('is possibly the account of containerd when only the text is known', () => {
    const diagnosis = only(diagnose([said(denial)]));
    expect(diagnosis).toMatchObject({ signature: 'logon-denied', hostProcess: true });
    expect(diagnosis.causes[0]).toMatchObject({ id: 'containerd-account', weight: 'possible' });
    expect(weightOf(diagnosis, 'local-group-missing')).toBe(undefined);
  });

  test('is the account of containerd when that is a user, by its process', () => {
    const { causes, checks } = only(diagnose([said(denial)], on(byUser)));
    expect(causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
    expect(causes[0]?.evidence.map(({ value }) => value).join()).toContain('Administrator');
    expect(textOf(causes[0]?.fix)).toContain('sc.exe config containerd obj= LocalSystem');
    expect(checks).toContain('containerd-account');
  });

  test.each<[string, (facts: FactValues) => void, string, string]>([
    ['a user, written before containerd was started', byUser, '2026-10-01T00:00:00.000Z', 'confirmed'],
    ['LocalSystem, written before containerd was started', () => undefined, '2026-10-01T00:00:00.000Z', 'ruled-out'],
    ['LocalSystem, written since containerd was started', () => undefined, '2026-11-01T11:30:00.000Z', 'likely'],
    ['a user, and it is not known since when', byUser, '', 'likely'],
    ['LocalSystem, and it is not known since when', () => undefined, '', 'possible'],
  ])('is weighed by the configuration when the process hides its account: %s', (_how, edit, writtenAt, weight) => {
    const hidden = on((facts) => {
      edit(facts);
      const [process] = facts['runtime-process'].containerd;
      if (process) process.account = denied();
      const service = facts.services.containerd.ok ? facts.services.containerd.value : null;
      if (service) service.configuredAt = writtenAt === '' ? denied() : got(writtenAt);
    });
    expect(weightOf(only(diagnose([said(denial)], hidden)), 'containerd-account')).toBe(weight);
  });

  test('is not it when containerd runs as LocalSystem; the diagnosis says what else to look at', () => {
    const { causes } = only(diagnose([said(denial)], on()));
    expect(causes[0]).toMatchObject({ id: 'security-product', weight: 'likely' });
    expect(causes.find(({ id }) => id === 'containerd-account')).toMatchObject({
      weight: 'ruled-out',
      evidence: [{ value: 'LocalSystem (S-1-5-18)' }, { value: 'LocalSystem' }],
    });
  });

  test('stays open when containerd was restarted since: the process that failed is not the one that runs', () => {
    const old = said(denial, { at: '2026-10-30T00:00:00.000Z' });
    const diagnosis = only(diagnose([old], on()));
    expect(weightOf(diagnosis, 'containerd-account')).toBe('possible');
    expect(
      weightOf(only(diagnose([said(denial, { at: '2026-11-01T11:00:00.000Z' })], on())), 'containerd-account'),
    ).toBe('ruled-out');
  });

  test('asks for a restart only, when the configuration is right by now', () => {
    const { causes } = only(
      diagnose(
        [said(denial)],
        on((facts) => {
          const [process] = facts['runtime-process'].containerd;
          if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
        }),
      ),
    );
    expect(causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
    expect(textOf(causes[0]?.fix)).not.toContain('sc.exe');
    expect(textOf(causes[0]?.fix)).toContain('Restart-Service containerd');
  });

  test('names the service that starts containerd here', () => {
    const { causes } = only(
      diagnose(
        [said(denial)],
        on((facts) => {
          byUser(facts);
          const service = facts.services.containerd;
          facts.services.embedding = service.ok && service.value ? got({ ...service.value, name: 'rke2' }) : service;
          facts.services.containerd = got(null);
        }),
      ),
    );
    expect(textOf(causes[0]?.fix)).toContain('sc.exe config rke2 obj= LocalSystem');
  });

  test('weighs nothing by facts that were seen from inside an ordinary container', () => {
    const inside = on((facts) => {
      byUser(facts);
      facts.identity.silo = got({ id: 1, server: true });
    });
    expect(weightOf(only(diagnose([said(denial)], inside)), 'containerd-account')).toBe('possible');
  });
});

test('what a program only warns of is no failure, even of a HostProcess container, and comes behind one', () => {
  const shadowed = said('job container mount destination exists and will be shadowed', { hostProcess: true });
  const [failure, warning] = diagnose([shadowed, said(denial)]);
  expect(failure).toMatchObject({ hostProcess: true, causes: [{ id: 'containerd-account' }, expect.anything()] });
  expect(failure).not.toHaveProperty('warning');
  expect(warning).toMatchObject({
    hostProcess: false,
    warning: true,
    note: expect.stringContaining('mount-shadowed'),
    causes: [],
    references: [{ id: 'mount-shadowed' }],
  });
  if (warning === undefined) throw new Error('the warning is told');
  expect(showDiagnosis(warning, plainView)).toMatch(/^WARNING mount-shadow: /);
});

const text = 'named pipe mounts not supported for job containers';

test.each([
  ['return errors.New("named pipe mounts not supported for job containers - interact with the pipe directly")', 0],
  ['return fmt.Errorf("named pipe mounts not supported for job containers: %w", err)', 0],
  ['assert.ErrorContains(t, err, "named pipe mounts not supported for job containers")', 0],
  ["throw new IOException('named pipe mounts not supported for job containers')", 0],
  [`errMsg := "${text}"`, 0],
  [`static const char *why = "${text}";`, 0],
  [`let why: &str = "${text}";`, 0],
  // A field of a log, as of logfmt and of a console.
  [`level=error err="${text}"`, 1],
  [`error = "${text}"`, 1],
  // A text that a program printed can have brackets and quotation marks too.
  ['Exception: RuntimeError("named pipe mounts not supported for job containers")', 1],
  ['open("C:\\a") failed: named pipe mounts not supported for job containers', 1],
  [`exec("cmd.exe /c C:\\run.cmd start now"): ${text}`, 1],
  // The errors of pywin32, of a Rust enum, and of a call by name, as they are printed.
  [`pywintypes.error(50, 'CreateService', '${text}')`, 1],
  [`called \`Result::unwrap()\` on an \`Err\` value: Failed("${text}")`, 1],
  [`Status(code=2, "${text}")`, 1],
  [`2024/05/01 agent.go(12) "run" ${text}`, 1],
])('the source of a program is no statement of it: %s', (line, count) => {
  expect(diagnose([said(line)])).toHaveLength(count);
});

test.each([
  [said(`recovered after 3 failures: ${text}`), true],
  [said(`operation succeeded after retry, last error: ${text}`), true],
  [said(`closing the ticket, it was ${text}`), true],
  [said(text, { past: true }), true],
  [said(`the data cannot be recovered after this: ${text}`), false],
  [said(`has not recovered from: ${text}`), false],
  [said(`never succeeded after 5 retries: ${text}`), false],
  [said(`no login attempt succeeded: ${text}`), false],
  [said(`it hasn't yet succeeded on any try: ${text}`), false],
  [said(`recovered from panic: ${text}`), false],
])('what is over is told, and accuses nobody: $text', (message, isOver) => {
  const one = only(diagnose([message]));
  expect(one).toMatchObject({ signature: 'mount-pipe', hostProcess: !isOver });
  expect(one.note?.startsWith('It is over')).toBe(isOver ? true : undefined);
  // It came again since.
  expect(only(diagnose([message, said(text)])).hostProcess).toBe(true);
});

describe('a diagnosis', () => {
  test('counts the same failure by place, with first and last time', () => {
    const place = { pod: 'a/p1', container: 'agent' };
    const { seen } = only(
      diagnose([
        said(denial, { ...place, at: '2026-11-01T10:00:00.000Z', count: 3 }),
        said(denial, { ...place, at: '2026-11-01T11:00:00.000Z', firstAt: '2026-11-01T09:00:00.000Z' }),
        said(denial, { ...place, pod: 'a/p2', at: '2026-11-01T08:00:00.000Z' }),
      ]),
    );
    expect(seen).toMatchObject([
      { ...place, count: 4, at: '2026-11-01T11:00:00.000Z', firstAt: '2026-11-01T09:00:00.000Z' },
      { pod: 'a/p2', container: 'agent', count: 1 },
    ]);
  });

  test('shows both ends of a long text, and no secret of it', () => {
    const text =
      'Error: failed to bind target "\\\\?\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\" to root "C:\\data\\password=hunter2Xk9qPz81" for job object: The system cannot find the path specified.: unknown';
    const diagnosis = only(diagnose([said(text, { hostProcess: true })]));
    const bindFilter = diagnosis.causes.find(({ id }) => id === 'bind-filter');
    expect(bindFilter?.evidence).toEqual([
      {
        label: 'matched text',
        value:
          'failed to bind target "\\\\?\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\" to ... for job object: The system cannot find the path specified.: unknown',
      },
    ]);
    const { seen, captured, causes } = diagnosis;
    expect(JSON.stringify([seen, captured, causes.map(({ evidence }) => evidence)])).not.toContain('hunter2');
    expect(captured.root).toContain('[redacted:');
  });

  test('shows no secret of a short text as evidence', () => {
    const text =
      'Error: failed to bind target "C:\\a" to root "C:\\password=hunter2Xk9qPz81" for job object: Access is denied.: unknown';
    const { causes } = only(diagnose([said(text, { hostProcess: true })]));
    const shown = JSON.stringify(causes.map(({ evidence }) => evidence));
    expect(shown).toContain('[redacted:');
    expect(shown).not.toContain('hunter2');
  });

  test('is made for each user apart, because the causes differ', () => {
    const both = diagnose(
      [said(incorrect, { pod: 'default/agent-1' }), said(logon('The user name or password is incorrect.', 'web'))],
      on((facts) => failed(facts, 'ContainerUser')),
    );
    expect(both.map(({ causes }) => causes[0]?.weight)).toEqual(['confirmed', 'possible']);
  });

  test('of the temporary account of a group is one, whatever each of these accounts was called', () => {
    const left = (account: string, text = 'The account already exists.') =>
      said(
        `failed to create user process token: failed to create local account for container: failed to create user ${account}: ${text}`,
      );
    expect(diagnose([left('8f2d7c41b0e95a36d1c4'), left('0e95a36d1c48f2d7c41b')])).toHaveLength(1);
    const path = (name: string) =>
      said(`failed to bind target "C:\\a" to root "C:\\${name}" for job object: Access is denied.`);
    expect(diagnose([path('a'), path('b')])).toHaveLength(2);
  });

  test('of two users leaves apart a message without one, which may be of either', () => {
    const by = (runAsUserName?: string) => said(incorrect, runAsUserName === undefined ? {} : { runAsUserName });
    const counts = (...messages: Message[]) =>
      diagnose(messages).map(({ seen }) => seen.reduce((sum, { count }) => sum + count, 0));
    expect(counts(by('hpc-readers'), by())).toEqual([2]);
    expect(counts(by('hpc-readers'), by('hpc-writers'), by())).toEqual([1, 1, 1]);
  });

  test('without times shows what was read last', () => {
    const [first, last] = [said(denial, { container: 'a' }), said(`Error: ${denial}`, { container: 'a' })];
    expect(only(diagnose([first, last])).seen.map(({ text }) => text)).toEqual([last.text]);
    expect(only(diagnose([last, first])).seen.map(({ text }) => text)).toEqual([first.text]);
  });

  test('takes the user from the pod when the message came with it', () => {
    const diagnosis = only(diagnose([said(incorrect, { runAsUserName: 'system' })], on()));
    expect(diagnosis.causes[0]).toMatchObject({ id: 'nt-authority-spelling', weight: 'confirmed' });
    expect(textOf(diagnosis.causes[0]?.fix)).toContain('"NT AUTHORITY\\\\SYSTEM"');
  });

  test('knows from the spec of the pod that it sets none', () => {
    const facts = on(({ cluster, runtime }) => {
      runtime.containers = got([]);
      if (!cluster.seen?.pods.ok) throw new Error('the healthy node sees its pods');
      for (const pod of cluster.seen.pods.value.hostProcess) {
        for (const one of [pod, ...pod.containers]) one.runAsUserName = null;
        pod.name = 'agent-1';
        pod.namespace = 'default';
        for (const container of pod.containers) container.name = 'agent';
      }
    });
    const causesOf = (more: Partial<Message>) => only(diagnose([said(incorrect, more)], facts)).causes;
    const pod = 'default/agent-1';
    expect(causesOf({ pod })).toEqual(causesOf({ pod, runAsUserName: null }));
    expect(causesOf({ pod })).not.toEqual(causesOf({}));
  });

  test('finds the container by its id, as containerd writes it', () => {
    const byId = `failed to start containerd task "${'c'.repeat(64)}": failed to create user process token: failed to logon user: The user name or password is incorrect.: unknown`;
    const diagnosis = only(
      diagnose(
        [said(byId)],
        on((facts) => failed(facts, 'ContainerAdministrator')),
      ),
    );
    expect(diagnosis.causes[0]).toMatchObject({ id: 'image-user', weight: 'confirmed' });
  });

  test('decides nothing by a container whose tries had different users', () => {
    const diagnosis = only(
      diagnose(
        [said(incorrect)],
        on((facts) => {
          failed(facts, 'ContainerUser');
          failed(facts, 'hpc-readers');
        }),
      ),
    );
    expect(diagnosis.causes.some(({ weight }) => weight === 'confirmed')).toBe(false);
  });

  test('comes first when its cause is confirmed, and last when it is not a HostProcess failure', () => {
    const ids = diagnose(
      [
        said('hcs::CreateComputeSystem web: Access is denied.'),
        said('named pipe mounts not supported for job containers'),
        said(denial),
      ],
      on((facts) => runContainerdAs(facts, '.\\Administrator', 'S-1-5-21-1-2-3-500')),
    ).map(({ signature }) => signature);
    expect(ids).toEqual(['logon-denied', 'mount-pipe', 'ordinary-container']);
  });

  test('of words that every pod can get is one of a HostProcess pod where the node knows the pod as that', () => {
    const text = 'Error: failed to create containerd task: failed to create shim task: ttrpc: closed: unknown';
    const isOurs = (pod: string) => only(diagnose([said(text, { pod })], on())).hostProcess;
    expect(isOurs('hostprobe/hostprobe-x7k2p')).toBe(true);
    expect(isOurs('shop/web-1')).toBe(false);
    expect(only(diagnose([said(text)], on())).hostProcess).toBe(false);
  });

  test('of words that every program says is one only where a HostProcess container says them', () => {
    const text = "Error: ENOENT: no such file or directory, open '/etc/agent/agent.yaml'";
    expect(diagnose([said(text)])).toEqual([]);
    expect(only(diagnose([said(text, { hostProcess: true })])).causes[0]?.id).toBe('container-path');
  });

  test.each([
    ['start', 'Access is denied.', 'stage-start-denied', 'containerd-account'],
    ['start', 'La directive de contrôle a bloqué ce fichier. (0x10f7)', 'stage-start-other', 'executable-path'],
    ['create', 'There is not enough space on the disk.', 'stage-create-other', 'container-storage'],
    ['create', 'cannot attach scratch.vhdx: Access is denied.', 'stage-about-layers', 'container-storage'],
  ])(
    'of a step of %s with new words and %s at the end tells the stage and the likeliest cause',
    (stage, end, id, cause) => {
      const wrapper = stage === 'start' ? 'failed to start containerd task "agent"' : 'failed to create shim task';
      const found = only(diagnose([said(`Error: ${wrapper}: a step of C:\\agent: ${end}: unknown`)]));
      expect([found.signature, found.causes[0]?.id]).toEqual([id, cause]);
    },
  );

  test('of a field in the wrong place is not blamed on the feature gate, whatever the kubelet says of it', () => {
    const facts = on(({ 'runtime-process': { kubelet } }) => {
      const [first] = kubelet;
      if (first) first.commandLine = got('kubelet.exe --feature-gates=WindowsHostProcessContainers=false');
    });
    const { causes } = only(diagnose([said('Warning: unknown field "spec.securityContext.hostProcess"')], facts));
    expect(causes.map(({ id, weight }) => [id, weight])).toEqual([
      ['misplaced-field', 'possible'],
      ['feature-gate', 'possible'],
    ]);
  });

  test('is not made of a text that says nothing known', () => {
    expect(diagnose([said('all is well')], on())).toEqual([]);
  });

  test('is made without the missing facts', () => {
    const facts = on((all) => runContainerdAs(all, '.\\Administrator', 'S-1-5-21-1-2-3-500'));
    const { services: _, ...rest } = facts;
    expect(weightOf(only(diagnose([said(denial)], rest)), 'containerd-account')).toBe('confirmed');
    expect(
      weightOf(
        only(diagnose([said(incorrect)], facts.accounts ? { accounts: facts.accounts } : {})),
        'local-group-missing',
      ),
    ).toBe('possible');
  });
});

test.each([
  ['5', 'The number 5 is the error "Access is denied" of Windows, which many programs report for'],
  ['0x52e', 'The number 1326 is the error "The user name or password is incorrect" of Windows,'],
])('the number %s is told to have other meanings, and no words are shown that nobody wrote', (text, note) => {
  const [diagnosis] = diagnose(readPlainText(text, 'text', null));
  if (diagnosis === undefined) throw new Error('not recognised');
  expect(diagnosis.note).toContain(note);
  expect(JSON.stringify(diagnosis)).not.toMatch(/winapi error|failed to logon/);
  const shown = showDiagnosis(diagnosis, plainView).replace(/\s+/g, ' ');
  expect(shown).toContain(note);
});

test('a message with its number is no bare number', () => {
  const text = 'failed to create user process token: failed to logon user: winapi error #5';
  expect(diagnose(readPlainText(text, 'text', null))[0]?.note).toBeUndefined();
});
