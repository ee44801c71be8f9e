import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { NoAnswerError, QueryError, UserError } from '../../agent/error.ts';
import { findAgent, readAgentPod, toUserError, transportsOf, whyNoStreams } from '../../agent/reach/agent.ts';
import { openApi } from '../../agent/reach/api.ts';
import { connectCommand, openExec, openForward } from '../../agent/reach/exec.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { discovered } from '../deployment/discovery.ts';
import { toolFolders } from '../deployment/render.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import type { Kubelet } from '../kubernetes/streams.ts';
import { kubeconfigOf, serveKubernetes, statusOf } from '../kubernetes.ts';
import { program } from '../program.ts';
import { saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

/** An agent that serves a saved snapshot. */
let agent: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  agent = await serve(['--facts', 'test/nodes/nssm-user-account/snapshot.json']);
  return () => agent[Symbol.dispose]();
});

/** The facts are not those of an agent. */
const alone = expect.stringContaining('"code": "no-agent"');

describe('agent', () => {
  /** A cluster of one node, on which the agent runs. */
  async function cluster(containerd = '1.7.28') {
    const api = await serveKubernetes([windowsNode('win-1', { containerd }), agentPod('win-1')]);
    api.allowed = ['get nodes', 'list pods', 'list nodes', 'get pods/exec', 'get pods/portforward'];
    api.kubelet.forward = () => agent.port;
    api.kubelet.exec = (_, command) =>
      command.join() === connectCommand.join()
        ? spawn(process.execPath, [program, 'connect', '--listen', `127.0.0.1:${agent.port}`], { stdio: 'pipe' })
        : 'no such program';
    const KUBECONFIG = saved(kubeconfigOf(api));
    const hostprobe = (...args: string[]) => run(args, { environment: { KUBECONFIG, PATH: '/nowhere' } });
    return { api, hostprobe, kubeconfig: KUBECONFIG };
  }
  const failed = { code: 1, stderr: '' };

  describe('--node win-1', () => {
    test('reads the report by port-forward', async () => {
      const one = await cluster();
      const { stdout, ...ended } = await one.hostprobe('report', '--node', 'win-1');
      expect(ended).toEqual(failed);
      expect(stdout).toContain('containerd-account');
      expect(one.api.streams).toEqual(['portforward v4.channel.k8s.io']);
    });

    test.each([['v5.channel.k8s.io'], ['v4.channel.k8s.io']])(
      'goes by exec (%s) where containerd forwards no ports',
      async (protocol) => {
        const one = await cluster('1.6.36');
        one.api.kubelet.protocols = [protocol];
        const { stdout, ...ended } = await one.hostprobe('report', '--node', 'win-1');
        expect(ended).toEqual(failed);
        expect(stdout).toContain('containerd-account');
        expect(one.api.streams).toEqual([`exec ${protocol}`]);
      },
    );

    test('uses exec when port-forward is denied, and reports both errors when exec is denied too', async () => {
      const one = await cluster();
      one.api.allowed = one.api.allowed.filter((right) => right !== 'get pods/portforward');
      expect((await one.hostprobe('facts', '--node', 'win-1')).code).toBe(0);
      expect(one.api.streams).toEqual(['exec v5.channel.k8s.io']);
      one.api.allowed = ['get nodes', 'list pods'];
      const { code, stderr } = await one.hostprobe('facts', '--node', 'win-1');
      expect(code).toBe(2);
      expect(stderr).toMatch(/cannot get resource "pods\/portforward".*cannot get resource "pods\/exec"/);
    });

    test('reports a truncated answer even when exec reports success', async () => {
      const one = await cluster('1.6.36');
      one.api.kubelet.loses = 5000;
      expect(await one.hostprobe('facts', '--node', 'win-1')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/win-1: exec: the answer was cut short/),
      });
    });

    test('asks again, once, when the end of an answer was lost', async () => {
      const one = await cluster('1.6.36');
      const { exec } = one.api.kubelet;
      one.api.kubelet.loses = 5000;
      let tunnels = 0;
      one.api.kubelet.exec = (pod, command) => {
        tunnels += 1;
        if (tunnels === 2) one.api.kubelet.loses = 0;
        return exec(pod, command);
      };
      expect(await one.hostprobe('facts', '--node', 'win-1')).toMatchObject({ code: 0, stderr: '' });
      expect(one.api.streams).toHaveLength(2);
    });

    test.each([['a stream that breaks', 'cutsAfter', 3000]] as const)('%s is an error', async (_what, field, value) => {
      const one = await cluster();
      one.api.kubelet[field] = value;
      expect(await one.hostprobe('facts', '--node', 'win-1')).toMatchObject({ code: 2, stdout: alone });
    });

    test('shows the error of containerd when port-forward fails', async () => {
      const one = await cluster();
      one.api.kubelet.forward = () => 'failed to execute port forward in sandbox "x": wincat.exe: not found';
      expect(await one.hostprobe('facts', '--node', 'win-1', '--via', 'forward')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('wincat.exe'),
      });
    });

    test('goes by exec where port-forward opens and leads to nothing, and tries it once only', async () => {
      const one = await cluster();
      one.api.kubelet.forward = () => 'failed to execute port forward in sandbox "x": wincat.exe: not found';
      const bundle = saved('').replace(/json$/, 'zip');
      // Two requests: for the name, and for the bundle.
      expect(await one.hostprobe('bundle', bundle, '--node', 'win-1')).toMatchObject({ code: 0, stderr: '' });
      expect(one.api.streams).toEqual(['portforward v4.channel.k8s.io', 'exec v5.channel.k8s.io']);
    });

    test.skipIf(process.platform === 'win32')(
      'goes by the kubectl of the user where neither stream opens',
      async () => {
        const one = await cluster();
        one.api.allowed = ['get nodes', 'list pods'];
        const folder = mkdtempSync(join(tmpdir(), 'hostprobe-kubectl-'));
        const tunnel = [process.execPath, program, 'connect', '--listen', `127.0.0.1:${agent.port}`];
        writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\necho "$@" > "$0.args"\nexec ${tunnel.join(' ')}\n`, {
          mode: 0o755,
        });
        const environment = { KUBECONFIG: one.kubeconfig, PATH: folder };
        const flags = [
          ...['--as=joe', '--as-group=a', '--as-group=b', '--as-uid=7', '--as-user-extra=reason=x'],
          ...[
            '--request-timeout=20s',
            '--insecure-skip-tls-verify',
            '--context=here',
            '--user=agent',
            '--cluster=here',
          ],
        ];
        const asked = ['facts', '--node', 'win-1', ...flags];
        expect(await run(asked, { environment })).toMatchObject({ code: 0, stderr: '' });
        const args = readFileSync(join(folder, 'kubectl.args'), 'utf8').trim().split(' ');
        const [first, passed, last] = [args.slice(0, 5), args.slice(5, 5 + flags.length), args.slice(5 + flags.length)];
        expect(first).toEqual(['exec', '-i', '--namespace=hostprobe', 'pod/hostprobe-win-1', '--container=hostprobe']);
        expect(passed.toSorted()).toEqual(flags.map((flag) => flag.replace('=20s', '=20000ms')).toSorted());
        expect(last).toEqual(['--', ...connectCommand]);
      },
    );

    test.skipIf(process.platform === 'win32')('says why the first ways failed when kubectl fails too', async () => {
      const one = await cluster();
      one.api.allowed = ['get nodes', 'list pods'];
      const folder = mkdtempSync(join(tmpdir(), 'hostprobe-kubectl-'));
      const says =
        'E1126 18:50:55.817082    5564 memcache.go:265] "Unhandled Error" err="x"\\nerror: you must be logged in';
      writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\nprintf '${says}\\n' >&2\nexit 1\n`, { mode: 0o755 });
      const environment = { KUBECONFIG: one.kubeconfig, PATH: folder };
      const { code, stderr } = await run(['facts', '--node', 'win-1'], { environment });
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /403, .*pods\/portforward.*; .*403, .*pods\/exec.*; kubectl exec ended with 1: error: you must be logged in\n$/,
      );
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });

    test('shows the error of a program that cannot be started', async () => {
      const one = await cluster('1.6.36');
      one.api.kubelet.exec = () =>
        'Internal error occurred: hcs::System::CreateProcess: The system cannot find the file';
      const { code, stderr } = await one.hostprobe('facts', '--node', 'win-1', '--via', 'exec');
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('was not started: Internal error') });
    });

    test('works with bundle, explain and predict', async () => {
      const one = await cluster();
      const bundle = saved('').replace(/json$/, 'zip');
      const limits = ['--node', 'win-1', '--since', '2d', '--max-size', '20MB'];
      expect((await one.hostprobe('bundle', bundle, ...limits)).stdout).toMatch(/node\.zip: \d+ kB from win-1/);
      const text = 'failed to create user process token: failed to logon user: Access is denied.';
      const explained = await one.hostprobe('explain', text, '--node', 'win-1', '-o', 'json');
      expect(JSON.parse(explained.stdout).diagnoses[0].causes[0].weight).toBe('confirmed');
      const predicted = await one.hostprobe('predict', 'test/predict/agent.yaml', '--node', 'win-1', '-o', 'json');
      expect(JSON.parse(predicted.stdout).predictions).toHaveLength(1);
    });

    test('predict uses what the cluster tells of a node without an agent, and says so', async () => {
      const one = await cluster();
      one.api.objects.push(windowsNode('win-2', { containerd: '1.5.11' }));
      const asked = ['predict', 'test/predict/agent.yaml', '--node', 'win-1', '--node', 'win-2'];
      const { code, stdout } = await one.hostprobe(...asked);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^\| containerd +\| v1\.7\.28 +\| 1\.5\.11 +\|$/m);
      expect(stdout).toMatch(/^\| will it run +\| .* \| it will not run; it stops at mode +\|$/m);
      expect(stdout.replaceAll('\n', ' ')).toContain(
        'Of win-2 only what the cluster tells was seen: no pod of hostprobe runs',
      );
    });

    test('says when the node does not exist or has no agent', async () => {
      const one = await cluster();
      expect(await one.hostprobe('report', '--node', 'win-9')).toMatchObject({
        code: 64,
        stderr: expect.stringContaining('this cluster has no node win-9'),
      });
      one.api.objects = [windowsNode('win-1')];
      // Events and DaemonSets are refused.
      expect(await one.hostprobe('report', '--node', 'win-1')).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('daemonsets is forbidden'),
        stderr: expect.stringContaining('no pod of hostprobe runs on win-1'),
      });
    });
  });
});

describe('access', () => {
  /** kubectl asks in protobuf. Source: kubernetes api/authorization/v1/generated.proto, ResourceAttributes: verb 2, subresource 6. */
  function reviewed(asked: Buffer, rights: readonly string[]) {
    const { verb, subresource } =
      /(?<verb>get|create).*(?<subresource>portforward|exec)/s.exec(asked.toString('latin1'))?.groups ?? {};
    const allowed = rights.includes(`${verb} pods/${subresource}`);
    const kinds = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1' };
    return { status: 201, answer: { ...kinds, metadata: {}, spec: {}, status: { allowed } } };
  }

  /** A user with these rights, as hostprobe and as kubectl see them. */
  async function user(...rights: string[]) {
    const server = await serveKubernetes();
    server.allowed = rights;
    server.more = ({ path }, body) => {
      const answer = discovered(path);
      if (answer !== undefined) return { status: 200, answer };
      return Buffer.isBuffer(body) ? reviewed(body, rights) : null;
    };
    const KUBECONFIG = saved(kubeconfigOf(server));
    const { config } = readConfig(status, ['--kubeconfig', KUBECONFIG], {});
    const [folder = ''] = await toolFolders();
    const canI = async (verb: string, subresource: string) => {
      const args = ['auth', 'can-i', verb, 'pods', `--subresource=${subresource}`, '-n', 'hostprobe'];
      const env = { KUBECONFIG, HOME: dirname(KUBECONFIG) };
      return (await execa(join(folder, 'kubectl'), args, { env, extendEnv: false, reject: false })).stdout === 'yes';
    };
    return { server, api: openApi(await openSignIn(config), null), canI };
  }

  test.each([
    [['get pods/portforward'], true],
    [['create pods/exec'], true],
    [['list pods', 'get pods'], false],
  ])('with the rights %j a stream may be opened: %s, and kubectl auth can-i agrees', async (rights, may) => {
    const { api, canI } = await user(...rights);
    const why = await whyNoStreams(api, 'hostprobe');
    if (may) expect(why).toBeNull();
    else expect(why).toContain('may open no stream to pods in the namespace hostprobe');
    const answers = await Promise.all([canI('get', 'portforward'), canI('create', 'exec')]);
    expect(answers.some(Boolean)).toBe(may);
  });

  test('an API server that does not tell keeps nobody from trying', async () => {
    const { server, api } = await user();
    server.more = ({ path }) =>
      path.includes('selfsubjectaccessreviews') ? { status: 404, answer: '404 page not found' } : null;
    expect(await whyNoStreams(api, 'hostprobe')).toBeNull();
  });
});

describe('transports', () => {
  const place = { namespace: 'hostprobe', name: 'hostprobe-win-1', container: 'hostprobe' };

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
      const sent = Promise.withResolvers<unknown>();
      api.kubelet.exec = () => {
        const program = spawn(process.execPath, ['-e', write], { stdio: 'pipe' });
        sent.resolve(once(program, 'close'));
        return program;
      };
      const stream = await openExec(own, place, ['x']);
      await Promise.all([once(stream, 'readable'), sent.promise]);
      // What the kubelet of this process has sent comes within a few turns of the loop, unless it is held up.
      for (let turn = 0; turn < 1000; turn++) await new Promise(setImmediate);
      expect(stream.readableLength).toBeLessThan(2 * 2 ** 20);
      let bytes = 0;
      for await (const chunk of stream) bytes += chunk.length;
      expect(bytes).toBe(megabytes * 2 ** 20);
    });

    test('reports a result without data, and treats a stream without a result as a failure', async () => {
      const { api, own } = await cluster();
      api.kubelet.exec = () =>
        spawn(process.execPath, ['-e', 'process.stderr.write("no such file"); process.exitCode = 7'], {
          stdio: 'pipe',
        });
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
      // The first of the data, behind the result.
      await once(stream, 'readable');
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
      const ended = Promise.withResolvers<void>();
      const late = createServer((socket) => socket.once('data', () => ended.promise.then(() => socket.end(answer))));
      onTestFinished(() => void late.close());
      late.listen(0, '127.0.0.1');
      await once(late, 'listening');
      // A listening TCP server's address is never a string.
      api.kubelet.forward = () => (late.address() as AddressInfo).port;
      const stream = await openForward(own, place, 20_258);
      stream.end('a question');
      await once(stream, 'finish');
      ended.resolve();
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
      expect({ code, stdout }).toEqual({ code: 2, stdout: alone });
      return stderr;
    }

    test.each([
      ['answers as if it were no upgrade', statusOf(400, 'BadRequest', 'Upgrade request required')],
      ['wants another protocol', { status: 426, answer: 'SPDY/3.1 only' }],
    ])('because a proxy %s: each way is tried, and kubectl named as the last', async (_what, refusal) => {
      const said = await refusing(refusal);
      expect(said).toMatch(
        /^No agent answered on win-1, so this is what the cluster alone tells of it: the agent on win-1 cannot be reached: a proxy before the API server passes no WebSocket: GET \S+portforward: 4\d\d, .*; a proxy .*exec: 4\d\d, .*; kubectl: there is none in PATH\n$/,
      );
    });

    test('because it cannot reach the kubelet: no other way is tried, since all lead there', async () => {
      const dial = 'error dialing backend: dial tcp 10.0.0.7:10250: i/o timeout';
      expect(await refusing({ status: 500, answer: { ...Object(statusOf(500, '', dial).answer), reason: '' } })).toBe(
        `No agent answered on win-1, so this is what the cluster alone tells of it: the agent on win-1 cannot be reached: the API server cannot reach the kubelet of this node: GET /api/v1/namespaces/hostprobe/pods/hostprobe-win-1/portforward: 500, ${dial}\n`,
      );
    });

    test('because it never answers: another stream is tried, and no third', async () => {
      const said = await refusing('nothing', '--request-timeout', '3s');
      expect(said).toMatch(
        /portforward: \S+ opened no stream within 3 s; GET \S+exec: \S+ opened no stream within 3 s\n$/,
      );
    });
  });

  test('works through the real kubectl exec too', async () => {
    const { api, KUBECONFIG } = await cluster();
    api.kubelet.exec = () =>
      spawn(process.execPath, [program, 'connect', '--listen', `127.0.0.1:${agent.port}`], { stdio: 'pipe' });
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
});

// containerd 1.7.16 is the first whose shim forwards ports of a HostProcess pod (containerd/containerd#9950).
test.each([
  ['containerd://1.7.16', true],
  ['containerd://1.7.15', false],
  ['containerd://2.1.4', true],
  ['containerd://1.6.36', false],
  ['cri-o://1.30.0', false],
  ['', false],
])('the ways to an agent behind %s begin with port-forward: %s', (runtime, forwards) => {
  expect(transportsOf(runtime)).toEqual([...(forwards ? ['forward'] : []), 'exec', 'kubectl']);
});

test('a pod of hostprobe is what its own container is, and one that ends does not run', () => {
  expect(readAgentPod(agentPod('win-1'))).toMatchObject({
    ...{ name: 'hostprobe-win-1', namespace: 'hostprobe', node: 'win-1', container: 'hostprobe' },
    ...{ image: 'hostprobe:0.1.0', state: 'Running', running: true, reasons: [] },
  });
  const message = 'failed to create containerd task: failed to logon user: Access is denied.: unknown';
  expect(readAgentPod(agentPod('win-1', { reason: 'RunContainerError', message }))).toMatchObject({
    ...{ state: 'RunContainerError', running: false, reasons: [expect.stringContaining(message)] },
  });
  const ending = { ...Object(agentPod('win-1').metadata), deletionTimestamp: '2026-11-01T11:00:00Z' };
  expect(readAgentPod({ ...agentPod('win-1'), metadata: ending })).toMatchObject({
    ...{ state: 'Terminating', running: false },
  });
});

// Source: kubernetes api/core/v1/types.go, PodStatus: a pod that the kubelet refused or evicted has a reason of its own.
test.each<[what: string, status: object, state: string]>([
  ['that was evicted', { phase: 'Failed', reason: 'Evicted' }, 'Evicted'],
  ['that has no node yet', { phase: 'Pending' }, 'Pending'],
  ['of which nothing is said', {}, 'Unknown'],
  [
    'whose container runs on while it has failed',
    { phase: 'Failed', containerStatuses: [{ name: 'hostprobe', state: { running: {} } }] },
    'Failed',
  ],
])('a pod of hostprobe %s does not run', (_what, status, state) => {
  expect(readAgentPod({ ...agentPod('win-1'), status })).toMatchObject({ running: false, state });
});

test('a pod of hostprobe whose container has another name is asked in that, and not in one that only prepares it', () => {
  const spec = { nodeName: 'win-1', initContainers: [{ name: 'copy' }], containers: [{ name: 'probe', image: 'a:1' }] };
  expect(readAgentPod({ ...agentPod('win-1'), spec })).toMatchObject({ container: 'probe', image: 'a:1' });
  expect(readAgentPod({ ...agentPod('win-1'), spec: {} })).toMatchObject({ container: 'hostprobe', image: '' });
});

test('of the pods on a node the one that runs is asked, and what the API server calls a bad request is one', async () => {
  const api = await serveKubernetes([
    windowsNode('win-1'),
    { ...agentPod('win-1', { reason: 'ImagePullBackOff', message: '' }), metadata: { ...agentPod('a').metadata } },
    agentPod('win-1'),
  ]);
  api.allowed = ['get nodes', 'list pods'];
  const opened = openApi(
    await openSignIn(readConfig(status, ['--kubeconfig', saved(kubeconfigOf(api))], {}).config),
    null,
  );
  expect(await findAgent(opened, 'win-1', 'hostprobe')).toMatchObject({
    ...{ pod: { name: 'hostprobe-win-1', running: true }, runtime: 'containerd://1.7.28' },
  });
  const of = (code: string) => {
    try {
      return toUserError(new QueryError('failed', 'x', code));
    } catch (error) {
      return error instanceof NoAnswerError ? 'no answer' : error instanceof UserError ? 'bad use' : error;
    }
  };
  expect([of('400'), of('403')]).toEqual(['bad use', 'no answer']);
});
