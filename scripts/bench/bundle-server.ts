// Serves hostprobe for a node whose kubelet logs are in a folder: node bundle-server.ts <folder>
import { pino } from 'pino';
import { createFiles } from '../../agent/host/files.ts';
import { createMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { snapshotOfLogs } from '../../test/bundle/take.ts';
import { hostWith } from '../../test/host.ts';

const [folder = ''] = process.argv.slice(2);
const here = (path: string) => path.replace(/^C:\\k/, folder).replaceAll('\\', '/');
const unasked = () => Promise.reject(new Error('not asked here'));
const files = createFiles({
  mayCreateIn: unasked,
  finalPath: unasked,
  mountedVolume: unasked,
  security: unasked,
  version: unasked,
});
const host = hostWith({
  files: {
    stat: (path) => files.stat(here(path)),
    list: (path) => files.list(here(path)),
    readLink: (path) => files.readLink(here(path)),
    read: (path, range) => files.read(here(path), range),
  },
});

const log = pino({ enabled: false });
const snapshot = snapshotOfLogs('C:\\k\\kubelet.log');
const monitor = createMonitor({ gatherer: { gather: async () => snapshot }, intervalSeconds: 3600, log });
await monitor.run();
const shared = createShared(monitor, { host, ownLog: { text: () => '' }, log });
const app = createApp({ shared, guard: loopbackGuard, log });
await app.listen({ host: '127.0.0.1', port: 0 });
const [at] = app.addresses();
if (typeof at !== 'object') throw new Error('it listens on no port');
console.error(JSON.stringify({ port: at.port, msg: 'listening' }));
process.once('SIGTERM', () => app.close().then(() => monitor.stop()));
