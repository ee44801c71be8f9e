import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kubeconfigOf, serveKubernetes } from '../../kubernetes.ts';
import { run, saved, serve } from '../../run.ts';
import { askTls } from '../../server/client-tls.ts';
import { fileToken, jwtOf } from '../../server/readers.ts';
import { snapshotWith } from '../../snapshot.ts';

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
        msg: 'the API server does not answer reviews; readers with its tokens get 503 until it does',
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
