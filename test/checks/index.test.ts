import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { runCheck } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';
import { factIds } from '../../agent/fact/ids.ts';
import type { FactError } from '../../agent/fact.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { processWith } from '../distributions.ts';
import { faults, furtherFaults } from '../faults.ts';
import { withOrdinaryPods } from '../pod-network/node.ts';
import { got, programUsage, snapshotWith } from '../snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import {
  asLocalService,
  both,
  type Edit,
  fromOutside,
  healthyVariations,
  isolated,
  nodeIn,
  podIn,
  withoutApi,
} from '../variations.ts';

const ids = checks.map(({ id }) => id);
const filesIn = (folder: URL, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending) && name !== `index${ending}`)
    .map((name) => name.slice(0, -ending.length))
    .sort();

/** Ids of the checks that warn or fail, with the verdict. */
function complaints(snapshot: Snapshot): Record<string, string> {
  const findings = checks.map((check) => runCheck(check, snapshot));
  const bad = findings.filter(({ status }) => status === 'warn' || status === 'fail');
  return Object.fromEntries(bad.map(({ check, status }) => [check, status]));
}

describe('the list of checks', () => {
  test('holds every file of agent/checks, by its name', () => {
    expect(ids.toSorted()).toEqual(filesIn(new URL('../../agent/checks/', import.meta.url), '.ts'));
  });

  test('has a test for each', () => {
    expect(filesIn(new URL('./', import.meta.url), '.test.ts')).toEqual(ids.toSorted());
  });

  test('has no id and no title twice', () => {
    expect(new Set(ids).size).toBe(checks.length);
    expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length);
  });
});

/** What a healthy node may be warned of all the same, because it is true there. */
const toBeWarnedOf: Record<string, Record<string, string>> = {
  // 1.6 starts HostProcess pods and lacks what came with 1.7.
  'volume mode': { 'containerd-version': 'warn' },
  'volume mode as LocalService': { 'containerd-version': 'warn' },
  // Without the bind filter pods start and find their mounts elsewhere.
  'fallback mode': { 'bind-filter': 'warn' },
  'fallback mode as LocalService': { 'bind-filter': 'warn' },
};

describe('a healthy node gives pass or skip', () => {
  test.each(Object.entries(healthyVariations))('%s', (name, edit) => {
    expect(complaints(snapshotWith(edit))).toEqual(toBeWarnedOf[name] ?? {});
  });

  test('and seen as SYSTEM, or as a plain program by an administrator, leaves nothing unjudged', () => {
    for (const name of ['bind mode', 'volume mode', 'fallback mode', 'a plain program on the node']) {
      const snapshot = snapshotWith(healthyVariations[name]);
      const unjudged = checks.map((check) => runCheck(check, snapshot)).filter(({ status }) => status === 'unknown');
      expect(unjudged, name).toEqual([]);
    }
  });
});

test('of a healthy node LocalService leaves four checks unjudged, and eight without the API', () => {
  const hiddenFrom = (edit: Edit) => {
    const { status, findings } = assess(snapshotWith(edit));
    expect(status).toBe('healthy');
    return findings.filter((finding) => finding.status === 'hidden').map(({ check }) => check);
  };
  expect(hiddenFrom(asLocalService)).toEqual([
    'interactive-logon-right',
    'container-usage',
    'hns',
    'hns-load-balancers',
  ]);
  expect(hiddenFrom(both(asLocalService, withoutApi))).toEqual([
    'cri-endpoint',
    'runtime-ready',
    'interactive-logon-right',
    'container-usage',
    'terminating-pods',
    'sandbox-changes',
    'hns',
    'hns-load-balancers',
  ]);
});

test('in an ordinary container only hostprobe itself is judged: what it sees is not the node', () => {
  const { findings } = assess(snapshotWith(isolated));
  expect(findings.map(({ check }) => check)).toEqual(ids);
  expect(findings.filter(({ status }) => status !== 'skip')).toMatchObject([{ check: 'host-process', status: 'fail' }]);
});

describe('what could not be looked at is never judged', () => {
  const timeout: FactError = { kind: 'timeout', message: 'no answer within 5000 ms' };

  test('every check is unknown when every fact is missing', () => {
    const snapshot = snapshotWith(undefined, Object.fromEntries(factIds.map((id) => [id, timeout])));
    for (const check of checks) expect(runCheck(check, snapshot).status, check.id).toBe('unknown');
  });

  test.each(factIds)('every check that needs %s is unknown without it, and says why', (id) => {
    const snapshot = snapshotWith(undefined, { [id]: timeout });
    for (const check of checks.filter(({ needs }) => needs.includes(id))) {
      const finding = runCheck(check, snapshot);
      expect(finding, check.id).toMatchObject({ status: 'unknown' });
      expect(finding.summary).toContain(timeout.message);
    }
  });

  test.each(Object.entries(healthyVariations))('a refused part blames nothing: %s', (name, edit) => {
    // The token is asked for as the account of the pod: a refusal there is what its clients meet.
    const refusedToken =
      name === 'a plain program on the node' ? {} : { 'token-paths': 'fail', 'token-client': 'fail' };
    expect(complaints(snapshotWith(both(edit, refuse)))).toEqual(refusedToken);
  });
});

/** Every part of every fact as an account sees it that is refused everything. */
const refuse: Edit = (facts) => {
  const error = { kind: 'denied', message: 'ERROR_ACCESS_DENIED (5)', code: '5' };
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== null && typeof inner === 'object' && 'ok' in inner) {
        Object.assign(value, { [key]: { ok: false, error } });
      } else walk(inner);
    }
  };
  walk(facts);
};

const minute = 60_000;
const before = (ms: number) => new Date(Date.parse('2026-11-01T12:00:00.000Z') - ms).toISOString();
const MiB = 2 ** 20;
const events = (count: number, lastAt: string) => {
  const event = {
    container: null,
    type: 'Normal',
    reason: 'SandboxChanged',
    message: '',
    count,
    firstAt: null,
    lastAt,
  };
  const about = { kind: 'Pod', namespace: 'x', name: 'x' };
  return got({ items: [{ about, ...event }], truncated: false });
};
const jobOf = (facts: FactValues) => {
  const [one] = facts.usage.containers.ok ? facts.usage.containers.value : [];
  if (!one?.job.ok || one.job.value === null) throw new Error('the healthy node has a container with a job');
  one.pod = 'exporter-x2k9q';
  return one.job.value;
};
const withOrdinary = (facts: FactValues, createdAt: string) => {
  withOrdinaryPods(facts);
  const last = facts.runtime.sandboxes.ok ? facts.runtime.sandboxes.value.at(-1) : undefined;
  Object.assign(last ?? {}, { createdAt });
};
const differing = (changedAt: string) => {
  const port = { namespace: 'shop', name: 'cart', address: '10.43.0.10', protocol: 'TCP', port: 80 };
  const counts = { compared: 8, missing: 1, wrong: 0 };
  return got({
    ...{ at: before(0), truncated: false, ...counts },
    differing: [{ ...port, present: false, lacks: [], left: [], changedAt }],
  });
};

/** The last value that passes, and the first that does not. */
const bounds: readonly [
  id: string,
  what: string,
  edit: (value: number, facts: FactValues) => void,
  last: number,
  first: number,
][] = [
  [
    'terminating-pods',
    'a pod is late when it should have ended more than 10 minutes ago',
    (ms, facts) => Object.assign(podIn(facts), { deletedAt: before(ms) }),
    10 * minute,
    10 * minute + 1,
  ],
  [
    'sandbox-changes',
    'five changes are many',
    (count, facts) => Object.assign(podIn(facts), { events: events(count, before(0)) }),
    4,
    5,
  ],
  [
    'sandbox-changes',
    'those of the last hour count',
    (ms, facts) => Object.assign(podIn(facts), { events: events(9, before(ms)) }),
    60 * minute,
    60 * minute - 1,
  ],
  [
    'shim-usage',
    'a shim is large from 512 MiB on',
    (memoryBytes, facts) => Object.assign(facts.usage, { programs: got([programUsage({ memoryBytes })]) }),
    512 * MiB - 1,
    512 * MiB,
  ],
  [
    'shim-usage',
    'or from 10,000 handles on',
    (handles, facts) => Object.assign(facts.usage, { programs: got([programUsage({ handles })]) }),
    9_999,
    10_000,
  ],
  [
    'resource-limits',
    'nine tenths of the limit are nearly all',
    (share, { limits }) => Object.assign(limits, { memoryLimitBytes: 1000, peakMemoryBytes: share }),
    899,
    900,
  ],
  [
    'resource-limits',
    'as many processes as are allowed are the most',
    (activeProcesses, { limits }) => Object.assign(limits, { activeProcessLimit: 3, activeProcesses }),
    2,
    3,
  ],
  [
    'container-usage',
    'nine tenths of the limit are nearly all',
    (share, facts) => Object.assign(jobOf(facts), { memoryLimitBytes: 1000 * MiB, memoryBytes: share * MiB }),
    899,
    900,
  ],
  [
    'container-usage',
    'Windows starts no program with less than 8 MiB',
    (bytes, facts) => Object.assign(jobOf(facts), { memoryLimitBytes: bytes, memoryBytes: 0 }),
    8 * MiB,
    8 * MiB - 1,
  ],
  [
    'container-usage',
    'without a limit a fifth of the memory of the node is much',
    (memoryBytes, facts) => {
      facts.os.memory.totalBytes = 10 * 2 ** 30;
      Object.assign(jobOf(facts), { memoryLimitBytes: null, memoryBytes });
    },
    2 * 2 ** 30 - 1,
    2 * 2 ** 30,
  ],
  [
    'container-usage',
    'but no less than 1 GiB',
    (memoryBytes, facts) => {
      facts.os.memory.totalBytes = 2 * 2 ** 30;
      Object.assign(jobOf(facts), { memoryLimitBytes: null, memoryBytes });
    },
    2 ** 30 - 1,
    2 ** 30,
  ],
  [
    'container-usage',
    'a container that has just been made may have no process yet',
    (ms, facts) => {
      Object.assign(jobOf(facts), { processes: 0 });
      for (const one of facts.runtime.containers.ok ? facts.runtime.containers.value : []) one.createdAt = before(ms);
    },
    2 * minute - 1,
    2 * minute,
  ],
  [
    'hns-networks',
    'a pod has an endpoint two minutes after it was made',
    (ms, facts) => {
      withOrdinary(facts, before(ms));
      Object.assign(facts['pod-network'], { endpoints: got({ local: 0, remote: 9, unread: 0, shared: [] }) });
    },
    2 * minute,
    2 * minute + 1,
  ],
  [
    'hns-networks',
    'an endpoint without a sandbox is left after ten minutes',
    (ms, facts) => {
      const made = [{ id: 'A', sandbox: 'dddddddd', since: before(ms) }];
      Object.assign(facts['pod-network'], { endpoints: got({ local: 4, remote: 9, unread: 0, shared: [], made }) });
    },
    10 * minute,
    10 * minute + 1,
  ],
  [
    'hns-load-balancers',
    'a Service that has just changed may have no load balancer yet',
    (ms, facts) => Object.assign(facts['pod-network'], { services: differing(before(ms)) }),
    5 * minute,
    5 * minute + 1,
  ],
  [
    'hns-load-balancers',
    'a kube-proxy that has just started may have made none yet',
    (ms, facts) => {
      Object.assign(facts['pod-network'], { services: differing(before(60 * minute)) });
      const started = processWith({ pid: 3000, parentName: 'services.exe', startedAt: got(before(ms)) });
      facts['runtime-process']['kube-proxy'] = [started];
    },
    10 * minute - 1,
    10 * minute,
  ],
  [
    'host-process-pods',
    'a pod that is not ready is starting for ten minutes',
    (ms, facts) => {
      fromOutside(facts);
      Object.assign(podIn(facts), { phase: 'Pending', troubled: true, reason: '', message: '', createdAt: before(ms) });
      for (const one of podIn(facts).containers) Object.assign(one, { ready: false, state: null, last: null });
    },
    10 * minute,
    10 * minute + 1,
  ],
  [
    'host-process-pods',
    'the kubelet posts the status of its Node at least every five minutes, and is late after ten',
    (ms, facts) => {
      fromOutside(facts);
      for (const condition of nodeIn(facts).conditions) condition.heartbeatAt = before(ms);
    },
    10 * minute,
    10 * minute + 1,
  ],
  [
    'disk-space',
    'below 15 % images are removed',
    (percent, { os }) =>
      Object.assign(os, { disks: [{ path: 'C:\\', space: got({ sizeBytes: 100, freeBytes: percent }) }] }),
    15,
    14,
  ],
  [
    'clock-skew',
    'a minute is no skew',
    (seconds, { network: { apiServer } }) => {
      if (apiServer.answer.ok)
        Object.assign(apiServer.answer.value ?? {}, { receivedAt: before(0), date: before(seconds * 1000) });
    },
    60,
    61,
  ],
  [
    'token-claims',
    'the kubelet renews a token within 24 hours, and tries again for one',
    (ms, facts) => claimsOf(facts, { issuedAt: before(ms), warnAfter: null }),
    25 * 60 * minute,
    25 * 60 * minute + 1,
  ],
  [
    'token-claims',
    'clocks may be a minute apart',
    (ms, facts) => claimsOf(facts, { notBefore: before(-ms) }),
    minute,
    minute + 1,
  ],
  [
    'token-claims',
    'a token is expired after its time',
    (ms, facts) => claimsOf(facts, { expiresAt: before(ms), warnAfter: null }),
    0,
    1,
  ],
  [
    'service-account-ca',
    'thirty days are enough to rotate an authority',
    (ms, facts) => {
      for (const { ca } of facts.token.paths) if (ca.ok) Object.assign(ca.value ?? {}, { expiresAt: before(-ms) });
    },
    30 * 24 * 60 * minute,
    30 * 24 * 60 * minute - 1,
  ],
  [
    'host-ports',
    'a range ends with its last port',
    (last, { network }) => Object.assign(network, { listeners: got([]), excludedPorts: got([{ first: 20200, last }]) }),
    20257,
    20258,
  ],
  [
    'host-ports',
    'and begins with its first',
    (first, { network }) =>
      Object.assign(network, { listeners: got([]), excludedPorts: got([{ first, last: 20300 }]) }),
    20259,
    20258,
  ],
];

const claimsOf = (facts: FactValues, different: object) => {
  for (const { token } of facts.token.paths) {
    if (token.ok && token.value?.claims) token.value.claims = { ...token.value.claims, ...different };
  }
};

test.each(bounds)('%s: %s', (id, _what, edit, last, first) => {
  const check = checks.find((one) => one.id === id);
  const at = (value: number) =>
    check &&
    runCheck(
      check,
      snapshotWith((facts) => edit(value, facts)),
    ).status;
  expect([at(last), at(first)]).toEqual([
    expect.stringMatching(/^(?:pass|skip)$/),
    expect.stringMatching(/^(?:warn|fail)$/),
  ]);
});

const natConf = (problem: string | null) => ({
  name: '0-containerd-nat.conf',
  network: 'nat',
  plugins: ['nat'],
  problem,
});
const calicoConf = { name: '10-calico.conflist', network: 'Calico', plugins: ['calico'], problem: null };
const filesOfCni =
  (...files: { name: string; network: string; plugins: string[]; problem: string | null }[]): Edit =>
  (facts) => {
    if (facts['pod-network'].cni.ok) Object.assign(facts['pod-network'].cni.value ?? {}, { files });
    if (facts['pod-network'].networks.ok) facts['pod-network'].networks.value.push(nat);
  };
const nat = { id: '0F8D2C6E-2424-4C5E-9B9D-000000000003', name: 'nat', type: 'nat', subnets: [] };
const upgradedTo =
  (version: string): Edit =>
  (facts) => {
    facts.runtime.version = got({ name: 'containerd', version: 'v1.6.39', apiVersion: 'v1' });
    Object.assign(facts['runtime-binaries'].containerd ?? {}, { version: got(version) });
  };
const refusedConfig =
  (...imports: string[]): Edit =>
  (facts) => {
    const refused = { path: 'C:\\etc\\extra.toml', line: null, message: 'no value' };
    const read = { imports: imports.map((path) => ({ path, modifiedAt: before(0) })), refused };
    if (facts['runtime-binaries'].config.ok) Object.assign(facts['runtime-binaries'].config.value ?? {}, read);
  };
const lateEndpoints =
  (unread: number): Edit =>
  (facts) => {
    withOrdinary(facts, before(60 * minute));
    facts['pod-network'].endpoints = got({ local: 0, remote: 9, unread, shared: [] });
  };
const orphaned =
  (...ports: number[]): Edit =>
  (facts) => {
    const all = ports.map((port) => ({ id: `0F3C1C2E-${port}`, address: '10.43.0.10', port, protocol: 'TCP' }));
    facts['pod-network'].loadBalancers = got({ at: before(0), count: 9, unread: 0, orphaned: all });
  };
const unknownContainers =
  (kind: FactError['kind']): Edit =>
  (facts) => {
    facts.runtime.containers = { ok: false, error: { kind, message: 'ListContainers' } };
    facts.accounts.users = got([{ name: 'a'.repeat(20), disabled: false, locked: false, passwordExpired: false }]);
  };
const commits =
  (memoryBytes: number, memoryLimitBytes: number | null): Edit =>
  (facts) =>
    void Object.assign(jobOf(facts), { memoryBytes, memoryLimitBytes });

/** Two nodes that differ in one thing: what a check says of the one, and of the other. */
test.each<[id: string, what: string, one: Edit, says: RegExp, other: Edit, saysThen: RegExp]>([
  [
    'containerd-version',
    'a release on disk waits for a restart, and a pre-release cures nothing',
    upgradedTo('v1.7.28'),
    /^warn .*\|containerd-restart-pending$/,
    upgradedTo('v1.7.0-rc.1'),
    /^warn .*\|$/,
  ],
  [
    'containerd-version',
    'nothing waits where the same is on disk',
    upgradedTo('v1.7.28'),
    /\|containerd-restart-pending$/,
    upgradedTo('v1.6.39'),
    /\|$/,
  ],
  [
    'containerd-config',
    'a refused file that is imported is corrected, and one that is not there is put there',
    refusedConfig('C:\\etc\\extra.toml'),
    /Correct the file/,
    refusedConfig(),
    /Put C:\\etc\\extra\.toml there/,
  ],
  [
    'hns-networks',
    'the NAT file hides another that is right, and none that is wrong',
    filesOfCni(natConf(null), calicoConf),
    /^warn .*takes 0-containerd-nat\.conf/,
    filesOfCni(natConf(null), { ...calicoConf, problem: 'no plugins' }),
    /^pass /,
  ],
  [
    'hns-networks',
    'two files of plugins, or a NAT file that is wrong, hide nothing',
    filesOfCni(natConf(null), calicoConf),
    /^warn /,
    filesOfCni(natConf('no plugins'), calicoConf, { ...calicoConf, name: '20-other.conflist' }),
    /^pass /,
  ],
  [
    'hns-networks',
    'no endpoint was found, or some could not be read',
    lateEndpoints(0),
    /^warn .*no endpoint of this node/,
    lateEndpoints(1),
    /^pass /,
  ],
  [
    'hns-load-balancers',
    'one port has two that lead nowhere, or two ports have one each',
    orphaned(80, 80),
    /^warn .*leads to no endpoint/,
    orphaned(80, 81),
    /^(?:pass|skip) /,
  ],
  [
    'orphaned-accounts',
    'the kubelet is asked where the runtime may not be, and not where it hangs',
    unknownContainers('denied'),
    /^warn .*the kubelet/,
    unknownContainers('timeout'),
    /^unknown /,
  ],
  [
    'container-usage',
    'without a limit a GiB and a fifth of the node are much together',
    commits(4 * 2 ** 30, null),
    /^warn .*no limit bounds it/,
    commits(2 ** 30, null),
    /^pass /,
  ],
  [
    'container-usage',
    'nine tenths of a limit are near it',
    commits(231 * MiB, 256 * MiB),
    /^warn .*its limit/,
    commits(230 * MiB, 256 * MiB),
    /^pass /,
  ],
])('%s: %s', (id, _what, one, says, other, saysThen) => {
  const check = checks.find((candidate) => candidate.id === id);
  const told = (edit: Edit) => {
    if (check === undefined) throw new Error(`${id} is a check`);
    const { status, summary, fix, broughtBy = [] } = runCheck(check, snapshotWith(edit));
    return `${status} ${summary}|${(fix?.steps ?? []).map(({ say }) => say).join(' ')}|${broughtBy.join()}`;
  };
  expect(told(one)).toMatch(says);
  expect(told(other)).toMatch(saysThen);
});

/** Alerts are made from what a check says that it gives. */
test('each status that a check gives comes from a node of the tests, and no other one does', () => {
  const nodes = [
    ...[...Object.values(healthyVariations), isolated].map((edit) => snapshotWith(edit)),
    ...storyNames().map(snapshotOf),
  ];
  const given = checks.map((check) => {
    const own = [...Object.values(faults[check.id] ?? {}), ...(furtherFaults[check.id] ?? [])].map((edit) =>
      snapshotWith(edit),
    );
    const statuses = new Set<string>([...own, ...nodes].map((snapshot) => runCheck(check, snapshot).status));
    return [check.id, [...statuses].filter((status) => status !== 'unknown' && status !== 'hidden').sort()];
  });
  expect(given).toEqual(checks.map(({ id, gives }) => [id, [...gives].sort()]));
});
