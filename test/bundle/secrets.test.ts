import { beforeAll, describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { fileItem } from '../../agent/bundle/contents/file-item.ts';
import { compareDigests, digest } from '../../agent/history/digest.ts';
import type { Host, RegistryValue } from '../../agent/host.ts';
import { createGatherer, createSetupReader } from '../../agent/probe.ts';
import { createProbes } from '../../agent/probes/index.ts';
import { setup } from '../../agent/probes/setup.ts';
import { plainView } from '../../agent/renderer.ts';
import { renderers } from '../../agent/renderers/index.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { healthyHost } from '../healthy-host.ts';
import { historyWith } from '../history/runs.ts';
import { fileStat } from '../host.ts';
import { innocents } from '../redact/innocents.ts';
import { planted } from '../redact/secrets.ts';
import { snapshotWith } from '../snapshot.ts';
import { type FileOfNode, file, nodeWith } from './node.ts';
import { sourceOf, take } from './take.ts';

const quiet = (count: number) => `time="2026-11-01T10:00:00Z" level=info msg="line ${count}"\n`.repeat(count);
/** All of them in one text, apart from one another. */
const everySecret = planted.map(({ text }, index) => `${quiet(1 + (index % 3))}${text}\n`).join('');
const everyInnocent = `${quiet(2)}${innocents.join(`\n${quiet(1)}`)}\n`;
const oneLine = planted.map(({ text }) => text).filter((text) => !text.includes('\n') && text.length >= 16);
/** With these words a line is kept as a fact, and explained. */
const failure = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const said = oneLine.map((text) => `time="2026-11-01T10:00:00Z" level=error msg="${failure}" ${text}\n`).join('');

const k = 'C:\\k';
const conf = 'C:\\Program Files\\containerd\\cni\\conf';
const root = 'C:\\ProgramData\\containerd';
const id = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';

/** Of one log so many files that each ends, and the next begins, in the middle of one of these texts. */
function cutInside(path: string, texts: readonly string[], where: (text: string) => number): Map<string, FileOfNode> {
  const halves = texts.map((text) => [text.slice(0, where(text)), text.slice(where(text))]);
  const contents = [...halves, ['']].map(([first], index) => `${halves[index - 1]?.[1] ?? ''}\n${quiet(3)}${first}`);
  return new Map(
    contents.map((content, index) => {
      const age = contents.length - 1 - index;
      return [age === 0 ? path : `${path}.${age}`, file(content, age)];
    }),
  );
}
const atLine = (text: string) => text.indexOf('\n') + 1;
const manyLines = planted.map(({ text }) => text).filter((text) => text.trimEnd().includes('\n'));

const files = new Map<string, FileOfNode>([
  [`${k}\\containerd.log`, file(everySecret + everyInnocent)],
  [`${k}\\containerd.err.log`, file(Buffer.from(`\ufeff${everySecret}${everyInnocent}`, 'utf16le'))],
  [`${k}\\kubelet.err.log`, file(Buffer.concat([Buffer.from(everyInnocent), Buffer.from(everySecret, 'utf16le')]))],
  [`${k}\\kubeproxy.err.log`, file(said + everyInnocent)],
  ...cutInside(`${k}\\kubelet.log`, oneLine, (text) => text.length >> 1),
  ...cutInside(`${k}\\kubeproxy.log`, manyLines, atLine),
  ['C:\\Program Files\\containerd\\config.toml', file(everySecret + everyInnocent)],
  [`${conf}\\10-azure.conflist`, file(everySecret + everyInnocent)],
  ['C:\\Windows\\System32\\drivers\\etc\\hosts', file(oneLine.map((text) => `10.0.0.5 x ${text}\n`).join(''))],
  [
    `C:\\Windows\\System32\\Tasks\\reset`,
    file(`<Exec><Command>a.exe</Command><Arguments>${everySecret}</Arguments></Exec>`),
  ],
  ['C:\\var\\lib\\kubelet\\config.yaml', file(JSON.stringify({ flags: oneLine, of: { one: oneLine } }))],
  [`${root}\\root\\panic.log`, file(everySecret + everyInnocent)],
  [`${root}\\state\\io.containerd.runtime.v2.task\\k8s.io\\${id}\\panic.log`, file(everySecret + everyInnocent)],
]);
const events = planted.map(({ text }, index) => ({
  record: index + 1,
  source: 'kubelet',
  id: 1,
  level: 2,
  at: new Date('2026-11-01T10:00:00Z'),
  text: `${failure}\n${text}`,
}));

/** A node that has secrets wherever something can be read. */
function poisoned(): Host {
  const own = nodeWith(files, { events: events.toReversed() });
  const leaky = oneLine.join(' ');
  const { files: healthy, services, cluster } = healthyHost;
  // What nobody asks the healthy node is not there.
  const orAbsent = <T>(answer: Promise<T>) => answer.catch(() => null);
  return {
    ...healthyHost,
    eventLogs: own.eventLogs,
    // The kubelet has an event log of its own on this node.
    registry: {
      read: async (key) => (key.endsWith('EventLog\\EKS\\kubelet') ? 'a.dll' : null),
      writtenAt: async () => null,
      keys: async (key) => (/Services$|Protocols$/.test(key) ? ['kubelet'] : null),
      values: async () =>
        new Map<string, RegistryValue | Uint8Array>([
          ...Object.entries({ Type: 0x10, Start: 2, ImagePath: `C:\\k\\kubelet.exe ${leaky}`, Parameters: leaky }),
          ['Environment', oneLine.map((text, index) => `V${index}=${text}`)],
          ['Bytes', Buffer.from(everySecret)],
        ]),
    },
    files: {
      ...healthy,
      readLink: own.files.readLink,
      stat: async (path) => (await own.files.stat(path)) ?? orAbsent(healthy.stat(path)),
      list: async (path) => (await own.files.list(path)) ?? orAbsent(healthy.list(path)),
      read: async (path, range) => (await own.files.read(path, range)) ?? orAbsent(healthy.read(path, range)),
    },
    services: {
      ...services,
      query: async (name) => {
        const found = await services.query(name);
        return found && { ...found, commandLine: `${found.commandLine} ${leaky}` };
      },
    },
    cluster: (access) => ({
      ...cluster(access),
      pods: async (node) => {
        const { hostProcess, ...rest } = await cluster(access).pods(node, () => false);
        return { ...rest, hostProcess: hostProcess.map((pod) => ({ ...pod, message: `${failure} ${everySecret}` })) };
      },
    }),
  };
}

/** A secret as it is, and as it stands in UTF-16 and in base64, wherever in that it begins. */
const needles = [...new Set(planted.flatMap(({ secrets }) => secrets))].flatMap((secret) => {
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(`${' '.repeat(offset)}${secret}`)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  );
  const texts = [secret, ...base64.filter((text) => text.length >= 12)].map((text) => Buffer.from(text));
  return [...texts, Buffer.from(secret, 'utf16le')].map((bytes) => ({ secret, bytes }));
});
const leaksIn = (content: Buffer | string) => {
  const all = Buffer.from(content);
  return needles.filter(({ bytes }) => all.includes(bytes)).map(({ secret }) => secret);
};

describe('of a node that has secrets in all that can be read of it', () => {
  let snapshot: Snapshot;
  let bundle: Awaited<ReturnType<typeof take>>;
  beforeAll(async () => {
    const host = poisoned();
    const settings = { listen: [] };
    snapshot = {
      ...(await createGatherer({ host, probes: createProbes(), settings, node: 'win-node-1' }).gather()),
      setup: await createSetupReader({ host, probe: async () => setup, settings })(new Uint8Array(32)),
    };
    const known = digest({ snapshot: snapshotWith(), report: assess(snapshotWith()) });
    const { changes } = compareDigests(
      compareDigests(new Map(), known).first,
      digest({ snapshot, report: assess(snapshot) }),
    );
    const history = historyWith(...changes.map((change) => ({ at: snapshot.at, after: null, ...change })));
    const ownLog = planted.map(({ text }) => `${JSON.stringify({ level: 'error', msg: text })}\n`).join('');
    bundle = await take(sourceOf(snapshot, host, { history, ownLog }));
  });

  test('the secrets are there to be found', () => {
    expect(leaksIn(everySecret).length).toBeGreaterThan(200);
    const taken = [...files.keys()].filter((path) => !/\.log\.\d+$/.test(path));
    expect(taken.length).toBe(13);
    expect(JSON.stringify(snapshot.facts.logs)).toContain('failed to logon user');
    const { services, registry, hosts, files: configs, tasks } = snapshot.setup?.ok ? snapshot.setup.value : {};
    for (const part of [services, registry, hosts, configs, tasks]) expect(part).toMatchObject({ ok: true });
    expect(JSON.stringify(services).match(/redacted:setup/g)?.length).toBeGreaterThan(40);
  });

  test('none is in the facts, in any form of the report, or in the metrics', () => {
    expect(leaksIn(JSON.stringify(snapshot))).toEqual([]);
    const report = assess(snapshot);
    for (const { id: form, render } of renderers) {
      expect(leaksIn(render(report, { ...plainView, verbose: true })), form).toEqual([]);
    }
  });

  test('every file that a bundle can take is in this one', () => {
    const kinds = [...new Set(bundle.names.map((name) => name.replace(/[0-9a-f]{64}/, '<id>').replace(/\.\d+$/, '')))];
    expect(kinds).toEqual(
      expect.arrayContaining([
        'snapshot.json',
        'history.jsonl',
        'explain.json',
        'logs/hostprobe.jsonl',
        'services/services.json',
        'cluster/pods.json',
        'events/kubernetes.json',
        'events/EKS-kubelet.jsonl',
        'config/containerd.toml',
        'config/cni/10-azure.conflist',
        'logs/containerd-panic.log',
        'logs/shim-panic-<id>.log',
        'logs/containerd-containerd.log',
        'logs/containerd-containerd.err.log',
        'logs/kubelet-kubelet.log',
        'logs/kubelet-kubelet.err.log',
        'logs/kube-proxy-kubeproxy.log',
        'logs/kube-proxy-kubeproxy.err.log',
      ]),
    );
    expect(bundle.errors).toEqual([]);
  });

  test('none is in any file of the bundle, as it is, in UTF-16 or in base64', () => {
    const found = [...bundle.files].flatMap(([name, content]) => leaksIn(content).map((secret) => ({ name, secret })));
    expect(found).toEqual([]);
  });

  test('all that only looks like one is still in every log', () => {
    for (const name of ['containerd-containerd.log', 'containerd-containerd.err.log', 'kube-proxy-kubeproxy.err.log']) {
      const text = bundle.text(`logs/${name}`);
      expect(
        innocents.filter((one) => !text.includes(one)),
        name,
      ).toEqual([]);
    }
    expect(innocents.filter((one) => !bundle.text('config/containerd.toml').includes(one))).toEqual([]);
  });
});

test('none is left of what begins before the end of a file that is taken', async () => {
  const tailBytes = 20_000;
  const cut = manyLines.flatMap((text, index) => {
    const lines = [...text.trimEnd().matchAll(/\n/g)].map(({ index: at }) => at + 1);
    return [lines[0], lines[lines.length >> 1]].map((at = 0, which) => {
      const rest = `${text.slice(at)}\n`;
      const tail = rest + 'level=info\n'.repeat(2000).slice(0, tailBytes - Buffer.byteLength(rest));
      return {
        path: `logs/${index}-${which}.log`,
        source: `C:\\k\\${index}-${which}.log`,
        content: file(text.slice(0, at) + tail),
      };
    });
  });
  const host = nodeWith(Object.fromEntries(cut.map(({ source, content }) => [source, content])));
  const items = cut.map(({ path, source, content: { bytes, modifiedAt } }) =>
    fileItem(host, { path, source, stat: fileStat(source, bytes.length, modifiedAt) }),
  );
  const { files: taken, manifest } = await take(sourceOf(snapshotWith(), null), {
    contents: { made: [], find: async () => ({ items, errors: [] }) },
    limits: { maxBytes: 1e8, maxItemBytes: tailBytes },
  });
  const logs = manifest.entries.filter(({ path }) => path.startsWith('logs/'));
  expect(logs.filter(({ truncated }) => truncated).length).toBe(cut.length);
  expect([...taken].flatMap(([name, content]) => leaksIn(content).map((secret) => ({ name, secret })))).toEqual([]);
});
