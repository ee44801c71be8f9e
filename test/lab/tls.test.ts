import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort, type LabNode } from '../../scripts/lab/node.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { pairFor } from '../server/listener.ts';
import { until } from './until.ts';
import { useNode } from './with-node.ts';

const shared = useNode('tls', healthy);

const token = 'a-token-that-an-operator-keeps-for-bad-days';

/** Where others reach the node; on a machine that has nothing but loopback, every address of it. */
function nodeAddress({ env }: LabNode): { listen: string; ask: string } {
  const address = env[podVariables.nodeAddress] ?? '127.0.0.1';
  return address === '127.0.0.1' ? { listen: '0.0.0.0', ask: address } : { listen: address, ask: address };
}

/** The certificate that a server presents. */
async function certificateOf(host: string, port: number) {
  const socket = connect({ host, port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  if (certificate === undefined) throw new Error('a TLS server presents a certificate');
  return certificate;
}

test('on Windows the address of the node is served with TLS, to the bearer of a token from a file', async () => {
  const node = shared();
  writeFileSync(join(node.cwd, 'tokens.txt'), `# for bad days\r\n${token}\r\n`);
  const [plain, port] = [await freePort(), await freePort()];
  const { listen, ask } = nodeAddress(node);
  const addresses = ['--listen', `127.0.0.1:${plain}`, '--listen', `[${listen}]:${port}`];
  const flags = ['--tls', 'self-signed', '--auth-token-file', 'tokens.txt'];
  const agent = startAgent(node, 'agent', ['serve', ...addresses, ...flags]);
  await until(async () => (await fetch(`http://127.0.0.1:${plain}/readyz`)).ok);

  const certificate = await certificateOf(ask, port);
  expect(agent.log()).toContain(certificate.fingerprint256);
  expect(certificate.checkHost('win-node-1')).toBe('win-node-1');
  // Who trusts just that certificate, by the address that it names.
  const read = async (path: string, headers = {}) => {
    const options = { host: ask, port, path, headers, ca: certificate.toString(), agent: false };
    const [answer] = await once(request(options).end(), 'response');
    return { status: answer.statusCode, body: await text(answer) };
  };
  expect((await read('/livez')).status).toBe(200);
  expect((await read('/report?status=200')).status).toBe(401);
  const { status, body } = await read('/report?status=200', { authorization: `Bearer ${token}` });
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ node: 'win-node-1' });
  expect(await agent.stop()).toBe(0);
  expect(agent.log()).not.toContain(token);
});

test('on Windows the certificate is read again when its files change', async () => {
  const node = shared();
  const put = async () => {
    const { cert, key } = await pairFor();
    writeFileSync(join(node.cwd, 'tls.key'), key);
    writeFileSync(join(node.cwd, 'tls.crt'), cert);
    return new X509Certificate(cert).fingerprint256;
  };
  const first = await put();
  writeFileSync(join(node.cwd, 'tokens.txt'), token);
  const port = await freePort();
  const { listen, ask } = nodeAddress(node);
  const files = ['--tls-cert', 'C:\\hpc\\tls.crt', '--tls-key', 'tls.key', '--auth-token-file', 'tokens.txt'];
  const agent = startAgent(node, 'agent', ['serve', '--listen', `${listen}:${port}`, ...files]);
  await until(async () => (await certificateOf(ask, port)).fingerprint256 === first);
  const second = await put();
  await until(async () => (await certificateOf(ask, port)).fingerprint256 === second);
  expect(await agent.stop()).toBe(0);
});
