import { type Config, readConfig } from '../../agent/config.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { namedNodes } from '../../agent/source/node-flags.ts';
import { serveLogs } from '../kubernetes/windows-logs.ts';
import { type Api, kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved } from '../run.ts';
import { filled, objectsOf, type Story } from './told.ts';

/** What the role `view` and `get nodes` allow, of what is asked. */
export const viewer = ['get nodes', 'list pods', 'list events', 'list namespaces', 'get namespaces', 'list daemonsets'];

/** A cluster in which the story's node is win-1, and hostprobe was never installed. */
export async function tell(story: Story): Promise<Api> {
  const api = await serveKubernetes(objectsOf(story, new Date()));
  api.allowed = viewer;
  const { kubelet, containerd } = story.logs ?? {};
  const event = (message: string) => ({ time: '12/1/2026 2:37:20 AM', level: 'Error', message: filled(message) });
  serveLogs(api, {
    files: kubelet === undefined ? {} : { 'kubelet/kubelet.log': filled(kubelet) },
    events: containerd === undefined ? {} : { containerd: containerd.trim().split('\n').map(event) },
  });
  return api;
}

/** What `--node win-1` gets there. */
export async function readNode(api: Api, logs = false, more: Partial<Config> = {}): Promise<Snapshot> {
  const flags = readConfig({ id: 'report', flags: ['facts', 'node'], outputs: [], operands: null }, [], {}).config;
  const asked = { ...flags, kubeconfig: saved(kubeconfigOf(api)), node: ['win-1'], logs, ...more };
  const [node] = (await namedNodes(asked)) ?? [];
  if (node === undefined) throw new Error('no node was read');
  return node.snapshot;
}
