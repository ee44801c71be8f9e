import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.ts';
import type { Measure } from './results.ts';
import { tellingUsage } from './usage.ts';

const nodes = 5000;
const pageSize = 500;
/** What an API server takes for a page, besides sending it. */
const pageMs = 50;

/**
 * What `status` costs in a cluster of 5,000 Windows nodes, of which each has an agent that keeps its condition, besides what
 * the API server takes to answer. The server is busy once (429), and forgets the list of pods in the middle once (410).
 */
export async function fleet(): Promise<Measure[]> {
  const pages = { nodes: pagesOf('NodeList', nodeOf), pods: pagesOf('PodList', podOf) };
  const told = { requests: 0, bytes: 0, ms: 0 };
  let [busy, forgets] = [1, 1];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const began = performance.now();
    told.requests += 1;
    response.once('close', () => {
      told.ms += performance.now() - began;
    });
    await new Promise((resolve) => setTimeout(resolve, pageMs));
    if (busy-- > 0) return answer(response, 429, gzipSync('{}'), { 'retry-after': '1' });
    const at = Number(searchParams.get('continue') ?? 0);
    const isPods = pathname.endsWith('/pods');
    if (isPods && at === 5 && forgets-- > 0) return answer(response, 410, gzipSync('{"kind":"Status","code":410}'));
    const page = (isPods ? pages.pods : pages.nodes)[at] ?? Buffer.alloc(0);
    told.bytes += page.length;
    return answer(response, 200, page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  try {
    const kubeconfig = join(folder, 'config');
    // A listening TCP server's address is never a string.
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf((server.address() as AddressInfo).port)));
    const program = await bundle();
    const began = performance.now();
    const child = spawn(process.execPath, [...tellingUsage, program, 'status', '-o', 'json'], {
      env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, usage] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    const seconds = (performance.now() - began) / 1000;
    const { groups, nodes: rows } = JSON.parse(said);
    if (rows.length !== nodes || groups.length === 0) throw new Error(`status showed ${rows.length} of ${nodes} nodes`);
    const what = `status of ${nodes} nodes`;
    const measure = (of: string, value: number, unit: string, goal: number | null): Measure => ({
      ...{ what: `${what}: ${of}`, value, unit, bare: null, goal },
    });
    return [
      // Both lists are read at the same time.
      measure('over what the API server took', seconds - told.ms / 2000, 's', 5),
      measure('memory at most', JSON.parse(usage).maxRSS / 1024, 'MiB', 256),
      // Ten pages of each list; one again after 429, five and one again after 410.
      measure('requests', told.requests, '', 27),
      measure('answers, compressed', told.bytes / 2 ** 20, 'MiB', null),
    ];
  } finally {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    server.close();
  }
}

function answer(response: ServerResponse, status: number, body: Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip', ...headers }).end(body);
}

const kubeconfigOf = (port: number) => ({
  'current-context': 'bench',
  contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  clusters: [{ name: 'bench', cluster: { server: `http://127.0.0.1:${port}` } }],
  users: [{ name: 'bench', user: { token: 'bench' } }],
});

function pagesOf(kind: string, item: (index: number) => object): Buffer[] {
  return Array.from({ length: nodes / pageSize }, (_, page) => {
    const items = Array.from({ length: pageSize }, (_unused, index) => item(page * pageSize + index));
    const next = (page + 1) * pageSize < nodes ? { continue: String(page + 1) } : {};
    return gzipSync(JSON.stringify({ kind, apiVersion: 'v1', metadata: { resourceVersion: '1', ...next }, items }));
  });
}

/** Of 15 kB, most of it images, as the kubelet tells of a node. */
function nodeOf(index: number): object {
  const at = new Date().toISOString();
  const ill = index % 50 === 0;
  const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
    ...{ type, status: type === 'Ready' ? 'True' : 'False', lastHeartbeatTime: at, lastTransitionTime: at },
    ...{ reason: 'KubeletReady', message: 'kubelet is posting ready status' },
  }));
  const own = {
    ...{ type: 'HostProcessReady', status: ill ? 'False' : 'True', lastHeartbeatTime: at, lastTransitionTime: at },
    ...{ reason: ill ? 'Unhealthy' : 'Healthy', message: ill ? 'unhealthy; fail: containerd-account' : 'healthy' },
  };
  const images = Array.from({ length: 50 }, (_, image) => ({
    names: [
      `registry.example/team-${image}/windows-app@sha256:${'0123456789abcdef'.repeat(4)}`,
      `registry.example/team-${image}/windows-app:1.${index % 7}.${image}`,
    ],
    sizeBytes: 2_000_000_000 + image,
  }));
  return {
    metadata: {
      ...{ name: `win-${index}`, uid: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}` },
      labels: { 'kubernetes.io/os': 'windows', 'kubernetes.io/arch': 'amd64', agentpool: `pool-${index % 9}` },
    },
    spec: { podCIDR: '10.0.0.0/24' },
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.7' }],
      conditions: [...conditions, own],
      images,
      nodeInfo: {
        ...{ containerRuntimeVersion: `containerd://${ill ? '1.7.13' : '1.7.28'}`, kubeletVersion: 'v1.34.2' },
        ...{ kernelVersion: '10.0.20348.2700', osImage: 'Windows Server 2022 Datacenter', operatingSystem: 'windows' },
      },
    },
  };
}

/** Of 7 kB, as a DaemonSet's pod is. */
const podOf = (index: number): object => ({
  metadata: {
    ...{ name: `hostprobe-${index}`, namespace: 'hostprobe', uid: `pod-${index}` },
    labels: { 'app.kubernetes.io/name': 'hostprobe' },
    managedFields: [{ manager: 'kubelet', fieldsV1: { padding: 'f:'.repeat(2000) } }],
  },
  spec: { nodeName: `win-${index}`, containers: [{ name: 'hostprobe', image: 'registry.example/hostprobe:0.1.0' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'hostprobe', ready: true, restartCount: 0, state: { running: {} } }],
  },
});
