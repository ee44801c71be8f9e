import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProtocolError } from '@modelcontextprotocol/client';
import { encode } from 'gpt-tokenizer';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { assess } from '../../../agent/assess.ts';
import { listen } from '../../../agent/cli/mcp/server.ts';
import { mcp } from '../../../agent/cli/mcp.ts';
import { readConfig } from '../../../agent/config.ts';
import { modeRoots } from '../../../agent/shim/paths.ts';
import { signatures } from '../../../agent/signatures/index.ts';
import { agentPod, brokenPod, conditionOf, windowsNode } from '../../fleet/cluster.ts';
import { kubeconfigOf, send, serveKubernetes } from '../../kubernetes.ts';
import { saved } from '../../run.ts';
import { nodesFolder, snapshotFile, snapshotOf, snapshotText } from '../../stories.ts';
import { ask, revisions, start } from './client.ts';

const started = new Map<string, ReturnType<typeof start>>();
afterAll(async () => {
  for (const client of started.values()) await (await client).close();
});

/** One client for all tests that start the program in the same way. */
function connected(...given: Parameters<typeof start>): ReturnType<typeof start> {
  const way = JSON.stringify(given);
  const client = started.get(way) ?? start(...given);
  started.set(way, client);
  return client;
}

const denied = 'failed to create user process token: failed to logon user: Access is denied.';

describe.each(['newest', 'before'] as const)('with the %s revision of the protocol', (revision) => {
  test('the tools are listed for at most 1,200 tokens, and all of them only read', async () => {
    const client = await connected([], { revision });
    expect(client.getNegotiatedProtocolVersion()).toBe(revisions[revision]);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['explain', 'lint', 'predict', 'nodes', 'report', 'lookup']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
    expect(tools.every(({ outputSchema }) => outputSchema !== undefined)).toBe(true);
    expect(encode(JSON.stringify({ tools })).length).toBeLessThanOrEqual(1200);
  });

  test('an answer says how sure it is, on what evidence, and from what source', async () => {
    const { answer, text } = await ask(await connected([], { revision }), 'explain', { text: denied });
    expect(JSON.parse(text)).toEqual(answer);
    expect(answer.verdict).toMatch(/^Possible, first of 2: containerd runs as an account/);
    const [first] = answer.items;
    expect(first).toMatchObject({
      id: 'containerd-account',
      certainty: 'possible',
      source: expect.stringMatching(/^https:/),
    });
    expect(first.seen).toEqual({ quote: denied, in: 'text', count: 1 });
    expect(first.fix.steps[1]).toMatchObject({ run: expect.stringContaining('obj= LocalSystem'), on: 'node' });
  });

  test('wrong input is refused with what it must be', async () => {
    const client = await connected([], { revision });
    expect(await ask(client, 'lint', {})).toMatchObject({
      isError: true,
      text: 'send either "manifest", its text, or "file", its path',
    });
    expect((await ask(client, 'explain', { text: 7 })).text).toMatch(/text.*expected string/);
    await expect(ask(client, 'repair', {})).rejects.toThrow(ProtocolError);
  });
});

test('the facts of a node confirm a cause', async () => {
  const client = await connected(['--allow', nodesFolder]);
  const facts = snapshotFile('nssm-user-account');
  const { answer } = await ask(client, 'explain', { text: denied, facts });
  expect(answer.verdict).toMatch(/^Confirmed: containerd runs as an account/);
  const report = await ask(client, 'report', { facts });
  expect(report.answer.verdict).toMatch(/^Node \S+ is unhealthy at /);
  expect(report.answer.items[0]).toMatchObject({ id: 'containerd-account', certainty: 'confirmed' });
});

test('no tool reads a file outside of --allow, by whichever of its arguments it is named', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  const file = join(outside, 'node.json');
  writeFileSync(file, snapshotText('nssm-user-account'));
  const client = await connected(['--allow', nodesFolder]);
  const { tools } = await client.listTools();
  const named = tools.flatMap(({ name, inputSchema: { properties: given = {} } }) =>
    Object.keys(given).flatMap((key) => (['file', 'facts'].includes(key) ? [{ name, key, given }] : [])),
  );
  expect(named.map(({ name, key }) => `${name} ${key}`)).toEqual(
    expect.arrayContaining(['explain file', 'report facts']),
  );
  for (const { name, key, given } of named) {
    const sent = 'manifest' in given ? { manifest: 'kind: Pod' } : 'text' in given ? { text: denied } : {};
    const { isError, text } = await ask(client, name, { ...(key === 'file' ? {} : sent), [key]: file });
    expect({ isError, text }, `${name} ${key}`).toMatchObject({
      isError: true,
      text: expect.stringContaining('must be below a path of --allow'),
    });
  }
});

test('lint and predict judge a manifest that is sent', async () => {
  const client = await connected(['--allow', nodesFolder]);
  const manifest = `
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  nodeSelector: {kubernetes.io/os: windows}
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}
  containers: [{name: agent, image: agent:1, command: [agent.exe]}]
`;
  const linted = await ask(client, 'lint', { manifest });
  expect(linted.answer.items.map(({ id }: { id: string }) => id)).toContain('host-network');
  const predicted = await ask(client, 'predict', {
    manifest: manifest.replace('spec:', 'spec:\n  hostNetwork: true'),
    facts: snapshotFile('nssm-user-account'),
  });
  expect(predicted.answer.verdict).toMatch(/^Pod agent will not run on /);
});

test('without a node predict judges the usual ones, and says which of them start the pod', async () => {
  const manifest = `
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  hostNetwork: true
  nodeSelector: {kubernetes.io/os: windows}
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: node-admins}}
  containers: [{name: agent, image: agent:1, command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe']}]
`;
  const { answer, text } = await ask(await connected(), 'predict', { manifest });
  expect(answer.verdict).toMatch(/^Of usual nodes, .*Pod agent will not run with containerd 1\.6, Server 2022\. /);
  expect(answer.verdict).toMatch(
    / may run with containerd 1\.7 without bind filter, .*; containerd 2\.x, Server 2025\.$/,
  );
  expect(answer.items).toHaveLength(5);
  expect(answer.items[0]).toMatchObject({
    ...{ id: 'containerd 1.6, Server 2022', verdict: 'will not run', mode: 'volume' },
    points: [{ stage: 'user', verdict: 'fails', cause: 'local-group-unsupported' }, { verdict: 'warns' }],
    containers: [{ starts: 'C:\\C\\<id>\\agent.exe' }],
  });
  expect(encode(text).length).toBeLessThanOrEqual(1500);
});

test('the nodes of the cluster come with the worst first', async () => {
  const at = new Date().toISOString();
  const condition = conditionOf(assess(snapshotOf('nssm-user-account')), at);
  const api = await serveKubernetes([
    windowsNode('win-1'),
    windowsNode('win-2', { condition }),
    agentPod('win-2'),
    brokenPod('exporter', { reason: 'RunContainerError', message: `${denied}: unknown` }),
  ]);
  api.allowed = ['list nodes', 'list pods', 'list events'];
  const client = await connected([], { environment: { KUBECONFIG: saved(kubeconfigOf(api)) } });
  const { answer } = await ask(client, 'nodes', {});
  expect(answer.verdict).toBe(
    '2 Windows nodes: 1 Unhealthy, 1 NoAgent. 1 of 1 HostProcess pod does not run, or restarts.',
  );
  expect(answer.items).toMatchObject([
    { id: 'pod/monitoring/exporter', certainty: 'possible', cause: 'containerd-account', node: 'win-1' },
    { id: 'node/win-2', status: 'Unhealthy', fail: ['containerd-account'] },
    { id: 'node/win-1', status: 'NoAgent' },
  ]);
});

test('a pod is explained by its name, with its state and what could not be seen', async () => {
  const api = await serveKubernetes([
    windowsNode('win-1'),
    brokenPod('exporter', { reason: 'RunContainerError', message: `${denied}: unknown` }),
  ]);
  api.allowed = ['get pods', 'get nodes', 'list pods', 'list events'];
  const client = await connected([], { environment: { KUBECONFIG: saved(kubeconfigOf(api)) } });
  const { answer } = await ask(client, 'explain', { pod: 'monitoring/exporter' });
  expect(answer.verdict).toMatch(
    /^Possible, first of \d+: .* Pod monitoring\/exporter is \w+ on win-1: .* Not seen: the node from inside/s,
  );
  expect(answer.items[0]).toMatchObject({ id: 'containerd-account', certainty: 'possible' });
  expect((await ask(client, 'explain', { pod: 'exporter' })).text).toContain(
    'no pod exporter in the namespace default',
  );
  expect((await ask(client, 'explain', { pod: 'a/b', text: 'x' })).text).toBe('send one of "text", "file" and "pod"');
  expect((await ask(client, 'report', {})).text).toBe('send "node", a node of the cluster, or "facts", a file');
});

test('what of a cluster is not there or not to be seen is said, and is no failure', async () => {
  const api = await serveKubernetes([]);
  api.allowed = ['list nodes', 'list pods'];
  const client = await connected([], { environment: { KUBECONFIG: saved(kubeconfigOf(api)) } });
  expect((await ask(client, 'nodes', {})).answer).toEqual({
    verdict:
      'The cluster has no node with the label kubernetes.io/os=windows and these labels. There is no HostProcess pod.',
    items: [],
  });
  api.objects.push(windowsNode('win-1'), windowsNode('win-2', { labels: { pool: 'a' } }));
  expect((await ask(client, 'nodes', { selector: 'pool=a' })).answer.items).toMatchObject([{ id: 'node/win-2' }]);
  api.disturb = ({ path, query }, response) => {
    if (path !== '/api/v1/pods' || query.labelSelector !== undefined) return false;
    send(response, 403, { kind: 'Status', message: 'pods is forbidden' });
    return true;
  };
  const { isError, answer } = await ask(client, 'nodes', {});
  expect(isError).toBe(false);
  expect(answer.verdict).toMatch(/^2 Windows nodes: 2 NoAgent\. Its HostProcess pods were not seen: .*403/);
});

test('no secret leaves, in an answer or an error', async () => {
  const client = await connected();
  const text = 'failed to logon user: Access is denied. --password hunter2hunter2';
  expect((await ask(client, 'explain', { text, detail: 'full' })).text).not.toContain('hunter2');
  expect((await ask(client, 'explain', { file: '/logs/password=hunter2hunter2' })).text).not.toContain('hunter2');
});

test('a node is named, and never an address', async () => {
  const { isError, text } = await ask(await connected(), 'report', { node: 'https://example.com' });
  expect({ isError, text }).toEqual({
    isError: true,
    text: '"node" must be the name of a node of the cluster, but is https://example.com',
  });
});

test('what is known of an id, and the ids of words', async () => {
  const client = await connected();
  expect(
    (await ask(client, 'lookup', { query: 'containerd-account' })).answer.items.map(({ is }: { is: string }) => is),
  ).toEqual(['cause', 'check']);
  expect((await ask(client, 'lookup', { query: denied })).answer.items[0]).toMatchObject({
    is: 'signature',
    id: 'logon-denied',
  });
});

test('shapes, modes and dates are there to read', async () => {
  const client = await connected();
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(
    expect.arrayContaining(['hostprobe://modes', 'hostprobe://dates', 'hostprobe://schema/report']),
  );
  const read = new Map<string, unknown>();
  for (const { uri, mimeType } of resources) {
    const [content] = (await client.readResource({ uri })).contents;
    expect([uri, mimeType, content?.mimeType]).toEqual([uri, 'application/json', 'application/json']);
    read.set(uri, JSON.parse(content !== undefined && 'text' in content ? content.text : ''));
    expect(read.get(uri)).toBeTypeOf('object');
  }
  expect(read.get('hostprobe://modes')).toEqual(
    Object.entries(modeRoots).map(([mode, root]) => ({ mode, root, says: expect.stringMatching(/\S/) })),
  );
});

test('an answer is short unless all of it is asked for', async () => {
  const client = await connected();
  const text = signatures.flatMap(({ samples }) => samples).join('\n');
  const explained = (detail: object) => ask(client, 'explain', { text, ...detail });
  const [usual, brief, full] = [
    await explained({}),
    await explained({ detail: 'brief' }),
    await explained({ detail: 'full' }),
  ];
  expect(usual.text).toBe(brief.text);
  expect(full.text.length).toBeGreaterThan(2 * brief.text.length);
});

test('over HTTP a question has at most 4 MiB, and another path leads to the right one', async () => {
  const server = await listen(readConfig(mcp, [], {}).config, { address: '127.0.0.1', port: 0 });
  onTestFinished(() => void server.close());
  // A listening TCP server's address is never a string.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (bytes: number) => {
    const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { _meta: { padding: '' } } });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const body = call.replace('"padding":"', `$&${'x'.repeat(bytes - call.length)}`);
    return (await fetch(`${origin}/mcp`, { method: 'POST', headers, body })).status;
  };
  expect([await post(4 * 2 ** 20), await post(4 * 2 ** 20 + 1)]).toEqual([200, 413]);
  const elsewhere = await fetch(`${origin}/`);
  expect([elsewhere.status, elsewhere.headers.get('content-type'), await elsewhere.text()]).toEqual([
    ...[404, 'text/plain', 'the tools are at /mcp\n'],
  ]);
});

describe('a long log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  const file = join(folder, 'long.log');
  writeFileSync(file, 'time="2026-11-01T10:00:00Z" level=info msg="nothing of note"\n'.repeat(400_000));

  test('tells how much of it is read', async () => {
    const client = await connected(['--allow', folder]);
    const told: { progress: number; total?: number | undefined }[] = [];
    await client.callTool({ name: 'explain', arguments: { file } }, { onprogress: (one) => told.push(one) });
    expect(told.length).toBeGreaterThan(2);
    // The client drops what comes in one piece with the answer, so the last that it heard may not be the end.
    expect(told.map(({ total }) => total)).toEqual(told.map(() => statSync(file).size));
    expect(told.map(({ progress }) => progress)).toEqual(
      told.map(({ progress }) => progress).toSorted((a, b) => a - b),
    );
  });

  test('is not told of to a client that did not ask', async () => {
    const client = await connected(['--allow', folder]);
    const complaints: Error[] = [];
    client.onerror = (error) => complaints.push(error);
    onTestFinished(() => void delete client.onerror);
    await client.callTool({ name: 'explain', arguments: { file } });
    expect(complaints).toEqual([]);
  });

  test('is no longer read when the client cancels', async () => {
    const client = await connected(['--allow', folder]);
    const cancel = new AbortController();
    let last = 0;
    const asked = client.callTool(
      { name: 'explain', arguments: { file } },
      {
        signal: cancel.signal,
        onprogress: ({ progress }) => {
          last = progress;
          cancel.abort();
        },
      },
    );
    await expect(asked).rejects.toThrow(/abort|cancel/i);
    // Nothing of the first question keeps the server from the next one.
    expect((await ask(client, 'lookup', { query: 'containerd-account' })).isError).toBe(false);
    expect(last).toBeLessThan(24_000_000);
  });
});
