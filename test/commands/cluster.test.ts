import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveCluster } from '../deployment/cluster.ts';
import { tls } from '../host/tls.ts';
import { type Api, kubeconfigOf } from '../kubernetes.ts';
import { saved, serve } from '../run.ts';
import { askTls } from '../server/client-tls.ts';
import { inCluster } from './met.ts';
import { openShell, scratchFolder } from './scratch.ts';

/** What the cluster has before hostprobe comes. */
const before = [
  ...['default', 'monitoring'].map((name) => ({ kind: 'Namespace', metadata: { name } })),
  { kind: 'ServiceAccount', metadata: { name: 'reader', namespace: 'monitoring' } },
  failingPod(),
];

/** A pod whose container containerd could not start. */
function failingPod() {
  const message = 'failed to create user process token: failed to logon user: Access is denied.';
  const state = { waiting: { reason: 'CrashLoopBackOff' } };
  const lastState = { terminated: { exitCode: 128, reason: 'StartError', message } };
  return {
    kind: 'Pod',
    metadata: { name: 'agent-7x2kq', namespace: 'monitoring' },
    spec: { nodeName: 'win-1', containers: [{ name: 'agent', image: 'registry.example.com/agent:1' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'agent', restartCount: 6, state, lastState }] },
  };
}

const story = 'test/nodes/nssm-user-account/snapshot.json';

/** A cluster with one node, on which hostprobe serves a recorded report to whom the cluster lets read. */
async function clusterWithNode() {
  let port = 0;
  const api = await serveCluster(async ({ scheme, name, port: asked, path }) => {
    expect([scheme, name, asked]).toEqual(['https', 'win-1', '20258']);
    // The API server keeps the reader's token to itself.
    const { status = 0, body } = await askTls(port, path, {});
    return { status, answer: JSON.parse(body) };
  });
  api.objects = [...before];
  const kubeconfig = saved(kubeconfigOf(api));
  const flags = ['--listen', '0.0.0.0:0', '--tls', 'self-signed', '--auth', 'kubernetes'];
  const server = await serve(['--facts', story, ...flags], { KUBECONFIG: kubeconfig });
  port = server.port;
  return { api, kubeconfig, server };
}

const namesIn = ({ objects }: Api) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

test('the commands that READMEs show for a cluster do what they say', async () => {
  const { api, kubeconfig, server } = await clusterWithNode();
  using _ = server;
  const folder = scratchFolder();
  writeFileSync(join(folder, 'tokens.txt'), 'a-token-for-the-day-when-the-server-is-away\n');
  writeFileSync(join(folder, 'tls.crt'), tls.cert);
  writeFileSync(join(folder, 'tls.key'), tls.key);
  const type = await openShell(folder, { KUBECONFIG: kubeconfig });
  const instead = { '10.0.0.7:20258': `127.0.0.1:${server.port}` };
  // Of the node's certificate: the pin in the log is the one that curl demands, and the file is what --ca-file trusts.
  const { pin } = server.log.find((entry) => 'pin' in entry) ?? {};
  const pinned = async (demanded: unknown) =>
    (await type(`curl -s -k --pinnedpubkey '${demanded}' https://10.0.0.7:20258/livez`, instead)).code;
  expect([await pinned(pin), await pinned(`sha256//${'A'.repeat(43)}=`)]).toEqual([0, 90]);
  await type('openssl s_client -connect 10.0.0.7:20258 < /dev/null | openssl x509 > nodes.pem', instead);
  await type(`PIN='${pin}'`);
  for (const [command, code, printed] of inCluster) {
    if (command.includes('--token-file')) await type('printf %s "$TOKEN" > token');
    expect({ command, ...(await type(command, instead)) }).toEqual({
      command,
      code,
      output: expect.stringMatching(printed),
    });
  }
  // The reader's token is lost on the way through the API server.
  const { code, output } = await type('kubectl get --raw /api/v1/nodes/https:win-1:20258/proxy/report');
  expect([code, output]).toEqual([1, expect.stringContaining('You must be logged in')]);
  // What no manifest made no uninstalling takes away: the binding made by hand, and the namespace that Helm was given.
  const made = namesIn(api).filter((name) => !before.some(({ kind, metadata }) => name === `${kind} ${metadata.name}`));
  expect(made).toEqual(['ClusterRoleBinding hostprobe-readers', 'Namespace hostprobe']);
}, 600_000);
