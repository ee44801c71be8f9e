import { describe, expect, test } from 'vitest';
import { compareAll, compareNode } from '../../agent/compare/comparison.ts';
import { verdictOnAll, verdictOnNode } from '../../agent/compare/verdict.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { faults } from '../faults.ts';
import { faultsOf } from '../fix.ts';
import { setupWith } from '../setup.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf } from '../stories.ts';

type Change = NonNullable<Parameters<typeof snapshotWith>[0]>;
type Values = Parameters<Change>[0];

const node = (name: string, change?: Change): Snapshot => ({ ...snapshotWith(change), node: name });
const pool = (count: number, change?: Change) =>
  Array.from({ length: count }, (_, at) => node(`peer-${at + 1}`, change));

/** Changes what the cluster says of the node. */
const seen =
  (more: { labels?: Record<string, string>; unschedulable?: boolean; kernelVersion?: string }): Change =>
  ({ cluster }) => {
    if (!cluster.seen?.node.ok || cluster.seen.node.value === null) throw new Error('the node is seen');
    const { value } = cluster.seen.node;
    Object.assign(value, more, { labels: { ...value.labels, ...more.labels } });
  };
const account: Change = ({ services }) => {
  if (!services.containerd.ok || services.containerd.value === null) throw new Error('there is containerd');
  services.containerd.value.account = '.\\k8s-admin';
};
const unhealthy: Change = (facts) => faults['kubelet-service']?.fail?.(facts);
const changed =
  <Name extends keyof Values>(name: Name, change: (value: Values[Name]) => unknown): Change =>
  (facts) =>
    void change(facts[name]);
const both =
  (...changes: Change[]): Change =>
  (facts) => {
    for (const change of changes) change(facts);
  };
const sentences = (sick: Snapshot, peers: Snapshot[]) =>
  compareNode(sick, peers).differences.map(({ sentence }) => sentence);
const group0 = <One>([first]: readonly One[]): One => {
  if (first === undefined) throw new Error('there is one');
  return first;
};
const careOf = (sick: Snapshot, peers: Snapshot[]) => compareNode(sick, peers).care;

test('a difference has its place, both values, how many peers share theirs, and what can explain it', () => {
  const { differences } = compareNode(node('sick', account), pool(4));
  expect(differences).toMatchObject([
    {
      ...{ what: 'services containerd account', field: 'services.containerd.account' },
      ...{ here: '.\\k8s-admin', there: 'LocalSystem', sharing: 4, of: 4, also: [] },
      sentence: 'services containerd account is .\\k8s-admin; all 4 peers have LocalSystem.',
      explains: ['finding containerd-account-pending'],
    },
  ]);
  expect(sentences(node('sick', account), pool(1))).toEqual([
    'services containerd account is .\\k8s-admin; the one peer has LocalSystem.',
  ]);
  const few = [
    ...pool(9),
    node(
      'other',
      changed('runtime', (value) => Object.assign(value, { endpoint: '\\\\.\\pipe\\b' })),
    ),
  ];
  const own = node(
    'sick',
    changed('runtime', (value) => Object.assign(value, { endpoint: '\\\\.\\pipe\\own' })),
  );
  expect(sentences(own, few)).toEqual([
    'runtime endpoint is \\\\.\\pipe\\own; 9 of 10 peers have \\\\.\\pipe\\containerd-containerd.',
  ]);
});

const group = (name: string): Change =>
  changed('accounts', ({ groups }) => {
    if (!groups.ok) throw new Error('there are groups');
    groups.value.push({ ...group0(groups.value), name });
  });

const denied = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
/** Its name has the word windows, as names of nodes and of files have. */
const logged: Change = changed('logs', ({ lines }) =>
  lines.push({ component: 'containerd', source: 'C:\\k\\windows.log', text: denied, count: 3 }),
);
const eventSeen: Change = changed('logs', (logs) => {
  const event = { log: 'System', source: 'Service Control Manager', id: 7031, level: 'error' as const };
  logs.windows = { channels: [], events: [{ ...event, text: 'containerd', count: 1, at: '2026-11-01T10:00:00.000Z' }] };
});

test('a line of a log that no peer has can explain the failure that it tells', () => {
  const [first] = compareNode(node('sick', logged), pool(4)).differences;
  expect(first?.explains).toEqual([expect.stringMatching(/^diagnosis logon-/)]);
  expect(first?.sentence).toMatch(/ is only here: .*Access is denied.*; none of 4 peers has it\.$/);
});

const asUser: Change = ({ 'runtime-process': { containerd } }) => {
  for (const process of containerd)
    process.account = { ok: true, value: { sid: 'S-1-5-21-1-2-3-1001', name: 'A\\admin' } };
};

test('an account that differs can explain a failure whose likely cause it is', () => {
  const told = compareNode(node('sick', both(asUser, logged)), pool(4)).differences;
  const [own] = told.filter(({ field }) => field.includes('runtime-process'));
  expect(own?.explains).toEqual(expect.arrayContaining(['finding containerd-account', 'diagnosis logon-denied']));
  // Without the failure there is nothing more to explain.
  const [alone] = compareNode(node('sick', asUser), pool(4)).differences;
  expect(alone?.explains.join()).not.toContain('diagnosis');
});

test('the own name of a node is no difference, from four letters on', () => {
  const root = (name: string, path: string) =>
    node(
      name,
      changed('os', (os) => Object.assign(os, { systemRoot: path })),
    );
  const peers = ['w-02', 'w-03', 'w-04', 'w-05'].map((name) => root(name, `D:\\${name}`));
  expect(compareNode(root('w-01', 'D:\\w-01'), peers).differences).toEqual([]);
  const [told] = compareNode(root('w-01', 'D:\\data'), peers).differences;
  expect(told).toMatchObject({ here: 'D:\\data', there: 'D:\\<node>', sharing: 4 });
});

test('a finding explains a value of which its evidence is a part', () => {
  const { differences } = compareNode(snapshotOf('old-shim'), [{ ...snapshotOf('healthy-1.7'), node: 'peer' }]);
  const directory = differences.find(({ field }) => field === 'cluster.access.directory');
  expect(directory?.explains).toContain('finding sandbox-mode');
});

test('a value of three letters explains nothing, since it is in many words; one of four may', () => {
  const explains = (team: string) =>
    compareNode(node('sick', both(asUser, seen({ labels: { team } }))), pool(4)).differences.flatMap((one) =>
      one.field.endsWith('labels.team') ? one.explains : [],
    );
  expect([explains('adm'), explains('admi')]).toEqual([[], expect.arrayContaining(['finding containerd-account'])]);
});

test('a thing of a list is only here, or missing, with what it holds', () => {
  const here = sentences(node('sick', group('hpc-users')), pool(4));
  expect(here).toEqual([
    expect.stringMatching(/^accounts groups \[hpc-users\] is only here: .*; none of 4 peers has it\.$/),
  ]);
  expect(sentences(node('sick', group('hpc-users')), pool(2))[0]).toMatch(/; none of 2 peers has it\.$/);
  const labelled = seen({ labels: { team: 'platform' } });
  expect(sentences(node('sick', labelled), pool(1))).toEqual([
    expect.stringMatching(/ labels team is platform; the one peer has none\.$/),
  ]);
  expect(sentences(node('sick'), pool(1, labelled))).toEqual([
    expect.stringMatching(/ labels team is missing here; the one peer has platform\.$/),
  ]);
  const away = sentences(node('sick'), pool(4, group('hpc-users')));
  expect(away).toEqual([
    expect.stringMatching(/^accounts groups \[hpc-users\] is missing here; all 4 peers have it: /),
  ]);
});

test.each<[field: string, change: Change, run: string]>([
  ['services.containerd.account', account, 'sc.exe qc containerd 8192'],
  [
    'runtime.endpoint',
    changed('runtime', (value) => Object.assign(value, { endpoint: '\\\\.\\pipe\\own' })),
    'crictl.exe info',
  ],
  [
    'os.edition',
    changed('os', (value) => Object.assign(value, { systemRoot: 'D:\\Windows' })),
    'Get-HotFix | Sort-Object InstalledOn',
  ],
  ['cluster.seen', seen({ labels: { team: 'platform' } }), 'kubectl describe node sick'],
  [
    'runtime-process.containerd',
    changed('runtime-process', ({ containerd }) =>
      Object.assign(containerd[0] ?? {}, { imagePath: 'D:\\k\\containerd.exe' }),
    ),
    'Get-CimInstance Win32_Process | Format-List Name,ProcessId,ParentProcessId,CreationDate,CommandLine',
  ],
  [
    'runtime-binaries.bindFilter',
    changed('runtime-binaries', ({ bindFilter }) => Object.assign(bindFilter, { present: { ok: true, value: false } })),
    'Get-ChildItem "$env:ProgramFiles\\containerd" | Format-List Name,Length,LastWriteTime',
  ],
  ['accounts.groups', group('hpc-users'), 'Get-LocalGroup; Get-LocalUser'],
  ['logs.lines', logged, '.\\hostprobe.cmd bundle --since 1d'],
  ['logs.windows', eventSeen, 'Get-WinEvent -LogName System -MaxEvents 100'],
])('%s is looked at closer by a command for it', (_field, change, run) => {
  const { look } = compareNode(node('sick', change), pool(4)).differences[0] ?? {};
  expect(look).toMatchObject({ say: expect.stringMatching(/^Look at it on sick\b/), run });
  expect(look && faultsOf({ steps: [look] })).toEqual([]);
});

const label = 'kubernetes.azure.com/agentpool';
const inPool = (name: string) => seen({ labels: { [label]: name } });
const machine = (name: string) => seen({ labels: { 'node.kubernetes.io/instance-type': name } });
const windows = (build: number) =>
  changed('os', ({ version }) => {
    if (!version.ok) throw new Error('the version is known');
    version.value.build = build;
  });

describe('who is no peer', () => {
  const sick = node('sick', inPool('win'));
  const peers = (odd: Change) => [...[1, 2, 3].map((at) => node(`peer-${at}`, inPool('win'))), node('odd', odd)];

  test.each<[why: string, odd: Change, ifAll: string]>([
    [
      'of another pool or kind of machine (gpu)',
      inPool('gpu'),
      'no node of the same pool and kind of machine is among them',
    ],
    [
      'another Windows (Windows Server 2022 Datacenter, build 26100)',
      both(inPool('win'), windows(26100)),
      'no node with the same build of Windows is among them',
    ],
    [
      'unhealthy itself',
      both(inPool('win'), unhealthy),
      'all of them are unhealthy themselves, so that what they share may be wrong',
    ],
    ['being drained', both(inPool('win'), seen({ unschedulable: true })), 'all of them are cordoned, as in an upgrade'],
  ])('is left out as %s, and kept with care where all are', (why, odd, ifAll) => {
    const one = compareNode(sick, peers(odd));
    expect([one.leftOut, one.peers, one.care]).toEqual([[{ node: 'odd', why }], ['peer-1', 'peer-2', 'peer-3'], []]);
    const all = compareNode(
      sick,
      [1, 2].map((at) => node(`peer-${at}`, odd)),
    );
    expect([all.leftOut, all.peers, all.care]).toEqual([[], ['peer-1', 'peer-2'], [`Compared with care: ${ifAll}.`]]);
  });

  test('a node that is itself drained has drained peers; without a pool the kind of machine counts', () => {
    const drained = seen({ unschedulable: true });
    expect(compareNode(node('sick', drained), pool(2, drained)).care).toEqual([]);
    const { leftOut } = compareNode(node('sick', machine('D4')), [node('a', machine('D4')), node('b', machine('D8'))]);
    expect(leftOut).toEqual([{ node: 'b', why: 'of another pool or kind of machine (D8)' }]);
    expect(compareNode(node('sick', machine('D4')), pool(2)).leftOut).toEqual([]);
  });
});

test('what is to be kept in mind: one peer, none, an upgrade, and who was not asked how it is set up', () => {
  expect(careOf(node('sick'), pool(1))).toEqual([
    'There is one peer: which of the two differs from what is usual cannot be told.',
  ]);
  expect(careOf(node('sick'), [])).toEqual([
    'There is no peer to compare with: it takes the snapshot or the bundle of a healthy node of the same pool (hostprobe facts > healthy.json).',
  ]);
  const upgraded = both(
    seen({ kernelVersion: '10.0.20348.3000' }),
    changed('cluster', ({ seen }) => {
      if (seen?.node.ok && seen.node.value !== null) seen.node.value.kubeletVersion = 'v1.34.0';
    }),
  );
  const upgrade = compareNode(node('sick', upgraded), pool(2));
  expect([upgrade.care, upgrade.differences]).toEqual([
    [
      'An upgrade lies between this node and its peers (10.0.20348.3000 here, 10.0.20348.2700 there; v1.34.0 here, v1.33.4 there): these versions are not told as differences.',
    ],
    [],
  ]);
  // A version is the same one however it is written, and wherever.
  const moved = (containerd: string, kubelet: string, revision: number): Change =>
    both(
      changed('cluster', ({ seen }) => {
        if (!seen?.node.ok || seen.node.value === null) throw new Error('the node is seen');
        const versions = { runtimeVersion: `containerd://${containerd}`, kernelVersion: `10.0.20348.${revision}` };
        Object.assign(seen.node.value, { ...versions, kubeletVersion: kubelet });
      }),
      changed('runtime', ({ version }) => {
        if (version.ok) version.value.version = `v${containerd}`;
      }),
      changed('runtime-binaries', ({ containerd: file }) => {
        if (file !== null) file.version = { ok: true, value: containerd };
      }),
      changed('os', ({ version }) => {
        if (version.ok) version.value.revision = revision;
      }),
    );
  const newer = compareNode(node('sick', moved('1.7.30', 'v1.34.1', 3100)), pool(3, moved('1.7.28', 'v1.33.4', 2700)));
  expect(newer.differences).toEqual([]);
  expect(newer.care.join()).toContain('containerd://1.7.30 here, containerd://1.7.28 there');
  // Without the cluster only the node itself tells of its versions.
  const alone = (change: Change): Change =>
    both(
      change,
      changed('cluster', (value) => Object.assign(value, { seen: null })),
    );
  const seenAlone = compareNode(
    node('sick', alone(moved('1.7.30', '', 3100))),
    pool(3, alone(moved('1.7.28', '', 2700))),
  );
  expect(seenAlone.differences).toEqual([]);
  expect(seenAlone.care.join()).toContain('v1.7.30 here, v1.7.28 there');
  // Versions are numbers: 1.10 comes after 1.9.
  const tenth = compareNode(node('sick', moved('1.10.0', 'v1.40.1', 3100)), pool(2, moved('1.9.9', 'v1.39.9', 2700)));
  expect(tenth.care.join()).toContain('v1.10.0 here, v1.9.9 there');
  // Of peers that are older and newer than it, it is in no upgrade.
  const between = [...pool(2, moved('1.7.28', 'v1.33.4', 2700)), node('newest', moved('1.7.32', 'v1.34.9', 3300))];
  expect(careOf(node('sick', moved('1.7.30', 'v1.34.1', 3100)), between).join()).not.toContain('An upgrade');
  // One up and one down is none.
  const mixed = both(upgraded, seen({ kernelVersion: '10.0.20348.1' }));
  expect(careOf(node('sick', mixed), pool(2))).toEqual([]);
  const setUp = { setup: setupWith() };
  const rest = 'set up was not read (hostprobe facts --with setup): that is compared only where it was.';
  const [one, two, three] = pool(3);
  if (!one || !two || !three) throw new Error('there are three');
  expect(careOf({ ...node('sick'), ...setUp }, [one, { ...two, ...setUp }])).toEqual([`How peer-1 was ${rest}`]);
  expect(careOf({ ...node('sick'), ...setUp }, [one, two, three])).toEqual([`How peer-1, peer-2, peer-3 were ${rest}`]);
  expect(careOf(node('sick'), [one, two])).toEqual([]);
});

test('a node can be held against itself at another time', () => {
  const before = { ...node('sick'), at: '2026-10-31T12:00:00.000Z' };
  expect(compareNode(node('sick', account), [before])).toMatchObject({
    care: [
      'The one peer is this node itself, as seen at 2026-10-31T12:00:00.000Z.',
      'Findings that only this node has: containerd-account-pending.',
    ],
    differences: [{ here: '.\\k8s-admin', there: 'LocalSystem' }],
  });
});

test('findings that only this node has are told, and not those that peers have or could not be judged there', () => {
  const full: Change = (facts) => faults['disk-space']?.warn?.(facts);
  const unseen: Change = changed('os', (os) => {
    os.disks = [{ path: 'C:\\', space: { ok: false, error: { kind: 'denied', message: 'Access is denied.' } } }];
  });
  const told = 'Findings that only this node has: disk-space.';
  expect(careOf(node('sick', full), pool(2))).toEqual([told]);
  // What a check skips on a healthy node is judged there.
  const pods: Change = (facts) => faults['host-process-pods']?.fail?.(facts);
  expect(careOf(node('sick', pods), pool(2)).join()).toContain('only this node has: host-process-pods');
  expect(careOf(node('sick', full), [...pool(2), node('full', full)])).toEqual([]);
  expect(careOf(node('sick', full), pool(2, unseen))).toEqual([]);
  expect(careOf(node('sick', full), [...pool(2, unseen), node('seen')])).toEqual([told]);
  expect(careOf(node('sick', both(full, unhealthy)), pool(2))).toEqual([
    'Findings that only this node has: kubelet-service, disk-space.',
  ]);
});

test('of many nodes those are told that stand out from two healthy peers of their own', () => {
  const all = compareAll([
    node('sick', account),
    ...pool(3),
    node('alone', inPool('gpu')),
    node('pair', inPool('gpu')),
  ]);
  expect(all.unlike.map((one) => one.node)).toEqual(['sick']);
  const why = 'no two healthy peers of its own pool and build are among them';
  expect(compareAll([...pool(3, inPool('win')), node('alone', inPool('gpu'))])).toMatchObject({
    nodes: ['peer-1', 'peer-2', 'peer-3', 'alone'],
    unlike: [],
    notJudged: [{ node: 'alone', why }],
  });
  expect(compareAll(pool(2)).notJudged).toEqual(pool(2).map((one) => ({ node: one.node, why })));
});

test('the verdict counts nodes and things', () => {
  expect([verdictOnAll(3, 0), verdictOnAll(1, 1), verdictOnAll(5, 2)]).toEqual([
    'None of 3 nodes stands out from its pool',
    '1 of 1 node stands out from its pool',
    '2 of 5 nodes stand out from their pool',
  ]);
  const verdict = (sick: Snapshot, peers: Snapshot[]) => verdictOnNode(compareNode(sick, peers));
  expect(verdict(node('sick'), [])).toBe('sick cannot be compared');
  expect(verdict(node('sick'), pool(2))).toBe('sick does not differ from its 2 peers in anything telling');
  expect(verdict(node('sick', account), pool(1))).toBe('sick differs from its 1 peer in 1 thing');
  const two = both(
    account,
    changed('runtime', (value) => Object.assign(value, { endpoint: '\\\\.\\pipe\\own' })),
  );
  expect(verdict(node('sick', two), pool(4))).toBe('sick differs from its 4 peers in 2 things, the most telling first');
});

test('what began with the trouble is told so, and what was minutes before it by how many', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 10, minute)).toISOString();
  const booted = (when: string) => changed('os', (value) => Object.assign(value, { bootedAt: when }));
  const old = [1, 2, 3].map((day) => node(`peer-${day}`, booted(new Date(Date.UTC(2026, 8, day)).toISOString())));
  const failed = changed('logs', ({ lines }) =>
    lines.push({ component: 'containerd', source: 'C:\\k\\containerd.log', text: denied, count: 3, at: at(30) }),
  );
  const said = (minute: number) =>
    compareNode(node('sick', both(failed, booted(at(minute)))), old)
      .differences.map(({ sentence, also }) => `${sentence} ${also.map(({ what }) => what).join()}`)
      .find((one) => one.includes('booted at'));
  expect(said(30)).toMatch(/ That was when the trouble began\./);
  expect(said(20)).toMatch(/ That was 10 minutes before the trouble began\./);
  expect(said(29)).toMatch(/ That was 1 minute before the trouble began\./);
});

test('a value and a place have 240 characters at most, and a place is in words, but for what a thing is called', () => {
  const told = (change: Change) => group0(compareNode(node('sick', change), pool(4)).differences);
  const team = (length: number) => told(seen({ labels: { team: 'x'.repeat(length) } })).here;
  expect([team(240), team(241)]).toEqual(['x'.repeat(240), `${'x'.repeat(237)}...`]);
  const { what } = told(seen({ labels: { ['y'.repeat(300)]: 'platform' } }));
  expect([what.length, what.endsWith('y...')]).toEqual([240, true]);
  expect(told(group('the campUsers here')).what).toBe('accounts groups [the campUsers here]');
  expect(told(seen({ kernelVersion: '10.0.1.1' })).what).toMatch(/ kernel version$/);
});
