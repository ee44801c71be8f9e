import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { openApi } from '../../agent/reach/api.ts';
import { openExec } from '../../agent/reach/exec.ts';
import { openForward } from '../../agent/reach/port-forward.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { discovered } from '../deployment/discovery.ts';
import { toolFolders } from '../deployment/render.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import type { Kubelet } from '../kubernetes/streams.ts';
import { kubeconfigOf, serveKubernetes, statusOf } from '../kubernetes.ts';
import { program } from '../program.ts';
import { run, saved, serve } from '../run.ts';

const place = { namespace: 'hostprobe', pod: 'hostprobe-win-1', container: 'hostprobe' };

async function cluster() {
  const api = await serveKubernetes([windowsNode('win-1', { containerd: '1.6.36' }), agentPod('win-1')]);
  api.allowed = ['get nodes', 'list pods', 'get pods', 'get pods/exec'];
  api.more = ({ path }) => {
    const answer = discovered(path);
    return answer === undefined ? null : { status: 200, answer };
  };
  const KUBECONFIG = saved(kubeconfigOf(api));
  const { config } = readConfig(status, ['--kubeconfig', KUBECONFIG], {});
  return { api, KUBECONFIG, own: openApi(await openSignIn(config), null) };
}

/** The cluster, for a user whose credential plugin gives the token of the moment. */
async function renewing() {
  const { api } = await cluster();
  const kubeconfig = JSON.parse(kubeconfigOf(api));
  const write = 'printf \'{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"%s"}}\' "$1" "$(cat "$2")"';
  const version = 'client.authentication.k8s.io/v1';
  const tokenFile = saved(api.token);
  const args = ['-c', write, 'plugin', version, tokenFile];
  kubeconfig.users[0].user = { exec: { apiVersion: version, command: 'sh', args, interactiveMode: 'Never' } };
  const { config } = readConfig(status, ['--kubeconfig', saved(JSON.stringify(kubeconfig))], {});
  return { api, tokenFile, own: openApi(await openSignIn(config), null) };
}

describe('exec', () => {
  test('opens with a new credential after the old one expired, and asks for one only once', async () => {
    const { api, tokenFile, own } = await renewing();
    api.kubelet.exec = () => spawn('cat', { stdio: 'pipe' });
    await own.get('/api/v1/namespaces/hostprobe/pods');
    api.token = 'the-next-token';
    writeFileSync(tokenFile, api.token);
    const stream = await openExec(own, place, ['x']);
    stream.end('through');
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('through');
    api.token = 'a-token-that-the-plugin-does-not-have';
    await expect(openExec(own, place, ['x'])).rejects.toThrow(/401/);
  });

  test('a slow reader holds up the sender, so that little is kept in memory', async () => {
    const { api, own } = await cluster();
    const megabytes = 64;
    const write = `const piece = Buffer.alloc(2 ** 20); for (let i = 0; i < ${megabytes}; i++) process.stdout.write(piece)`;
    api.kubelet.exec = () => spawn(process.execPath, ['-e', write], { stdio: 'pipe' });
    const stream = await openExec(own, place, ['x']);
    await once(stream, 'readable');
    await sleep(500);
    expect(stream.readableLength).toBeLessThan(2 * 2 ** 20);
    let bytes = 0;
    for await (const chunk of stream) bytes += chunk.length;
    expect(bytes).toBe(megabytes * 2 ** 20);
  });

  test('reports a result without data, and treats a stream without a result as a failure', async () => {
    const { api, own } = await cluster();
    api.kubelet.exec = () =>
      spawn(process.execPath, ['-e', 'process.stderr.write("no such file"); process.exitCode = 7'], { stdio: 'pipe' });
    await expect((await openExec(own, place, ['x'])).toArray()).rejects.toThrow(/ended with 7: no such file/);
    api.kubelet.exec = () => spawn(process.execPath, ['-e', 'process.stdout.write("data")'], { stdio: 'pipe' });
    api.kubelet.cutsAfter = 0;
    await expect((await openExec(own, place, ['x'])).toArray()).rejects.toThrow(/without a result/);
  });

  test('a result that overtakes the data ends nothing early', async () => {
    const { api, own } = await cluster();
    api.kubelet.resultFirst = true;
    api.kubelet.exec = () =>
      spawn(process.execPath, ['-e', 'process.stdout.write(Buffer.alloc(3e6, 7))'], { stdio: 'pipe' });
    const stream = await openExec(own, place, ['x']);
    await sleep(300);
    expect(Buffer.concat(await stream.toArray()).equals(Buffer.alloc(3e6, 7))).toBe(true);
  });

  test('the program receives the end of its input', async () => {
    const { api, own } = await cluster();
    api.kubelet.exec = () => spawn('cat', { stdio: 'pipe' });
    const stream = await openExec(own, place, ['x']);
    stream.end('to and fro');
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('to and fro');
  });

  test('the tunnel in the pod ends when the client is killed', async () => {
    const silent = createServer();
    onTestFinished(() => void silent.close());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    // A listening TCP server's address is never a string.
    const { port } = silent.address() as AddressInfo;
    const { api, KUBECONFIG } = await cluster();
    const started = Promise.withResolvers<ReturnType<typeof tunnel>>();
    const tunnel = () =>
      spawn(process.execPath, [program, 'connect', '--listen', `127.0.0.1:${port}`], { stdio: 'pipe' });
    api.kubelet.exec = () => {
      const child = tunnel();
      started.resolve(child);
      return child;
    };
    const client = execa(process.execPath, [program, 'facts', '--node', 'win-1', '--via', 'exec'], {
      env: { KUBECONFIG, PATH: '/nowhere' },
      extendEnv: false,
      reject: false,
    });
    const child = await started.promise;
    await once(silent, 'connection');
    client.kill('SIGKILL');
    await once(child, 'exit');
    expect(child.signalCode).toBeNull();
  });
});

describe('port-forward', () => {
  test('what is answered after the end of the question arrives whole', async () => {
    const { api, own } = await cluster();
    api.allowed.push('get pods/portforward');
    const answer = Buffer.alloc(2e6, 3);
    const late = createServer((socket) => socket.once('data', () => setTimeout(() => socket.end(answer), 400)));
    onTestFinished(() => void late.close());
    late.listen(0, '127.0.0.1');
    await once(late, 'listening');
    // A listening TCP server's address is never a string.
    api.kubelet.forward = () => (late.address() as AddressInfo).port;
    const stream = await openForward(own, place, 20_258);
    stream.end('a question');
    expect(Buffer.concat(await stream.toArray()).equals(answer)).toBe(true);
  });

  test('a port on which nothing listens says so', async () => {
    const { api, own } = await cluster();
    api.allowed.push('get pods/portforward');
    api.kubelet.forward = () => 1;
    const stream = await openForward(own, place, 20_258);
    await expect(stream.toArray()).rejects.toThrow(/port-forward to 20258: error forwarding port .*ECONNREFUSED/);
  });
});

describe('a stream that the API server does not open', () => {
  const facts = ['facts', '--node', 'win-1'];
  const environmentOf = (KUBECONFIG: string) => ({ environment: { KUBECONFIG, PATH: '/nowhere' } });
  /** The path of each request for a stream, and what was said. */
  async function refusing(insteadOfStreams: Kubelet['insteadOfStreams'], ...flags: string[]) {
    const { api, KUBECONFIG } = await cluster();
    api.objects = [windowsNode('win-1'), agentPod('win-1')];
    api.allowed.push('get pods/portforward');
    api.kubelet.insteadOfStreams = insteadOfStreams;
    const { code, stdout, stderr } = await run([...facts, ...flags], environmentOf(KUBECONFIG));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  }

  test.each([
    ['answers as if it were no upgrade', statusOf(400, 'BadRequest', 'Upgrade request required')],
    ['wants another protocol', { status: 426, answer: 'SPDY/3.1 only' }],
  ])('because a proxy %s: each way is tried, and kubectl named as the last', async (_what, refusal) => {
    const said = await refusing(refusal);
    expect(said).toMatch(
      /^hostprobe facts: the agent on win-1 cannot be reached: a proxy before the API server passes no WebSocket: GET \S+portforward: 4\d\d, .*; a proxy .*exec: 4\d\d, .*; kubectl: there is none in PATH\n$/,
    );
  });

  test('because it cannot reach the kubelet: no other way is tried, since all lead there', async () => {
    const dial = 'error dialing backend: dial tcp 10.0.0.7:10250: i/o timeout';
    expect(await refusing({ status: 500, answer: { ...Object(statusOf(500, '', dial).answer), reason: '' } })).toBe(
      `hostprobe facts: the agent on win-1 cannot be reached: the API server cannot reach the kubelet of this node: GET /api/v1/namespaces/hostprobe/pods/hostprobe-win-1/portforward: 500, ${dial}\n`,
    );
  });

  test('because it never answers: another stream is tried, and no third', async () => {
    const said = await refusing('nothing', '--request-timeout', '6s');
    expect(said).toMatch(
      /portforward: \S+ opened no stream within 6 s; GET \S+exec: \S+ opened no stream within 6 s\n$/,
    );
  });
});

test('works through the real kubectl exec too', async () => {
  using server = await serve(['--facts', 'test/nodes/nssm-user-account/snapshot.json']);
  const { api, KUBECONFIG } = await cluster();
  api.kubelet.exec = () =>
    spawn(process.execPath, [program, 'connect', '--listen', `127.0.0.1:${server.port}`], { stdio: 'pipe' });
  // kubectl keeps what it discovers in its home folder.
  const environment = { KUBECONFIG, HOME: dirname(KUBECONFIG), PATH: (await toolFolders()).join(':') };
  const report = await run(['report', '--node', 'win-1', '--via', 'kubectl'], { environment });
  expect(report).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('containerd-account') });
  expect(api.streams).toEqual(['exec v5.channel.k8s.io']);

  api.allowed = ['get nodes', 'list pods', 'get pods'];
  const refused = await run(['report', '--node', 'win-1', '--via', 'kubectl'], { environment });
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/kubectl exec ended with 1: .*pods\/exec/),
  });
});
