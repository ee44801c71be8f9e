import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openWaysIn } from '../../../agent/cli/serve/listen.ts';
import { serve as serveCommand } from '../../../agent/cli/serve.ts';
import { readConfig } from '../../../agent/config.ts';
import { hostWith, unaskedCluster } from '../../host.ts';
import { kubeconfigOf, serveKubernetes } from '../../kubernetes.ts';
import { run, saved, serve } from '../../run.ts';
import { askTls } from '../../server/client-tls.ts';
import { pairFor } from '../../server/listener.ts';
import { fileToken, jwtOf } from '../../server/readers.ts';
import { visit } from '../../server/tls/visitor.ts';
import { snapshotWith } from '../../snapshot.ts';

describe('listen', () => {
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

    test.each(['0.0.0.0', '[::]'])('makes a certificate for all names and addresses of the node: %s', async (every) => {
      const pod = { NODE_NAME: 'win-7', HOST_IP: '10.0.0.7' };
      const flags = ['--listen', `${every}:0`, '--tls', 'self-signed', '--auth-token-file', tokens];
      using server = await serve(['--facts', recorded, ...flags], pod);
      const { names } = await visit(server.port);
      expect(names).toMatch(/\bDNS:win-7\b.*\bIP Address:10\.0\.0\.7\b/);
      const all = Object.values(networkInterfaces()).flatMap((of = []) => of);
      for (const { address } of all.filter(({ family }) => family === 'IPv4')) expect(names).toContain(address);
      await server.end('SIGTERM');
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
});

describe('the clocks of a listener that others can reach', () => {
  const time = Date.parse('2026-11-01T12:00:00Z');
  const reader = { name: 'reader', uid: '1', groups: [], extra: {} };

  /** The guard of such a listener on a node whose clock stands, and how often its API server was asked who a token is. */
  async function guardOf(auth: 'kubernetes' | null) {
    const asked: string[] = [];
    const kubeconfig = kubeconfigOf(await serveKubernetes());
    const host = hostWith({
      now: () => new Date(time),
      self: { variable: (name) => (name === 'KUBECONFIG' ? '/k/config' : null) },
      files: { read: async () => ({ bytes: Buffer.from(kubeconfig), modifiedAt: new Date(time), size: 1 }) as never },
      cluster: () => ({
        ...unaskedCluster,
        userOf: async (token: string) => {
          asked.push(token);
          return reader;
        },
        mayUse: async () => true,
        close: () => undefined,
      }),
    });
    const { config } = readConfig(
      serveCommand,
      ['--listen', '0.0.0.0:0', ...(auth === null ? [] : ['--auth', auth])],
      {},
    );
    const waysIn = await openWaysIn({
      ...{ config, exposure: { hasTls: false, hasReaders: auth !== null } },
      ...{ createHost: async () => host, node: null, log: pino({ enabled: false }) },
    });
    const { guard } = waysIn.to({ address: '10.0.0.7', port: 1 });
    const ask = (token: string) =>
      guard({
        raw: { headersDistinct: { authorization: [`Bearer ${token}`] } },
        headers: {},
        method: 'GET',
        ip: '10.0.0.8',
        is404: false,
        routeOptions: { url: '/report', config: {} },
        server: { refusals: async () => ({ isAllowed: true, remaining: 9 }) },
      } as never);
    return { ask, asked, waysIn };
  }

  test("a token's end is told by the clock of the node: until then its answer is kept, and after it it is asked about again", async () => {
    const { ask, asked, waysIn } = await guardOf('kubernetes');
    const living = jwtOf('reader', { exp: time / 1000 + 3600 });
    const ended = jwtOf('reader', { exp: time / 1000 - 1 });
    for (const token of [living, living, ended, ended]) await ask(token);
    expect(asked).toEqual([living, ended, ended]);
    waysIn.close();
  });

  test('without readers nobody is asked, and each address has the places of its kind', async () => {
    const { waysIn } = await guardOf(null);
    const [exposed, loopback] = [
      waysIn.to({ address: '10.0.0.7', port: 1 }),
      waysIn.to({ address: '127.0.0.1', port: 1 }),
    ];
    expect([exposed.presented, loopback.presented]).toEqual([null, null]);
    expect(exposed.guard({} as never)).toBeNull();
    expect(exposed.most).toBeGreaterThan(loopback.most);
    expect(loopback.onConnection).toBeUndefined();
    waysIn.close();
  });
});

describe('auth', () => {
  const recorded = saved(snapshotWith());
  /** Every address of this machine, which is never loopback only. */
  const flags = ['--facts', recorded, '--listen', '0.0.0.0:0', '--tls', 'self-signed'];
  const reader = jwtOf('reader');
  const later = jwtOf('reader', { jti: 'another' });

  /** A cluster that lets the reader read, and a kubeconfig that leads to it. */
  async function cluster() {
    const api = await serveKubernetes();
    const person = { name: 'reader', audiences: ['hostprobe'] };
    api.people = { [reader]: person, [later]: person };
    api.permits = ['reader get /report'];
    return { api, path: saved(kubeconfigOf(api)) };
  }

  describe('serve on an address that others can reach', () => {
    test('asks the API server who may read, and reads its own token again for each request', async () => {
      const { api, path } = await cluster();
      using server = await serve([...flags, '--auth', 'kubernetes'], { KUBECONFIG: path });
      const status = async (name: string, token?: string) =>
        (await askTls(server.port, name, token === undefined ? {} : { token })).status;
      expect(await status('/report')).toBe(401);
      expect(await status('/status')).toBe(200);
      expect(await status('/report', reader)).toBe(200);
      expect(await status('/facts', reader)).toBe(403);
      api.token = 'rotated';
      writeFileSync(path, kubeconfigOf(api));
      expect(await status('/report', later)).toBe(200);
      expect((await server.end('SIGTERM')).code).toBe(0);
    });

    test('starts without access to the API server, logs that, and accepts the tokens of the file', async () => {
      const tokens = saved(`# dashboards\r\n${fileToken}\r\n`);
      using server = await serve([...flags, '--auth', 'kubernetes', '--auth-token-file', tokens]);
      const ask = (token: string) => askTls(server.port, '/report', { token });
      expect((await ask(reader)).status).toBe(503);
      expect((await ask(fileToken)).status).toBe(200);
      expect((await askTls(server.port, '/readyz', {})).status).toBe(200);
      const { log } = await server.end('SIGTERM');
      const warned = log.filter(({ level }) => level === 'warn');
      expect(warned).toMatchObject([
        {
          msg: 'the API server does not answer, so no token can be reviewed',
          err: { message: expect.stringMatching(/^this process is in no pod, and no home directory is set/) },
        },
      ]);
      expect(JSON.stringify(log)).not.toMatch(new RegExp(`${reader}|${fileToken}`));
    });

    test('does not start with a file without tokens, and says what is wrong', async () => {
      const { code, stderr } = await run(['serve', ...flags, '--auth-token-file', saved('secret\n')]);
      expect(code).toBe(64);
      expect(stderr).toMatch(
        /^hostprobe serve: \S+, line 1: a token must have at least 32 characters, but has 6; create a token/m,
      );
    });
  });
});
