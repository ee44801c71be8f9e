import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { readClaims } from '../../agent/decode/jwt.ts';
import { clusterOf } from './cluster.ts';
import { hostprobePod } from './pod.ts';
import type { Scenario } from './scenario.ts';

const status = (code: number, reason: string) => ({ kind: 'Status', status: 'Failure', reason, message: reason, code });

/**
 * The API server of the lab's cluster. It answers /version without credentials, and hostprobe's other requests if they carry
 * an unexpired token of hostprobe's pod. Like a real one it refuses everything else. It does not verify signatures.
 */
export async function serveApi(certificates: string, scenario: Scenario): Promise<{ port: number; close(): void }> {
  const objects = clusterOf(scenario);
  const options = {
    key: readFileSync(join(certificates, 'server.key')),
    cert: readFileSync(join(certificates, 'server.crt')),
  };
  const server = createServer(options, async (request, response) => {
    const [code, body] = await answer(request, objects);
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A listening TCP server's address is never a string.
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, objects: Readonly<Record<string, object>>): Promise<[number, object]> {
  const { method, headers } = request;
  const path = new URL(request.url ?? '', 'https://lab').pathname;
  if (path !== '/version' && !isKnown(headers.authorization)) return [401, status(401, 'Unauthorized')];
  const review = /^\/apis\/authorization\.k8s\.io\/v1\/selfsubjectaccessreviews$/.test(path);
  if (method === 'POST' && review) return [201, { ...Object(await json(request)), status: { allowed: true } }];
  const found = method === 'GET' ? objects[path] : undefined;
  if (found !== undefined) return [200, found];
  if (method === 'GET' && /\/events$/.test(path)) return [200, { kind: 'EventList', metadata: {}, items: [] }];
  return [404, status(404, 'NotFound')];
}

function isKnown(authorization: string | undefined): boolean {
  const claims = readClaims(authorization?.replace(/^Bearer /, '') ?? '');
  if (claims === null || claims.pod?.uid !== hostprobePod.uid) return false;
  return claims.expiresAt !== null && Date.parse(claims.expiresAt) > Date.now();
}
