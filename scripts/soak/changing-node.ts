// Serves a node that changes with every run, with hostprobe's own history: node changing-node.ts <folder> <name> <snapshot> ...
// Each run has a node name of its own, "<name>-<run>", which is told on standard error once it is in the file.
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { createKeeper } from '../../agent/history/keeper.ts';
import { historyFile, usualHistoryBounds } from '../../agent/history/lines.ts';
import { openState } from '../../agent/host/state-folder.ts';
import { createMonitor, type Run } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { createShared } from '../../agent/server/shared-state.ts';

const [directory = '', name = '', ...paths] = process.argv.slice(2);
const snapshots = paths.map((path) => JSON.parse(readFileSync(path, 'utf8')));
const log = pino({ enabled: false });
const state = openState(false, { directory, file: historyFile });
const history = createKeeper({ state, log, bounds: usualHistoryBounds });
await history.written();
const tell = (said: object) => console.error(JSON.stringify(said));
const { record } = history;
history.record = (run: Run) => {
  record(run);
  const { at, node } = run.snapshot;
  void history.written().then(() => {
    if (history.changesSince(null).problem === null) tell({ at, node });
  });
};
let turn = 0;
const gather = async () => {
  const run = turn++;
  return { ...snapshots[run % snapshots.length], at: new Date().toISOString(), node: `${name}-${run}` };
};
const monitor = createMonitor({ gatherer: { gather }, intervalSeconds: 3600, history, log });
await monitor.run();
const app = createApp({ shared: createShared(monitor), guard: loopbackGuard, log });
await app.listen({ host: '127.0.0.1', port: 0 });
const [at] = app.addresses();
if (typeof at !== 'object') throw new Error('it listens on no port');
tell({ port: at.port });
process.once('SIGTERM', () => app.close().then(() => monitor.stop()));
