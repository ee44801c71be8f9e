import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const version = { major: '1', minor: '31', gitVersion: 'v1.31.4', platform: 'linux/amd64' };

/** The lab cluster's API server: answers /version without credentials and refuses everything else, as a real one does. */
export async function serveApi(certificates: string): Promise<{ port: number; close(): void }> {
  const options = {
    key: readFileSync(join(certificates, 'server.key')),
    cert: readFileSync(join(certificates, 'server.crt')),
  };
  const server = createServer(options, (request, response) => {
    const [status, body] =
      request.url === '/version' ? [200, version] : [401, { kind: 'Status', code: 401, reason: 'Unauthorized' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
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
