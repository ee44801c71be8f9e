import { describe, expect, test } from 'vitest';
import { madeItem } from '../../agent/bundle/contents/report-items.ts';
import { contentsOf } from '../../agent/bundle/contents.ts';
import { joinBytes, textOf } from '../../agent/decode/bytes.ts';
import { QueryError } from '../../agent/error.ts';
import type { Host } from '../../agent/host.ts';
import { redact } from '../../agent/redact.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { historyWith } from '../history/runs.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { file, locked, nodeWith, written } from './node.ts';
import { snapshotOfLogs, sourceOf, take } from './take.ts';

const kubelet = 'C:\\k\\kubelet.log';
const id = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const tasks = 'C:\\ProgramData\\containerd\\state\\io.containerd.runtime.v2.task\\k8s.io';
const conf = 'C:\\Program Files\\containerd\\cni\\conf';

const full: Record<string, ReturnType<typeof file>> = {
  [kubelet]: file('newest\n'),
  'C:\\k\\kubelet.log.1': file('older\n', 1),
  'C:\\k\\kubelet.log.2': file('oldest\n', 30),
  'C:\\k\\containerd.log': file('containerd\n', 2),
  'C:\\k\\containerd.log.1': file('containerd, older\n', 3),
  // Beside the logs, and no logs.
  'C:\\k\\config': file('apiVersion: v1\nkind: Config\n'),
  'C:\\k\\kubelet.log.dmp': file('MDMP'),
  'C:\\k\\kubelet.logs': file('x'),
  'C:\\Program Files\\containerd\\config.toml': file('version = 2\n'),
  [`${conf}\\10-flannel.conflist`]: file('{"cniVersion":"1.0.0"}\n'),
  [`${conf}\\calico-kubeconfig`]: file('kind: Config\n'),
  'C:\\ProgramData\\containerd\\root\\panic.log': file(''),
  'C:\\ProgramData\\containerd\\root\\panic.log.old': file('panic: containerd\n'),
  [`${tasks}\\${id}\\panic.log`]: file('panic: shim\n'),
  [`${tasks}\\${id}\\config.json`]: file('{"process":{"env":["A=b"]}}\n'),
  [`${tasks}\\not-an-id\\panic.log`]: file('x'),
};

const snapshot: Snapshot = snapshotWith((facts) => {
  facts.logs.sources = [
    ...snapshotOfLogsSources(kubelet, 'C:\\k\\containerd.log'),
    {
      kind: 'event-log',
      component: 'containerd',
      log: 'EKS',
      eventSource: 'Containerd',
      searched: got({ events: 1, newest: 3 }),
    },
  ];
  facts.logs.windows = {
    channels: [
      { log: 'System', searched: got({ events: 1, newest: 3 }) },
      { log: 'Microsoft-Windows-Hyper-V-Compute-Admin', searched: got(null) },
    ],
    events: [],
  };
  facts['runtime-binaries'].config = got({
    path: 'C:\\Program Files\\containerd\\config.toml',
    modifiedAt: '2026-11-01T11:00:00Z',
    grpcAddress: null,
    root: null,
    state: null,
  });
  const status = facts.runtime.status;
  if (status.ok && status.value.config) status.value.config.cniConfDir = conf;
});

function snapshotOfLogsSources(...paths: string[]) {
  const { logs } = snapshotOfLogs(...paths).facts;
  if (!logs.ok) throw new Error('the healthy node has logs');
  for (const log of logs.value.sources)
    if (/containerd/.test('path' in log ? log.path : '')) log.component = 'containerd';
  return logs.value.sources;
}

const taken = (host: Host | null, of = snapshot, since: Date | null = null) => take(sourceOf(of, host), { since });
const pathsOf = (errors: readonly { path: string }[]) => errors.map(({ path }) => path);

describe('what is taken of a node', () => {
  const events = [
    { record: 3, source: 'containerd', id: 1, level: 2, at: new Date('2026-11-01T10:00:00Z'), text: 'shim died' },
    { record: 2, source: 'another', id: 1, level: 4, at: new Date('2026-11-01T09:00:00Z'), text: 'of no interest' },
    { record: 1, source: 'Containerd', id: 1, level: 4, at: new Date('2026-10-30T10:00:00Z'), text: 'started' },
  ];

  test('is exactly what a list names, the most valuable first', async () => {
    const { names, errors } = await taken(nodeWith(full, { events }));
    expect(names).toEqual([
      'snapshot.json',
      'report.json',
      'report.txt',
      'report.html',
      'explain.json',
      'services/services.json',
      'services/processes.json',
      'cluster/node.json',
      'cluster/pods.json',
      'events/kubernetes.json',
      'config/containerd.toml',
      'config/cni/10-flannel.conflist',
      'logs/containerd-panic.log',
      'logs/containerd-panic.log.old',
      `logs/shim-panic-${id}.log`,
      'events/EKS-Containerd.jsonl',
      'events/System.jsonl',
      'logs/kubelet-kubelet.log',
      'logs/containerd-containerd.log',
      'logs/kubelet-kubelet.log.1',
      'logs/containerd-containerd.log.1',
      'logs/kubelet-kubelet.log.2',
      'errors.json',
      'manifest.json',
    ]);
    expect(errors).toEqual([]);
  });

  test('is the panic of containerd from the folders that its command line gives, before those of its configuration', async () => {
    const of = snapshotWith((facts) => {
      const [containerd] = facts['runtime-process'].containerd;
      if (containerd !== undefined) containerd.commandLine = got('containerd.exe --root D:\\root --state D:\\state');
      const { config } = facts['runtime-binaries'];
      if (config.ok && config.value !== null) Object.assign(config.value, { root: 'E:\\root', state: 'E:\\state' });
    });
    const moved = {
      'D:\\root\\panic.log.old': file('panic: containerd\n'),
      [`D:\\state\\io.containerd.runtime.v2.task\\k8s.io\\${id}\\panic.log`]: file('panic: shim\n'),
    };
    const { names } = await taken(nodeWith(moved), of);
    expect(names.filter((name) => name.includes('panic'))).toEqual([
      'logs/containerd-panic.log.old',
      `logs/shim-panic-${id}.log`,
    ]);
  });

  test('with --since: logs, events and changes from then on', async () => {
    const { names, text, manifest } = await taken(
      nodeWith(full, { events }),
      snapshot,
      new Date('2026-10-31T12:00:00Z'),
    );
    expect(names).toContain('logs/kubelet-kubelet.log.1');
    expect(names).not.toContain('logs/kubelet-kubelet.log.2');
    expect(text('events/EKS-Containerd.jsonl')).toBe(
      '{"record":3,"at":"2026-11-01T10:00:00.000Z","source":"containerd","id":1,"level":2,"text":"shim died"}\n',
    );
    // What names no part of the node is left out.
    expect(text('events/System.jsonl')).toBe('');
    expect(manifest.since).toBe('2026-10-31T12:00:00.000Z');
  });

  test('of a saved snapshot: what follows from it', async () => {
    const { names } = await taken(null);
    expect(names.filter((name) => /^(?:logs|config)\//.test(name))).toEqual([]);
    expect(names).toContain('report.html');
  });

  test('also hostprobe’s own log, and what changed', async () => {
    const source = sourceOf(snapshot, null, { history: historyWith(), ownLog: '{"level":"info","msg":"listening"}\n' });
    const { text } = await take(source);
    expect(text('logs/hostprobe.jsonl')).toBe('{"level":"info","msg":"listening"}\n');
    expect(JSON.parse(text('history.jsonl'))).toMatchObject({ begins: null, problem: null });
  });

  test('without a half line between two files of a log, which may be half a secret', async () => {
    const { text } = await taken(
      nodeWith({ [kubelet]: file('r2abc\nnext\n'), 'C:\\k\\kubelet.log.1': file('first\n--password hunte', 1) }),
    );
    expect(text('logs/kubelet-kubelet.log')).toBe('next\n');
    expect(text('logs/kubelet-kubelet.log.1')).toBe('first\n');
  });
});

describe('every part of the list', () => {
  /** What the list has, without a report and without an archive. */
  async function listed(host: Host, of = snapshot, { since = null as Date | null, more = {} } = {}) {
    const { made, find } = contentsOf(sourceOf(of, host, more), since);
    const { items, errors } = await find();
    const all = [...made, ...items];
    const read = async (path: string) => {
      const item = all.find((one) => one.path === path);
      if (item === undefined) throw new Error(`there is no ${path}: ${all.map((one) => one.path).join(', ')}`);
      const pieces = item.read(1e7, redact);
      for (let text = ''; ; ) {
        const piece = await pieces.next();
        if (piece.done) return { text, ...piece.value };
        if (!piece.value.isBefore) text += textOf(piece.value.bytes);
      }
    };
    return { paths: pathsOf(items), errors, read };
  }

  test('of the network: each form of configuration, in the order in which it is read, and no more than 50', async () => {
    const some = {
      [`${conf}\\30-c.json`]: file('{}'),
      [`${conf}\\20-B.CONF`]: file('{}'),
      [`${conf}\\10-a.conflist`]: file('{}'),
    };
    const { paths } = await listed(nodeWith(some));
    expect(paths.filter((path) => path.startsWith('config/cni/'))).toEqual([
      'config/cni/10-a.conflist',
      'config/cni/20-B.CONF',
      'config/cni/30-c.json',
    ]);
    const many = Array.from({ length: 60 }, (_, index) => [`${conf}\\${100 + index}.conf`, file('{}')] as const);
    const all = (await listed(nodeWith(Object.fromEntries(many)))).paths.filter((path) =>
      path.startsWith('config/cni/'),
    );
    expect(all).toHaveLength(50);
    expect(all.at(-1)).toBe('config/cni/149.conf');
  });

  test('of the shims: what up to 200 of them said when they died', async () => {
    const many = Array.from({ length: 210 }, (_, index) => {
      const shim = index.toString(16).padStart(64, '0');
      return [`${tasks}\\${shim}\\panic.log`, file('panic: shim\n')] as const;
    });
    const { paths } = await listed(nodeWith(Object.fromEntries(many)));
    expect(paths.filter((path) => path.startsWith('logs/shim-panic-'))).toHaveLength(200);
  });

  test('of an event log: the oldest first, and whether older ones are missing', async () => {
    const from = (first: number) =>
      [2, 1, 0].map((index) => ({
        record: first + index,
        source: 'containerd',
        id: 1,
        level: 2,
        at: new Date(written.getTime() + index * 1000),
        text: `event ${index}`,
      }));
    const path = 'events/EKS-Containerd.jsonl';
    const whole = await (await listed(nodeWith({}, { events: from(1) }))).read(path);
    expect(whole.text.match(/event \d/g)).toEqual(['event 0', 'event 1', 'event 2']);
    expect(whole.truncated).toBe(false);
    const later = await listed(nodeWith({}, { events: from(7) }));
    expect((await later.read(path)).truncated).toBe(true);
    // A selection of the failures has no beginning that could be missing.
    expect((await later.read('events/System.jsonl')).truncated).toBe(false);
    expect((await (await listed(nodeWith({}))).read(path)).truncated).toBe(false);
  });

  test('of a log: what was written at the very time that is asked for', async () => {
    const { paths } = await listed(nodeWith(full), snapshot, { since: file('', 1).modifiedAt });
    expect(paths).toContain('logs/kubelet-kubelet.log.1');
    expect(paths).not.toContain('logs/containerd-containerd.log');
    expect(paths).toContain('logs/containerd-panic.log.old');
  });

  test('of the newest file of a log: also its last line, to which nothing follows yet', async () => {
    const { read } = await listed(
      nodeWith({ [kubelet]: file('whole\nso f'), 'C:\\k\\kubelet.log.1': file('older\n', 1) }),
    );
    expect((await read('logs/kubelet-kubelet.log')).text).toBe('whole\nso f');
  });

  test('of hostprobe itself: its log without secrets, whether or not a line of it is JSON, and the page with what changed', async () => {
    const change = {
      at: '2026-11-01T09:00:00.000Z',
      after: null,
      what: 'finding disk-space',
      from: 'pass',
      to: 'warn',
    };
    const history = historyWith(change);
    const ownLog = '{"msg":"--password=hunter2"}\nError: --password=hunter2\n';
    const { read } = await listed(nodeWith({}), snapshot, { more: { history, ownLog } });
    const { text } = await read('logs/hostprobe.jsonl');
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toContain('hunter2');
    const without = await (await listed(nodeWith({}))).read('report.html');
    expect((await read('report.html')).text.length).toBeGreaterThan(without.text.length);
  });

  test('of the pods: their events, of those about which they were asked for', async () => {
    const { read } = await listed(nodeWith({}));
    expect(JSON.parse((await read('events/kubernetes.json')).text)).toMatchObject({ pods: [] });
    const asked = snapshotWith((facts) => {
      const pods = facts.cluster.seen?.pods;
      if (pods?.ok) for (const pod of pods.value.hostProcess) pod.events = got({ items: [], truncated: false });
    });
    const some = await listed(nodeWith({}), asked);
    expect(JSON.parse((await some.read('events/kubernetes.json')).text).pods).toHaveLength(1);
  });
});

test('what is made of the facts is laid out for people, and is taken whole or not at all', async () => {
  const { text, files } = await taken(null);
  for (const path of [...files.keys()].filter((one) => /^(?:services|cluster|events)\/.*\.json$/.test(one))) {
    expect(text(path)).toBe(`${JSON.stringify(JSON.parse(text(path)), null, 2)}\n`);
  }
  const item = madeItem('a.txt', () => 'ä'.repeat(50_000));
  const readOf = async (maxBytes: number) => {
    const pieces: Uint8Array[] = [];
    for await (const { bytes, isBefore } of item.read(maxBytes, redact)) {
      expect(isBefore).toBe(false);
      pieces.push(bytes);
    }
    return textOf(joinBytes(pieces));
  };
  expect(await readOf(100_000)).toBe('ä'.repeat(50_000));
  await expect(readOf(99_999)).rejects.toThrow('not taken: the bundle has no room for it');
});

test('a folder with the name of a file is not taken, and a link to a file is told', async () => {
  const host = nodeWith(full);
  const stat: Host['files']['stat'] = async (path) => {
    const found = await host.files.stat(path);
    return found === null || !/conflist$|kubelet\.log\.1$/.test(path) ? found : { ...found, kind: 'directory' };
  };
  const { names, errors } = await taken({ ...host, files: { ...host.files, stat } });
  expect(names.filter((name) => /conflist|kubelet\.log\.1/.test(name))).toEqual([]);
  expect(errors).toEqual([]);
});

test('the configuration of the network is taken from where containerd has it, else from its usual place', async () => {
  const usual = 'C:\\Program Files\\containerd\\cni\\conf\\a.conf';
  const other = 'D:\\cni\\b.conf';
  const both = nodeWith({ [usual]: file('{}'), [other]: file('{}') });
  const cniOf = async (cniConfDir: string | null) => {
    const of = structuredClone(snapshot);
    const { runtime } = of.facts;
    const status = runtime.ok && runtime.value.status.ok ? runtime.value.status.value : null;
    if (status?.config) status.config.cniConfDir = cniConfDir;
    return (await taken(both, of)).names.filter((name) => name.startsWith('config/cni'));
  };
  expect(await cniOf('D:\\cni')).toEqual(['config/cni/b.conf']);
  expect(await cniOf(null)).toEqual(['config/cni/a.conf']);
});

describe('what could not be taken is named with the reason', () => {
  test('a file that another program locks', async () => {
    const { errors, names } = await taken(nodeWith({ ...full, [kubelet]: file('', 0, { refuses: locked }) }));
    expect(errors).toEqual([
      {
        path: 'logs/kubelet-kubelet.log',
        source: kubelet,
        error: { kind: 'failed', message: locked.message, code: '32' },
      },
    ]);
    expect(names).toContain('logs/kubelet-kubelet.log.1');
  });

  test('a link is not followed: otherwise anyone who can create one could get any file', async () => {
    const link = file('private', 0, { linkTo: 'C:\\etc\\kubernetes\\kubelet.conf' });
    const files = { ...full, 'C:\\k\\kubelet.log.3': link, [`${conf}\\20-a.conf`]: link };
    const { errors, names } = await taken(nodeWith(files));
    expect(pathsOf(errors)).toEqual(['config/cni/20-a.conf', 'logs/kubelet-kubelet.log.3']);
    expect(errors[0]?.error.message).toBe('not taken: it is a link to C:\\etc\\kubernetes\\kubelet.conf');
    expect(names).not.toContain('logs/kubelet-kubelet.log.3');
  });

  test('in a folder that this account cannot list, the log file whose name is known is taken', async () => {
    const host = nodeWith(full);
    const list = (path: string) =>
      path === 'C:\\k' ? Promise.reject(new QueryError('denied', 'no')) : host.files.list(path);
    const { names } = await taken({ ...host, files: { ...host.files, list } });
    expect(names).toContain('logs/kubelet-kubelet.log');
    expect(names).not.toContain('logs/kubelet-kubelet.log.1');
  });

  test('a folder of network configuration or of shims that this account cannot list', async () => {
    const host = nodeWith(full);
    const list = (path: string) =>
      path === conf || path === tasks ? Promise.reject(new QueryError('denied', path)) : host.files.list(path);
    const { errors, names } = await taken({ ...host, files: { ...host.files, list } });
    expect(errors.map(({ path, source, error }) => [path, source, error.kind])).toEqual([
      ['config/cni', conf, 'denied'],
      ['logs/shim-panic', tasks, 'denied'],
    ]);
    expect(names).toEqual(expect.arrayContaining(['config/containerd.toml', 'logs/containerd-panic.log.old']));
    expect(names.filter((name) => /cni|shim/.test(name))).toEqual([]);
  });

  test('facts that could not be gathered', async () => {
    const error = { kind: 'denied', message: 'OpenSCManager: ERROR_ACCESS_DENIED (5)', code: '5' } as const;
    const facts = {
      ...snapshot.facts,
      services: { ok: false, ms: 1, error },
      logs: { ok: false, ms: 1, error },
      cluster: { ok: false, ms: 1, error },
      'runtime-binaries': { ok: false, ms: 1, error },
    } as const;
    const { errors, names } = await taken(nodeWith(full), { ...snapshot, facts });
    expect(pathsOf(errors)).toEqual([
      'services/services.json',
      'cluster/node.json',
      'cluster/pods.json',
      'events/kubernetes.json',
      'logs',
      'config/containerd.toml',
    ]);
    expect(new Set(errors.map(({ error: { kind } }) => kind))).toEqual(new Set(['denied']));
    expect(names).toContain('logs/containerd-panic.log');
    // Which logs there are is not known; these are where a distribution puts them.
    expect(names).toEqual(expect.arrayContaining(['logs/kubelet-kubelet.log', 'logs/containerd-containerd.log.1']));
  });

  test('a node that asks no API server', async () => {
    const alone = snapshotWith((facts) => {
      facts.cluster = { access: { kind: 'none', reason: 'not in a pod, and there is no kubeconfig' }, seen: null };
    });
    const { errors } = await taken(null, alone);
    expect(errors.map(({ path, error: { kind, message } }) => [path, kind, message])).toEqual(
      ['cluster/node.json', 'cluster/pods.json', 'events/kubernetes.json'].map((path) => [
        path,
        'unsupported',
        'not in a pod, and there is no kubeconfig',
      ]),
    );
  });

  test('a config.toml that is denied', async () => {
    const hidden = snapshotWith((facts) => {
      facts['runtime-binaries'].config = denied();
    });
    const { errors } = await taken(nodeWith({}), hidden);
    expect(pathsOf(errors)).toContain('config/containerd.toml');
  });
});
