import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { Host } from '../../agent/host.ts';
import { token } from '../../agent/probes/token.ts';
import { caPem } from '../certificate.ts';
import { fileStat, hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';
const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

const claims = {
  iss: 'https://kubernetes.default.svc.cluster.local',
  sub: 'system:serviceaccount:hostprobe:hostprobe',
  aud: ['https://kubernetes.default.svc.cluster.local'],
  iat: 1_793_532_600,
  nbf: 1_793_532_600,
  exp: 1_825_068_600,
  'kubernetes.io': {
    namespace: 'hostprobe',
    serviceaccount: { name: 'hostprobe', uid: 'f00d' },
    pod: { name: 'hostprobe-x7k2p', uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10' },
    node: { name: 'win-node-1', uid: 'beef' },
    warnafter: 1_793_536_207,
  },
};
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const head = `${encoded({ alg: 'ES256', kid: 'k1' })}.${encoded(claims)}`;
const jwt = `${head}.${sign('sha256', Buffer.from(head), privateKey).toString('base64url')}`;

const modifiedAt = new Date('2026-11-01T11:30:00Z');
const denied = () => Promise.reject(new QueryError('denied', 'CreateFileW: ERROR_ACCESS_DENIED (5)', '5'));

/** A disk of these files, by full path; `size` may be told apart from what can be read. */
function disk(files: Record<string, { text: string; size?: number }>, more: Partial<Host['files']> = {}) {
  const find = (path: string) => Object.entries(files).find(([name]) => name.toLowerCase() === path.toLowerCase())?.[1];
  const all: Partial<Host['files']> = {
    read: async (path, { maxBytes }) => {
      const file = find(path);
      if (file === undefined) return null;
      const bytes = Buffer.from(file.text);
      return { bytes: bytes.subarray(0, maxBytes), size: file.size ?? bytes.length };
    },
    stat: async (path) => (find(path) ? fileStat(path, 1, modifiedAt) : null),
    list: async () => null,
    finalPath: async (path) => (find(path) ? `\\\\?\\Volume{1}\\${path.slice(3)}` : null),
    security: async (path) => (find(path) ? { owner: 'S-1-5-32-544', sddl: 'O:BAG:SYD:' } : null),
    ...more,
  };
  return all;
}
const variables: Record<string, string> = {
  CONTAINER_SANDBOX_MOUNT_POINT: 'C:\\hpc\\',
  POD_NAME: 'hostprobe-x7k2p',
  POD_NAMESPACE: 'hostprobe',
  POD_UID: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
  NODE_NAME: 'win-node-1',
  POD_SERVICE_ACCOUNT: 'hostprobe',
};
const hostOf = (files: Partial<Host['files']>, self: Partial<Host['self']> = {}) =>
  hostWith({
    files,
    self: { workingDirectory: () => 'D:\\app', variable: (name) => variables[name] ?? null, ...self },
  });
const readFact = (...args: Parameters<typeof hostOf>) => token.read(hostOf(...args), settings);

describe('token', () => {
  test('looks at every form of the path', async () => {
    const { paths } = await readFact(disk({}));
    expect(paths.map(({ form, directory }) => `${form} ${directory}`)).toEqual([
      `fixed C:\\${secrets}`,
      `mount-point C:\\hpc\\${secrets}`,
      `relative D:\\app\\${secrets}`,
      `rooted D:\\${secrets}`,
    ]);
    for (const path of paths) {
      expect(path).toMatchObject({ token: { ok: true, value: null }, ca: { value: null }, namespace: { value: null } });
    }
  });

  test('knows no mount point outside of a HostProcess container', async () => {
    const { paths, pod } = await readFact(disk({}), { variable: () => null });
    expect(paths.map(({ form }) => form)).toEqual(['fixed', 'relative', 'rooted']);
    expect(pod).toEqual({ name: null, namespace: null, uid: null, serviceAccount: null, node: null });
  });

  test('reads claims, certificates and namespace, and says by a fingerprint whether two files are the same', async () => {
    const { paths, pod } = await readFact(
      disk({
        [`C:\\${secrets}\\token`]: { text: jwt },
        [`C:\\hpc\\${secrets}\\token`]: { text: jwt },
        [`C:\\hpc\\${secrets}\\ca.crt`]: { text: caPem + caPem },
        [`C:\\hpc\\${secrets}\\namespace`]: { text: 'hostprobe\n' },
        [`D:\\${secrets}\\token`]: { text: jwt.replace(/.$/, '') },
      }),
    );
    const [fixed, mountPoint, , rooted] = paths;
    const fingerprint = createHash('sha256').update(jwt).digest('hex').slice(0, 16);
    expect(mountPoint).toMatchObject({
      token: {
        ok: true,
        value: {
          size: jwt.length,
          modifiedAt: modifiedAt.toISOString(),
          fingerprint,
          claims: {
            issuer: claims.iss,
            subject: claims.sub,
            audience: claims.aud,
            issuedAt: '2026-11-01T11:30:00.000Z',
            notBefore: '2026-11-01T11:30:00.000Z',
            expiresAt: '2027-11-01T11:30:00.000Z',
            warnAfter: '2026-11-01T12:30:07.000Z',
            namespace: 'hostprobe',
            serviceAccount: 'hostprobe',
            pod: { name: 'hostprobe-x7k2p', uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10' },
            node: 'win-node-1',
          },
        },
      },
      ca: { ok: true, value: { certificates: 2, subject: 'CN=kubernetes-test' } },
      namespace: { ok: true, value: 'hostprobe' },
      finalPath: { ok: true, value: `\\\\?\\Volume{1}\\hpc\\${secrets}\\token` },
      security: { ok: true, value: { owner: 'S-1-5-32-544' } },
    });
    expect(fixed?.token).toMatchObject({ value: { fingerprint } });
    expect(rooted?.token.ok && rooted.token.value?.fingerprint).not.toBe(fingerprint);
    expect(pod).toEqual({
      name: 'hostprobe-x7k2p',
      namespace: 'hostprobe',
      uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
      serviceAccount: 'hostprobe',
      node: 'win-node-1',
    });
  });

  test('claims are read of a file of 64 KiB, and of no larger one, which is not read whole', async () => {
    const claimsOf = async (size: number) => {
      const [fixed] = (await readFact(disk({ [`C:\\${secrets}\\token`]: { text: jwt.padEnd(size) } }))).paths;
      return fixed?.token.ok && fixed.token.value ? [fixed.token.value.size, fixed.token.value.claims?.subject] : null;
    };
    expect(await claimsOf(2 ** 16)).toEqual([2 ** 16, claims.sub]);
    expect(await claimsOf(2 ** 16 + 1)).toEqual([2 ** 16 + 1, undefined]);
  });

  test('a file that cannot be opened is denied, and shows who may read it', async () => {
    const files = disk({ [`C:\\${secrets}\\token`]: { text: jwt } }, { read: denied });
    const [fixed] = (await readFact(files)).paths;
    expect(fixed).toMatchObject({
      token: { ok: false, error: { kind: 'denied', code: '5' } },
      ca: { ok: false, error: { kind: 'denied' } },
      namespace: { ok: false, error: { kind: 'denied' } },
      security: { ok: true, value: { sddl: 'O:BAG:SYD:' } },
    });
  });

  test('does not call a token gone while the kubelet swaps the files', async () => {
    let reads = 0;
    const path = `C:\\${secrets}\\token`;
    const steady = disk({ [path]: { text: jwt } });
    const files = disk(
      { [path]: { text: jwt } },
      {
        list: async () => ['..data', 'token'],
        read: async (asked, range) => {
          if (asked.startsWith('C:\\var') && asked.endsWith('token') && reads++ < 2) return null;
          return (await steady.read?.(asked, range)) ?? null;
        },
      },
    );
    const [fixed] = (await readFact(files)).paths;
    expect(fixed?.token).toMatchObject({ ok: true, value: { size: jwt.length } });
  });

  test('a link that leads nowhere for good is a token that is not there', async () => {
    const [fixed] = (await readFact(disk({}, { list: async () => ['..data', 'token'] }))).paths;
    expect(fixed?.token).toEqual({ ok: true, value: null });
  });

  test('reads only the beginning of a file that is too large for a token, and claims nothing from it', async () => {
    const huge = disk({ [`C:\\${secrets}\\token`]: { text: jwt.padEnd(100_000, 'A'), size: 2 ** 30 } });
    const read: Host['files']['read'] = async (path, range) => {
      expect(range.maxBytes).toBeLessThanOrEqual(2 ** 20);
      return (await huge.read?.(path, range)) ?? null;
    };
    const [fixed] = (await readFact({ ...huge, read })).paths;
    expect(fixed?.token).toMatchObject({ ok: true, value: { size: 2 ** 30, claims: null } });
  });

  test('a file that is not a token is present and has no claims', async () => {
    const [fixed] = (await readFact(disk({ [`C:\\${secrets}\\token`]: { text: 'not a token' } }))).paths;
    expect(fixed?.token).toMatchObject({ ok: true, value: { size: 11, claims: null } });
  });
});
