import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { UserError } from '../../agent/error.ts';
import type { Report } from '../../agent/report.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { readNode, tell, viewer } from '../cluster-alone/read.ts';
import { storiesIn } from '../cluster-alone/told.ts';
import { brokenPod } from '../fleet/cluster.ts';
import { serveLogs, type WindowsLogs } from '../kubernetes/windows-logs.ts';
import { type Api, kubeconfigOf, type Request, statusOf } from '../kubernetes.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

const story = (file: 'stories.yaml' | 'healthy.yaml', id: string) => {
  const found = storiesIn(file).find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no story ${id}`);
  return found;
};
const quiet = () => tell(story('healthy.yaml', 'quiet'));
const failing = () => tell(story('stories.yaml', 'user-account'));

/** Each question that is judged, by its path; the reader of these tests has the right to all. */
const questions: Readonly<Record<string, RegExp>> = {
  'the Node': /^\/api\/v1\/nodes\/win-1$/,
  'its pods': /^\/api\/v1\/pods$/,
  'the DaemonSets': /\/daemonsets$/,
  'its events': /^\/api\/v1\/events$/,
};
/** What may come in place of an answer, within a limit that no busy machine needs; `waits`: how long for none, in ms. */
const answers: Readonly<Record<string, { by(response: ServerResponse): void; says: RegExp; waits?: number }>> = {
  'a refusal': {
    by: (response) =>
      json(response, statusOf(403, 'Forbidden', 'x is forbidden: User "jane" cannot list resource "x"')),
    says: /403, x is forbidden: User "jane" cannot/,
  },
  'an error of the server': {
    by: (response) => json(response, statusOf(500, 'InternalError', 'etcdserver: request timed out')),
    says: /500, etcdserver: request timed out/,
  },
  'the end of the connection': {
    by: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
      response.write('{"kind": "List", "items": [', () => response.destroy());
    },
    says: /was cut or damaged on the way|closed the connection/,
  },
  'the page of a proxy': {
    by: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    says: /must be an API server, but its answer is not JSON/,
  },
  'JSON of something else': {
    by: (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items": [7], "status": 3}'),
    says: /the answer is not as Kubernetes has it/,
  },
  nothing: { by: () => undefined, says: /did not answer in time/, waits: 2000 },
};

function json(response: ServerResponse, { status, answer }: { status: number; answer: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function disturb(api: Api, path: RegExp, by: (response: ServerResponse) => void): void {
  const isHit = (request: Request) => path.test(request.path);
  api.disturb = (request, response) => {
    if (!isHit(request)) return false;
    by(response);
    return true;
  };
}

const finding = ({ findings }: Report, id: string) => findings.find(({ check }) => check === id);
/** All that a report says of what is not seen. */
const notSeen = (report: Report) => {
  const { summary = '', evidence = [] } = finding(report, 'host-process-pods') ?? {};
  return [summary, ...evidence.map(({ value }) => value)].join('\n');
};

const cases = Object.entries(questions).flatMap(([what, path]) =>
  Object.entries(answers).map(([instead, answer]) => [what, instead, path, answer] as const),
);

describe.each(cases)('where the answer about %s is %s', (_what, _instead, path, { by, says, waits = 60_000 }) => {
  test('a healthy node is not judged, in a sentence, and what else was told is', async () => {
    const api = await quiet();
    disturb(api, path, by);
    const report = assess(await readNode(api, false, { 'request-timeout': waits }));
    expect(finding(report, 'host-process-pods')?.status).toBe('unknown');
    expect(report.counts.unknown).toBeGreaterThan(0);
    expect(notSeen(report)).toMatch(says);
    if (path !== questions['the Node']) expect(finding(report, 'containerd-version')?.status).toBe('pass');
  });
});

const { 'a refusal': _, ...spoilt } = answers;
const beside: Readonly<Record<string, RegExp>> = {
  'the lease': /\/leases\/win-1$/,
  RuntimeClasses: /\/runtimeclasses$/,
};
const besides = Object.entries(beside).flatMap(([what, path]) =>
  Object.entries(spoilt).map(([instead, answer]) => [what, instead, path, answer] as const),
);

test.each(besides)(
  'where the answer about %s may be had and is %s, that is said',
  async (_what, _instead, path, { by, says, waits = 60_000 }) => {
    const api = await quiet();
    api.allowed = [...viewer, 'get leases', 'list runtimeclasses'];
    disturb(api, path, by);
    const report = assess(await readNode(api, false, { 'request-timeout': waits }));
    expect(finding(report, 'host-process-pods')?.status).toBe('unknown');
    expect(notSeen(report)).toMatch(says);
    expect(finding(report, 'os-build')?.status).toBe('pass');
  },
);

describe('where the API server does not tell all', () => {
  test('the command ends with 2 and names the right', async () => {
    const api = await quiet();
    api.allowed = viewer.filter((right) => right !== 'list daemonsets');
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
    const { code, stdout, stderr } = await run(['report', '--node', 'win-1'], { environment });
    expect(code).toBe(2);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/cannot list resource "daemonsets" in API group "apps"/);
    expect(stderr).toMatch(
      /^No agent answered on win-1, so this is what the cluster alone tells of it: no pod of hostprobe/,
    );
  });

  test('a failure is named all the same', async () => {
    const api = await failing();
    disturb(api, /\/(?:events|daemonsets)$/, (response) =>
      json(response, statusOf(403, 'Forbidden', 'x is forbidden')),
    );
    const report = assess(await readNode(api));
    expect(report.diagnoses[0]?.causes[0]?.id).toBe('containerd-account');
    expect(notSeen(report)).toContain('x is forbidden');
  });

  test('a node that does not exist, and a user who is not known, are no node without an agent', async () => {
    const api = await quiet();
    await expect(readNode(api, false, { node: ['win-9'] })).rejects.toThrow(/this cluster has no node win-9/);
    api.disturb = (_, response) => {
      json(response, statusOf(401, 'Unauthorized', 'Unauthorized'));
      return true;
    };
    await expect(readNode(api)).rejects.toThrow(UserError);
  });

  test('a DaemonSet whose pods are refused counts where its selector fits in every label', async () => {
    const baseline = story('stories.yaml', 'namespace-baseline');
    const refusedFor = async (selector: Record<string, string>) => {
      const daemonSets = baseline.daemonSets.map((one) => ({ ...one, selector }));
      const { cluster } = (await readNode(await tell({ ...baseline, daemonSets }))).facts;
      const refused = cluster.ok ? cluster.value.seen?.refused : undefined;
      return refused?.ok ? refused.value.items.map(({ daemonSet }) => daemonSet.name) : refused;
    };
    expect(await refusedFor({ 'kubernetes.io/os': 'windows' })).toEqual(['hostprobe']);
    expect(await refusedFor({ 'kubernetes.io/os': 'windows', pool: 'of-others' })).toEqual([]);
  });

  // Source: kubernetes api/coordination/v1/types.go, LeaseSpec; a kubelet renews every 10 s a lease of 40 s, if nothing else is set.
  test.each<[what: string, spec: object | null, lease: object | null]>([
    ['that is renewed', { renewTime: 0 }, { fresh: true }],
    ['that ran out', { renewTime: -60 }, { fresh: false }],
    ['that lasts longer', { renewTime: -60, leaseDurationSeconds: 300 }, { fresh: true }],
    ['that lasts shorter', { renewTime: -60, leaseDurationSeconds: 10 }, { fresh: false }],
    ['that was never renewed', {}, { renewedAt: null, fresh: false }],
    ['that is not there', null, null],
  ])('a lease %s says whether the kubelet is heard', async (_what, spec, lease) => {
    const api = await quiet();
    api.allowed = [...viewer, 'get leases'];
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    const told = spec && 'renewTime' in spec ? { ...spec, renewTime: at(Number(spec.renewTime)) } : spec;
    disturb(api, beside['the lease'] ?? /^$/, (response) =>
      json(response, told === null ? statusOf(404, 'NotFound', 'none') : { status: 200, answer: { spec: told } }),
    );
    const { cluster } = (await readNode(api)).facts;
    const part = cluster.ok ? cluster.value.seen?.beside?.lease : undefined;
    expect(part).toMatchObject({ ok: true, value: lease });
  });

  test.each<[what: string, metadata: object[], labels: object | null]>([
    ['that is gone', [], null],
    ['without labels', [{ name: 'hostprobe' }], {}],
    ['with labels of other things', [{ name: 'hostprobe', labels: { team: 'ops' } }], {}],
  ])('a namespace %s enforces nothing, and that is known', async (_what, metadata, labels) => {
    const api = await tell(story('stories.yaml', 'namespace-baseline'));
    disturb(api, /\/namespaces$/, (response) =>
      json(response, { status: 200, answer: { items: metadata.map((one) => ({ metadata: one })) } }),
    );
    const { cluster } = (await readNode(api)).facts;
    const value = { ok: true, value: labels };
    expect(cluster.ok && cluster.value.seen?.podSecurity).toEqual([{ namespace: 'hostprobe', labels: value }]);
  });

  test('of very many pods that fail, some are asked about: ten requests are all that a node costs', async () => {
    const api = await quiet();
    api.objects.push(
      ...Array.from({ length: 30 }, (_, index) => brokenPod(`agent-${index}`, { reason: 'X', message: '' })),
    );
    const { cluster } = (await readNode(api)).facts;
    const pods = cluster.ok ? cluster.value.seen?.pods : undefined;
    const asked = pods?.ok ? pods.value.hostProcess.filter(({ events }) => events?.ok) : [];
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThan(10);
    // Two more find its agent.
    expect(api.requests.length).toBeLessThanOrEqual(12);
  });

  test('a namespace that is in a list that was cut is known', async () => {
    const baseline = story('stories.yaml', 'namespace-baseline');
    const second = baseline.daemonSets.map((one) => ({ ...one, name: `${one.name}-2` }));
    const api = await tell({ ...baseline, daemonSets: [...baseline.daemonSets, ...second] });
    const metadata = { name: 'hostprobe', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } };
    disturb(api, /\/namespaces$/, (response) =>
      json(response, { status: 200, answer: { metadata: { continue: 'more' }, items: [{ metadata }] } }),
    );
    const { cluster } = (await readNode(api)).facts;
    expect(cluster.ok && cluster.value.seen?.podSecurity).toEqual([
      // Once, however many of its DaemonSets there are.
      { namespace: 'hostprobe', labels: { ok: true, value: metadata.labels } },
    ]);
  });

  test('a list that was cut says so', async () => {
    const api = await quiet();
    disturb(api, /\/daemonsets$/, (response) =>
      json(response, { status: 200, answer: { kind: 'DaemonSetList', metadata: { continue: 'more' }, items: [] } }),
    );
    const { cluster } = (await readNode(api)).facts;
    expect(cluster.ok && cluster.value.seen?.refused).toMatchObject({ ok: true, value: { truncated: true } });
  });

  test.each(['spec.nodeName=win-1', 'spec.nodeName=,status.phase=Pending'])(
    'a cut list of the pods of %s is not all of them',
    async (selector) => {
      const api = await quiet();
      api.disturb = ({ path, query }, response) => {
        if (path !== '/api/v1/pods' || query.fieldSelector !== selector) return false;
        json(response, { status: 200, answer: { kind: 'PodList', metadata: { continue: 'more' }, items: [] } });
        return true;
      };
      const { cluster } = (await readNode(api)).facts;
      expect(cluster.ok && cluster.value.seen?.pods).toMatchObject({ ok: true, value: { truncated: true } });
    },
  );

  test("hostprobe's own pod comes first", async () => {
    const { cluster } = (await readNode(await failing())).facts;
    const pods = cluster.ok ? cluster.value.seen?.pods : undefined;
    expect(pods?.ok && pods.value.hostProcess.map(({ namespace }) => namespace)).toEqual(['hostprobe', 'monitoring']);
  });

  test('several nodes are asked four at once', async () => {
    const api = await quiet();
    const names = Array.from({ length: 9 }, (_, index) => `win-${index + 1}`);
    const node = api.objects.find(({ kind }) => kind === 'Node');
    if (node === undefined) throw new Error('the story has no node');
    for (const name of names.slice(1)) api.objects.push({ ...node, metadata: { ...node.metadata, name } });
    let [now, most] = [0, 0];
    const asked = new Set<string>();
    const four = Promise.withResolvers<void>();
    api.disturb = async ({ path }) => {
      const [, name] = /^\/api\/v1\/nodes\/([^/]+)$/.exec(path) ?? [];
      if (name === undefined || asked.has(name)) return false;
      asked.add(name);
      now += 1;
      most = Math.max(most, now);
      // The first four wait for each other: nothing but a limit keeps a fifth away.
      if (now === 4) four.resolve();
      await four.promise;
      now -= 1;
      return false;
    };
    await readNode(api, false, { node: names });
    expect({ asked: asked.size, most }).toEqual({ asked: 9, most: 4 });
  });
});

describe("the kubelet's log query", () => {
  const readWith = async (
    logs: Partial<WindowsLogs>,
    allowed = [...viewer, 'get nodes/proxy'],
  ): Promise<[Snapshot, Api]> => {
    const api = await quiet();
    api.allowed = allowed;
    api.disturb = () => false;
    serveLogs(api, logs);
    return [await readNode(api, true), api];
  };
  const logQuery = ({ facts: { cluster } }: Snapshot) => (cluster.ok ? cluster.value.seen?.beside?.logQuery : null);

  test('is not asked without --logs', async () => {
    const api = await quiet();
    api.allowed = [...viewer, 'get nodes/proxy'];
    const snapshot = await readNode(api);
    expect(api.requests.filter(({ path }) => path.includes('/proxy/'))).toEqual([]);
    expect(logQuery(snapshot)).toBeNull();
  });

  test.each<[string, Partial<WindowsLogs>, RegExp]>([
    ['serves no logs', { serves: false }, /the kubelet serves no logs; enableSystemLogHandler.*must be true/],
    [
      'answers no queries, and lists the folder',
      { queries: false, files: { 'kubelet.log': 'x' } },
      /its log query is off; the feature gate NodeLogQuery.*enableSystemLogQuery: true/,
    ],
    [
      'answers no queries, and has no folder',
      { queries: false, files: null },
      /no log folder, or its log query is off/,
    ],
    [
      'has no such log',
      {},
      /the kubelet has no log of kubelet or containerd: log not found for kubelet; log not found for containerd/,
    ],
  ])('says what would allow it where the kubelet %s', async (_what, logs, says) => {
    const [snapshot] = await readWith(logs);
    expect(logQuery(snapshot)).toMatchObject({ ok: false, error: { message: expect.stringMatching(says) } });
    expect(finding(assess(snapshot), 'host-process-pods')?.status).toBe('unknown');
  });

  test('names the right, and what it would grant', async () => {
    const [snapshot, api] = await readWith({}, viewer);
    expect(logQuery(snapshot)).toMatchObject({
      ok: false,
      error: {
        kind: 'denied',
        message: expect.stringMatching(/get of nodes\/proxy allows it, and with it exec in every pod of the node/),
      },
    });
    expect(api.requests.filter(({ path }) => path.includes('/proxy/'))).toHaveLength(1);
  });

  test.each<[string, number, string, RegExp]>([
    [
      'the kubelet refuses the API server',
      403,
      'Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource(s)=[log])',
      /the kubelet does not let the API server read logs; .*system:kubelet-api-admin/,
    ],
    [
      'the kubelet does not know the API server',
      401,
      'Unauthorized',
      /does not accept the certificate of the API server/,
    ],
    [
      'the kubelet is away',
      503,
      'error trying to reach service: dial tcp 10.0.0.7:10250: connect: connection refused',
      /the API server does not reach the kubelet/,
    ],
    ['the kubelet is of another version', 406, 'path not allowed in query mode', /the kubelet refuses the query/],
  ])('tells apart that %s', async (_what, status, text, says) => {
    const api = await quiet();
    api.disturb = ({ path }, response) => {
      if (!path.includes('/proxy/logs')) return false;
      response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
      return true;
    };
    expect(logQuery(await readNode(api, true))).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(says) },
    });
  });

  test('reads events of a narrow console, and files where a service has no events, in two requests', async () => {
    const said = String.raw`time="${new Date().toISOString()}" level=error msg="StartContainer for \"agent\" failed" error="failed to start containerd task \"agent\": failed to create user process token: failed to logon user: Access is denied.: unknown"`;
    const events = { containerd: [{ time: '12/1/2026 2:37:20 AM', level: 'Fehler für', message: said }] };
    const [snapshot, api] = await readWith({
      events,
      files: { 'kubelet.log': 'I1201 02:41:07.1 4312 x.go:1] "fine"\n' },
    });
    const { logs } = snapshot.facts;
    expect(logs.ok && logs.value.lines.map(({ component, text }) => [component, text])).toEqual([
      ['containerd', expect.stringContaining('failed to logon user: Access is denied.')],
    ]);
    expect(logs).toMatchObject({ ok: true, value: { leftOut: 0 } });
    expect(api.requests.filter(({ path }) => path.includes('/proxy/'))).toHaveLength(2);
    expect(finding(assess(snapshot), 'host-process-pods')?.status).toBe('pass');
  });

  test('knows how old a line of the kubelet is, whatever the zone of the node', async () => {
    const said = (minutesAgo: number, what: string) => {
      const local = new Date(Date.now() - minutesAgo * 60_000 - 5 * 3_600_000).toISOString();
      const klog = local.replace(/^\d+-(\d\d)-(\d\d)T(.*)Z$/, '$1$2 $3000');
      return `E${klog}    4312 log.go:32] "StartContainer from runtime service failed" err="failed to create user process token: failed to logon user: ${what}"\n`;
    };
    const kubelet = said(90, 'Access is denied.') + said(3, 'The user name or password is incorrect.');
    const [{ facts }] = await readWith({ files: { 'kubelet.log': kubelet } });
    expect(facts.logs.ok && facts.logs.value.lines.map(({ text }) => text)).toEqual([
      expect.stringContaining('password is incorrect'),
    ]);
  });

  test('asks for half an hour, and keeps the newest 200 failures', async () => {
    const klog = new Date().toISOString().replace(/^\d+-(\d\d)-(\d\d)T(.*)Z$/, '$1$2 $3000');
    const word = (index: number) => [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const line = (_: unknown, index: number) =>
      `E${klog}    4312 log.go:32] "StartContainer from runtime service failed" err="failed to create user process token: failed to logon user: ${word(index)}"\n`;
    const [{ facts, at }, api] = await readWith({
      files: { 'kubelet.log': Array.from({ length: 210 }, line).join('') },
    });
    expect(facts.logs.ok && facts.logs.value).toMatchObject({ leftOut: 10, lines: { length: 200 } });
    expect(facts.logs.ok && facts.logs.value.lines.at(-1)?.text).toContain(word(209));
    const since = api.requests.find(({ path }) => path.includes('/proxy/'))?.query.sinceTime ?? '';
    expect(Math.floor((Date.parse(at) - Date.parse(since)) / 60_000)).toBe(30);
  });

  test('takes the first 8 MiB of a long log, and says so', async () => {
    const [snapshot] = await readWith({
      files: { 'kubelet.log': 'I1201 02:41:07.1 4312 x.go:1] "fine"\n'.repeat(300_000) },
    });
    expect(logQuery(snapshot)).toEqual({ ok: true, value: { bytes: 8 * 2 ** 20, cut: true } });
  });
});

describe('on a cluster where hostprobe was never installed', () => {
  const asking = async () => {
    const api = await failing();
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
    return (...args: string[]) => run([...args, '--node', 'win-1'], { environment });
  };

  test('report names why HostProcess pods do not start, in every form', async () => {
    const hostprobe = await asking();
    const { code, stdout, stderr } = await hostprobe('report');
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /containerd runs as an account that is not allowed to create log-on tokens/,
    );
    expect(stderr).toMatch(/^No agent answered on win-1/);
    const html = await hostprobe('report', '-o', 'html');
    expect(html.stdout).toContain('containerd runs as an account that is not allowed');
    const judged = JSON.parse((await hostprobe('report', '-o', 'json')).stdout);
    expect(judged.headline).toMatch(
      /^new HostProcess pods do not start on this node.*\. (?:Likely|Possible)[^:]*: containerd runs as an account/,
    );
    expect(stdout).toMatch(/^\d+ checks need an agent on the node: /m);
    expect((await hostprobe('report', '-o', 'npd')).stdout).toMatch(/^host-process-pods: no HostProcess pod runs here/);
  });

  test('report --logs says what kept it from the logs', async () => {
    const hostprobe = await asking();
    const { code, stdout } = await hostprobe('report', '--logs');
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain('get of nodes/proxy allows it, and with it exec in every pod');
  });

  test('explain, predict, facts and bundle use what the cluster tells', async () => {
    const hostprobe = await asking();
    const text = 'failed to create user process token: failed to logon user: Access is denied.';
    expect((await hostprobe('explain', text)).stdout).toContain('containerd-account');
    const predicted = await hostprobe('predict', 'test/predict/agent.yaml', '-o', 'json');
    expect(JSON.parse(predicted.stdout).predictions).toHaveLength(1);
    const facts = await hostprobe('facts');
    expect(facts.code).toBe(2);
    const again = await run(['report', '--facts', saved(JSON.parse(facts.stdout))]);
    expect(again).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('host-process-pods') });
    const bundle = saved('').replace(/json$/, 'zip');
    const written = await hostprobe('bundle', bundle);
    expect(written).toMatchObject({ code: 0, stdout: expect.stringMatching(/files of win-1/) });
    expect((await run(['report', '--facts', bundle])).stdout).toContain('host-process-pods');
  });
});
