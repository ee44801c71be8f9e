import { win32 } from 'node:path';
import { podVariables } from '../config/pod-variables.ts';
import { readCertificates } from '../decode/certificates.ts';
import { QueryError } from '../error.ts';
import { ifKnown } from '../fact.ts';
import type { Host } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import { apiServerUrl } from './cluster/find-api-access.ts';
import { ownFirst, readFile } from './token.ts';

/** For each question over the network; they run in parallel. */
const answerMs = 3_000;

/** The kubelet's health, its API, and kube-proxy's health, where their defaults put them. */
const kubeletHealthPort = 10_248;
const kubeletPort = 10_250;
const kubeProxyHealthPort = 10_256;

export const network: Probe<'network'> = {
  deadlineMs: 5_000,
  async read(host, { listen }) {
    const ports = new Set([...listen.map(({ port }) => port), kubeletHealthPort, kubeletPort, kubeProxyHealthPort]);
    const health = (port: number) => partOf(get(host, `http://127.0.0.1:${port}/healthz`));
    const [interfaces, listeners, excludedPorts, nameServers, clusterName, apiServer, kubeletHealth, kubeProxyHealth] =
      await Promise.all([
        partOf(host.network.interfaces()),
        partOf(readListeners(host, ports)),
        partOf(host.network.excludedPorts(), answerMs),
        partOf(host.network.nameServers(), answerMs),
        partOf(host.network.resolve('kubernetes.default.svc', { timeoutMs: answerMs })),
        readApiServer(host),
        health(kubeletHealthPort),
        health(kubeProxyHealthPort),
      ]);
    return {
      interfaces,
      nodeAddress: host.self.variable(podVariables.nodeAddress),
      own: [...listen],
      listeners,
      excludedPorts,
      nameServers,
      clusterName,
      apiServer,
      kubeletHealth,
      kubeProxyHealth,
    };
  },
};

async function readListeners(host: Host, ports: ReadonlySet<number>) {
  const [listeners, processes] = await Promise.all([host.network.listeners(), partOf(host.processes.list())]);
  const names = new Map(ifKnown(processes)?.map(({ pid, name }) => [pid, name]));
  return listeners
    .filter(({ port }) => ports.has(port))
    .map((listener) => ({ ...listener, process: names.get(listener.pid) ?? null }));
}

async function readApiServer(host: Host) {
  const url = apiServerUrl(host);
  const ca = await readCa(host);
  const asked = {
    host: host.self.variable(podVariables.apiServerHost),
    port: host.self.variable(podVariables.apiServerPort),
    ca: ca?.path ?? null,
  };
  if (url === null) {
    const missing = `${podVariables.apiServerHost} and _PORT are not set: this process is in no pod`;
    return { ...asked, answer: await partOf(Promise.reject(new QueryError('unsupported', missing))) };
  }
  return { ...asked, answer: await partOf(get(host, `${url}/version`, ca?.pem)) };
}

/** The first ca.crt that holds a certificate. */
async function readCa(host: Host): Promise<{ path: string; pem: string } | null> {
  for (const { directory } of ownFirst(host)) {
    const file = await partOf(readFile(host, directory, 'ca.crt'));
    if (!file.ok || file.value === null || readCertificates(file.value.bytes).certificates === 0) continue;
    return { path: win32.join(directory, 'ca.crt'), pem: new TextDecoder().decode(file.value.bytes) };
  }
  return null;
}

async function get(host: Host, url: string, ca?: string) {
  const answer = await host.network.get(url, { timeoutMs: answerMs, ca });
  if (answer === null) return null;
  return { ...answer, date: answer.date?.toISOString() ?? null, receivedAt: answer.receivedAt.toISOString() };
}
