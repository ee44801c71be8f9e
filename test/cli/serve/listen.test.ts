import { describe, expect, test } from 'vitest';
import { run, saved, serve } from '../../run.ts';
import { askTls } from '../../server/client-tls.ts';
import { pairFor } from '../../server/listener.ts';
import { fileToken } from '../../server/readers.ts';
import { visit } from '../../server/tls/visitor.ts';
import { snapshotWith } from '../../snapshot.ts';

const recorded = saved(snapshotWith());
const tokens = saved(`${fileToken}\n`);

/** Serves a loopback address and every address; `tls` is the port of the second. */
async function serveBoth(flags: string[]) {
  const listen = ['--listen', '127.0.0.1:0', '--listen', '0.0.0.0:0'];
  const server = await serve(['--facts', recorded, ...listen, ...flags]);
  const ofTls = () => server.log.find(({ msg, tls }) => msg === 'listening' && tls === true);
  await expect.poll(ofTls).toBeDefined();
  return { ...server, tls: Number(ofTls()?.port) };
}

describe('serve on loopback and on the address of the node', () => {
  test('loopback is plain and open; the other address has TLS and authentication, and the log names its certificate', async () => {
    using server = await serveBoth(['--tls', 'self-signed', '--auth-token-file', tokens]);
    expect((await fetch(`${server.url}/report`)).status).toBe(200);
    expect((await askTls(server.tls, '/report', {})).status).toBe(401);
    expect((await askTls(server.tls, '/report', { token: fileToken })).status).toBe(200);
    const { sha256 } = await visit(server.tls);
    const { code, log } = await server.end('SIGTERM');
    expect(code).toBe(0);
    expect(log).toContainEqual(expect.objectContaining({ level: 'info', sha256 }));
    expect(JSON.stringify(log)).not.toMatch(new RegExp(`${fileToken}|PRIVATE KEY`));
  });

  test('presents the given certificate', async () => {
    const { cert, key } = await pairFor(['win-node-1']);
    const files = ['--tls-cert', saved(cert), '--tls-key', saved(key)];
    using server = await serveBoth([...files, '--auth-token-file', tokens]);
    const { sha256 } = await visit(server.tls);
    const { log } = await server.end('SIGTERM');
    expect(log).toContainEqual(expect.objectContaining({ sha256, names: 'DNS:win-node-1' }));
  });

  test('works without TLS and authentication only with --insecure, and warns of the consequences', async () => {
    using server = await serve(['--facts', recorded, '--listen', '0.0.0.0:0', '--insecure']);
    expect((await fetch(`${server.url}/report`)).status).toBe(200);
    const { log } = await server.end('SIGTERM');
    expect(log.filter(({ level }) => level === 'warn')).toMatchObject([
      { msg: expect.stringContaining('--insecure: there is no TLS; ') },
      { msg: expect.stringContaining('--insecure: there is no authentication; ') },
    ]);
  });

  test('does not start with an invalid certificate', async () => {
    const { cert } = await pairFor();
    const { key } = await pairFor();
    const flags = ['--tls-cert', saved(cert), '--tls-key', saved(key), '--auth-token-file', tokens];
    const { code, stderr } = await run(['serve', '--facts', recorded, '--listen', '0.0.0.0:0', ...flags]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^hostprobe serve: the key in \S+ is not that of the certificate in \S+ [^\n]*\n$/);
  });
});
