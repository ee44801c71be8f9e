import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openCluster } from '../../agent/host/cluster.ts';
import { createLog } from '../../agent/log.ts';
import { createPodEvents, podEventsOf } from '../../agent/publish/pod-events.ts';
import { serveCluster } from '../deployment/cluster.ts';
import { toolFolders } from '../deployment/render.ts';
import { kubeconfigOf } from '../kubernetes.ts';
import { saved } from '../run.ts';
import { snapshotOf } from '../stories.ts';

test('kubectl describe pod and kubectl events show the cause of a failing pod', async () => {
  const snapshot = snapshotOf('containerd-user-account');
  const [wanted] = podEventsOf(snapshot, '');
  if (wanted === undefined) throw new Error('the story has no failing pod with a known cause');
  const { namespace, pod: name, uid } = wanted;
  const api = await serveCluster(async () => ({ status: 404, answer: {} }));
  api.objects = [
    { kind: 'Namespace', metadata: { name: namespace } },
    {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name, namespace, uid },
      spec: { nodeName: 'win-node-1', containers: [{ name: 'main', image: 'main:1' }] },
      status: { phase: 'Pending' },
    },
  ];
  api.allowed = [...api.allowed, 'create events', 'patch events'];
  const open = async () => ({ cluster: openCluster(api.access), nodeName: 'win-node-1' });
  const log = await createLog('silent');
  const podEvents = createPodEvents({ open, own: '', now: () => new Date(), log });
  await podEvents.emit(snapshot);
  expect(podEvents.refused()).toBeNull();
  const [folder = ''] = await toolFolders();
  const env = { KUBECONFIG: saved(kubeconfigOf(api)) };
  const kubectl = (...args: string[]) =>
    execa(join(folder, 'kubectl'), ['-n', namespace, ...args], { env, reject: false });
  const described = await kubectl('describe', 'pod', name);
  expect(described.stderr).toBe('');
  expect(described.stdout).toMatch(/Warning +HostProcessExplained +\S+.* hostprobe +.*Fix: /);
  const listed = await kubectl('events', '--for', `pod/${name}`);
  expect(listed.stderr).toBe('');
  expect(listed.stdout).toMatch(/^\d+s +Warning +HostProcessExplained +Pod\/\S+ +.*Fix: .*More: kubectl hostprobe /m);
});
