import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { program } from '../program.ts';
import { environmentOf, run } from '../run.ts';
import { nodesFolder, snapshotFile } from '../stories.ts';

const packageFile = (path: string) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));
const inspector = packageFile('@modelcontextprotocol/inspector/clients/cli/build/index.js');
const conformance = packageFile('@modelcontextprotocol/conformance/dist/index.js');

const start = [program, 'mcp', '--allow', nodesFolder] as const;
let url = '';

beforeAll(async () => {
  const server = execa(process.execPath, [...start, '--listen', '127.0.0.1:0'], {
    env: environmentOf(),
    extendEnv: false,
    reject: false,
  });
  const [line] = await once(createInterface(server.stderr), 'line');
  url = String(line).replace('listening on ', '');
  return () => void server.kill();
});

/** What the inspector's command line prints. */
async function inspect(way: 'stdio' | 'http', args: readonly string[]) {
  const target = way === 'http' ? [url] : [process.execPath, ...start];
  const { exitCode, stdout, stderr } = await execa(process.execPath, [inspector, ...target, ...args], {
    env: environmentOf({ HOME: process.env.HOME ?? '' }),
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stderr, answer: stdout === '' ? null : JSON.parse(stdout) };
}

describe.each(['stdio', 'http'] as const)("the protocol's inspector, over %s", (way) => {
  test('lists the tools, and finds their schemas right for all clients', async () => {
    const { exitCode, answer, stderr } = await inspect(way, ['--method', 'tools/list', '--strict']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('0 errors,') });
    expect(answer.tools.length).toBe(6);
  });

  test.each([
    ['explain', ['text=failed to logon user: Access is denied.'], 'containerd-account'],
    ['lint', ['manifest=kind: Pod'], 'HostProcess pod'],
    ['predict', ['manifest=kind: Pod', `facts=${snapshotFile('healthy')}`], 'must hold a HostProcess pod'],
    ['nodes', ['selector=a=b'], 'kubeconfig'],
    ['report', [`facts=${snapshotFile('nssm-user-account')}`], 'is unhealthy'],
    ['lookup', ['query=containerd-account'], 'is a cause'],
  ])('calls %s', async (tool, given, says) => {
    const args = ['--method', 'tools/call', '--tool-name', tool, ...given.flatMap((one) => ['--tool-arg', one])];
    const { answer } = await inspect(way, args);
    expect(answer.content[0].text).toContain(says);
  });
});

test.each(['server-initialize', 'ping', 'tools-list', 'resources-list', 'dns-rebinding-protection'])(
  "the protocol's conformance suite passes: %s",
  async (scenario) => {
    const args = [conformance, 'server', '--url', url, '--scenario', scenario];
    const { exitCode, all } = await execa(process.execPath, args, {
      env: environmentOf(),
      extendEnv: false,
      reject: false,
      all: true,
    });
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringMatching(/Passed: [1-9]/) });
  },
);

describe('over HTTP', () => {
  const post = (headers: Record<string, string>, path = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  test('a page of another site is refused', async () => {
    expect((await post({ origin: 'https://example.com' })).status).toBe(403);
  });

  test('another path says where the tools are', async () => {
    const answer = await post({}, '/x');
    expect([answer.status, await answer.text()]).toEqual([404, 'the tools are at /mcp\n']);
  });

  test('an address that others reach is refused', async () => {
    expect(await run(['mcp', '--listen', '0.0.0.0:0'])).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'hostprobe mcp: --listen must name loopback here, such as 127.0.0.1:0, but is 0.0.0.0:0: the tools have your kubeconfig, and ask nobody for a password\n',
    });
  });

  test('one address is served, and a second one is refused', async () => {
    expect(await run(['mcp', '--listen', '127.0.0.1:0', '--listen', '[::1]:0'])).toEqual({
      code: 64,
      stdout: '',
      stderr: 'hostprobe mcp: --listen must name one address here, but names 127.0.0.1:0, [::1]:0\n',
    });
  });
});
