import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { conditionType } from '../../agent/publish/condition.ts';
import { writeFiles } from '../../image/files.ts';
import { freePort, type LabNode } from '../../scripts/lab/node.ts';
import { nodeName } from '../../scripts/lab/pod.ts';
import { healthy, scenarioOf } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { kustomize } from '../deployment/render.ts';
import { type RenderedPod, readPod } from '../deployment/rendered-pod.ts';
import { tls } from '../host/tls.ts';
import { builtImage } from '../image/built.ts';
import { type ReadImage, readImage } from '../image/read-image.ts';
import { type Api, serveKubernetes } from '../kubernetes.ts';
import { type Asking, askTls } from '../server/client-tls.ts';
import { fileToken, jwtOf } from '../server/readers.ts';
import { startContainer, unpackImage } from './container.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

let image: ReadImage;
beforeAll(async () => {
  image = await readImage(join((await builtImage()).directory, 'oci'));
}, 600_000);

/** Puts the pod's ServiceAccount under the rule of an API server, as the projected volume does. */
function trust({ cwd }: LabNode, api: Api): void {
  const folder = join(cwd, 'var', 'run', 'secrets', 'kubernetes.io', 'serviceaccount');
  writeFileSync(join(folder, 'ca.crt'), api.access.ca ?? '');
  api.token = readFileSync(join(folder, 'token'), 'utf8');
}

/** Where the container finds the API server. */
const apiServerAt = (url: string) => ({
  [podVariables.apiServerHost]: new URL(url).hostname,
  [podVariables.apiServerPort]: new URL(url).port,
});

/** Where a lab node's pod listens: on a machine that has nothing but loopback, on every address of it. */
async function placesOn({ env }: LabNode) {
  const address = env[podVariables.nodeAddress];
  const hostIp = address === undefined || address === '127.0.0.1' ? '0.0.0.0' : address;
  return { hostIp, ports: { loopback: await freePort(), node: await freePort() } };
}

/** The status of an answer, over TLS. */
async function ask(url: string, options: Asking = {}) {
  const { hostname: host, port, pathname } = new URL(url);
  return (await askTls(Number(port), pathname, { host, ...options })).status;
}

const kubelet = { headers: { 'user-agent': 'kube-probe/1.33' } };
/** Until kubelet's last question, whether it is ready, is answered with yes. */
const isReady = ({ probes }: RenderedPod) => until(async () => (await ask(probes.at(-1) ?? '', kubelet)) === 200);
const isOf = (condition: { type: string }) => condition.type === conditionType;
const patienceMs = 240_000;

test(
  'the pod of the manifests serves kubelet, readers and the cluster from the files of the image',
  () =>
    withNode('pod', healthy, async (node) => {
      unpackImage(node, image);
      const { hostIp, ports } = await placesOn(node);
      const pod = readPod(await kustomize('overlays/publish'), { hostIp, ports });
      const status: { conditions?: { type: string; reason: string }[] } = {};
      const kept = { kind: 'Node', metadata: { name: nodeName }, status };
      const api = await serveKubernetes([kept]);
      trust(node, api);
      api.allowed = pod.allowed;
      const [reader, stranger] = [jwtOf('reader'), jwtOf('stranger')];
      api.people = {
        [reader]: { name: 'reader', audiences: ['hostprobe'] },
        [stranger]: { name: 'stranger', audiences: ['hostprobe'] },
      };
      api.permits = ['reader get /facts', 'reader get /report'];

      const env = { ...pod.env, ...apiServerAt(api.access.server) };
      const cwd = onDrive(node.prefix, 'C:\\');
      startContainer(node, pod.command, { mode: 'bind', cwd, args: pod.args, env });
      await isReady(pod);
      for (const url of pod.probes) expect([url, await ask(url, kubelet)]).toEqual([url, 200]);

      const facts = `https://${hostIp}:${ports.node}/facts`;
      expect(await ask(facts)).toBe(401);
      expect(await ask(facts, { token: stranger })).toBe(403);
      expect(await ask(facts, { token: reader })).toBe(200);
      // In Wine hostprobe is an administrator, and nobody there knows a process of Linux: it may read what is open to all.
      const plain = (path: string) => fetch(`http://127.0.0.1:${ports.loopback}${path}`);
      expect([(await plain('/status')).status, (await plain('/report')).status]).toEqual([200, 403]);

      // Within HOSTPROBE_SPREAD seconds of its start it reads from the API server.
      await until(async () => kept.status.conditions?.some(isOf) === true);
      const report = await askTls(ports.node, '/report?status=200', { host: hostIp, token: reader });
      expect(JSON.parse(report.body)).toMatchObject({ node: nodeName, facts: { cluster: { ok: true } } });
      expect(kept.status.conditions).toEqual([
        expect.objectContaining({ reason: expect.stringMatching(/^(Checks|NotAll)/) }),
      ]);
      await until(async () => api.objects.some(({ kind }) => kind === 'Event'));
    }),
  patienceMs,
);

test(
  'without the bind filter, its tokens and its certificate are those of the Secrets below the mount point',
  () =>
    withNode('pod', scenarioOf('no-bind-filter'), async (node) => {
      unpackImage(node, image);
      const places = await placesOn(node);
      const pod = readPod(await kustomize('overlays/static-token'), places);
      const more = readPod(await kustomize('overlays/own-certificate'), places);
      writeFiles(join(node.cwd, 'etc'), {
        'hostprobe/tokens': Buffer.from(`${fileToken}\n`),
        'hostprobe-tls/tls.crt': Buffer.from(tls.cert),
        'hostprobe-tls/tls.key': Buffer.from(tls.key),
      });
      const args = [...pod.args, ...more.args.slice(1)];
      const env = { ...pod.env, ...more.env };
      startContainer(node, pod.command, { mode: 'fallback', cwd: node.cwd, args, env });
      await isReady(pod);
      const facts = `https://${places.hostIp}:${places.ports.node}/facts`;
      expect(await ask(facts, { token: fileToken })).toBe(200);
      const socket = connect({ host: places.hostIp, port: places.ports.node, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      expect(socket.getPeerX509Certificate()?.toString()).toBe(tls.cert);
      socket.destroy();
    }),
  patienceMs,
);
