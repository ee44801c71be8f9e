import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { readClaims } from '../../agent/decode/jwt.ts';
import { audience } from '../../agent/server/auth/token-review.ts';
import { makeSelfSigned } from '../../agent/server/tls/self-signed.ts';

type Mode = 'answers' | 'says 429' | 'cuts gzip' | 'breaks off';

/** An API server, which this project wrote: it reviews tokens that it issued, allows all, and has one node and no pods. */
export interface SoakedApi {
  /** Of a kubeconfig that reaches it. */
  kubeconfig: string;
  behave(mode: Mode): void;
  /** A token of a reader. @param seconds until it expires; less than 0: it has expired */
  issue(seconds: number): string;
  revoke(token: string): void;
  /** How many requests it got, without reviews of tokens and rights. */
  asked(): number;
  close(): void;
}

/** A token as an API server signs it, but with a signature that nobody checks. */
export function tokenFor(seconds: number): string {
  const claims = {
    aud: [audience],
    exp: Math.floor(Date.now() / 1000) + seconds,
    iss: 'https://kubernetes.default.svc',
    sub: 'system:serviceaccount:monitoring:reader',
    jti: crypto.randomUUID(),
  };
  const encoded = [{ alg: 'RS256', kid: 'soak' }, claims].map((one) =>
    Buffer.from(JSON.stringify(one)).toString('base64url'),
  );
  return [...encoded, Buffer.from(crypto.randomUUID()).toString('base64url')].join('.');
}

export async function startApi(folder: string): Promise<SoakedApi> {
  const pair = await makeSelfSigned({ names: ['localhost', '127.0.0.1'], from: new Date(), validMs: 86_400_000 });
  const issued = new Set<string>();
  let mode: Mode = 'answers';
  let asked = 0;
  const sockets = new Set<Socket>();
  const isValid = (token: string) => issued.has(token) && Date.parse(readClaims(token)?.expiresAt ?? '') > Date.now();

  async function answerOf(path: string, body: { spec?: { token?: string } }): Promise<object> {
    if (path.endsWith('/tokenreviews')) {
      const user = { username: 'system:serviceaccount:monitoring:reader', uid: '1', groups: [] };
      const isKnown = isValid(body.spec?.token ?? '');
      return {
        ...body,
        status: isKnown ? { authenticated: true, user, audiences: [audience] } : { authenticated: false },
      };
    }
    if (path.endsWith('accessreviews')) return { ...body, status: { allowed: true } };
    asked += 1;
    if (path === '/version') return { gitVersion: 'v1.34.2' };
    if (/\/nodes\/[^/]+$/.test(path)) return { metadata: { name: 'soak' }, spec: {}, status: { nodeInfo: {} } };
    return { kind: 'List', metadata: {}, items: [] };
  }

  const server = createServer(pair, async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'https://soak');
    const body = request.method === 'POST' ? Object(await json(request).catch(() => ({}))) : {};
    const answer = JSON.stringify(await answerOf(pathname, body));
    if (mode === 'breaks off') response.socket?.destroy();
    else if (mode === 'says 429') response.writeHead(429, { 'retry-after': '1' }).end();
    else if (mode === 'cuts gzip') cut(response, gzipSync(answer));
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(folder, 'kubeconfig');
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(pair.cert).toString('base64'),
  };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'soak' },
      contexts: [{ name: 'soak', context: { cluster: 'soak', user: 'soak' } }],
      clusters: [{ name: 'soak', cluster }],
      users: [{ name: 'soak', user: { token: tokenFor(86_400) } }],
    }),
  );
  return {
    kubeconfig,
    behave(next) {
      mode = next;
    },
    issue(seconds) {
      const token = tokenFor(seconds);
      issued.add(token);
      return token;
    },
    revoke: (token) => void issued.delete(token),
    asked: () => asked,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function cut(response: ServerResponse, packed: Buffer): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': packed.length,
  });
  response.write(packed.subarray(0, packed.length - 12), () => response.socket?.destroy());
}
