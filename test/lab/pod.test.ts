import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { podVariables } from '../../agent/pod.ts';
import { conditionType } from '../../agent/publish.ts';
import { freePort, type LabNode } from '../../scripts/lab/node.ts';
import { nodeName } from '../../scripts/lab/pod.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { buildImage } from '../image/built.ts';
import { type ReadImage, readImage } from '../image/read-image.ts';
import { type Api, serveKubernetes } from '../kubernetes.ts';
import { askTls } from '../server/client-tls.ts';
import { jwtOf } from '../server/readers.ts';
import { startContainer, unpackImage } from './container.ts';
import { apiServerAt, renderPod } from './rendered-pod.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

let image: ReadImage;
beforeAll(async () => {
  const { directory } = await buildImage();
  image = await readImage(join(directory, 'oci'));
  return () => rmSync(directory, { recursive: true });
}, 300_000);

/** Puts the pod's ServiceAccount under the rule of an API server, as the projected volume does. */
function trust({ cwd }: LabNode, api: Api): void {
  const folder = join(cwd, 'var', 'run', 'secrets', 'kubernetes.io', 'serviceaccount');
  writeFileSync(join(folder, 'ca.crt'), api.access.ca ?? '');
  api.token = readFileSync(join(folder, 'token'), 'utf8');
}

const isOf = (condition: { type: string }) => condition.type === conditionType;

test(
  'the pod of the manifests serves kubelet, readers and the cluster from the files of the image',
  () =>
    withNode('pod', healthy, async (node) => {
      unpackImage(node, image);
      const address = node.env[podVariables.nodeAddress];
      // On a machine that has nothing but loopback, every address of it.
      const hostIp = address === undefined || address === '127.0.0.1' ? '0.0.0.0' : address;
      const ports = { loopback: await freePort(), node: await freePort() };
      const pod = await renderPod('overlays/publish', { hostIp, ports });
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
      api.permits = ['reader get /report'];

      const env = { ...pod.env, ...apiServerAt(api.access.server) };
      const cwd = onDrive(node.prefix, 'C:\\');
      startContainer(node, pod.command, { mode: 'bind', cwd, args: pod.args, env });
      const ask = async (url: string, options = {}) => {
        const { hostname: host, port, pathname } = new URL(url);
        return (await askTls(Number(port), pathname, { host, ...options })).status;
      };
      const kubelet = { headers: { 'user-agent': 'kube-probe/1.33' } };
      await until(async () => (await ask(pod.probes.at(-1) ?? '', kubelet)) === 200);
      for (const url of pod.probes) expect([url, await ask(url, kubelet)]).toEqual([url, 200]);

      const report = `https://${hostIp}:${ports.node}/report`;
      expect(await ask(report)).toBe(401);
      expect(await ask(report, { token: stranger })).toBe(403);
      expect([200, 503]).toContain(await ask(report, { token: reader }));
      const plain = await fetch(`http://127.0.0.1:${ports.loopback}/report?status=200`);
      expect(await plain.json()).toMatchObject({ node: nodeName, facts: { cluster: { ok: true } } });

      await until(async () => kept.status.conditions?.some(isOf) === true);
      expect(kept.status.conditions).toEqual([
        expect.objectContaining({ reason: expect.stringMatching(/^(Checks|NotAll)/) }),
      ]);
      expect(api.objects.some(({ kind }) => kind === 'Event')).toBe(true);
    }),
  240_000,
);
