import { readFile } from 'node:fs/promises';
import { type Call, command } from '../command.ts';
import { podVariables } from '../config/pod-variables.ts';
import type { Host } from '../host.ts';
import { createKeptLog, type Log, logFact } from '../log.ts';
import { oneFile } from '../source/node-flags.ts';
import { readSavedSnapshot } from '../source/saved-files.ts';
import { openNode } from '../source/this-node.ts';
import { openWaysIn } from './serve/listen.ts';

/** Beside the program; in a source tree, where npm run page writes it. */
const place = () =>
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/explain.html' : './explain.html', import.meta.url);

/** The page of /explain; null: this build has none. */
async function readPage(): Promise<string | null> {
  try {
    return await readFile(place(), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The description of the machine hardly changes, and on Windows it needs PowerShell. */
const inventoryEveryMs = 3_600_000;

const ofListeners = ['listen', 'tls', 'tls-cert', 'tls-key', 'auth', 'auth-token-file', 'insecure'] as const;
const ofHere = ['interval', 'spread', 'state-dir', 'publish', 'inventory'] as const;
const always = [...ofListeners, 'log-level'] as const;
const flags = [...ofListeners, 'facts', ...ofHere, 'log-level'] as const;
type ServeCall = Call<(typeof flags)[number]>;

export const serve = command({
  id: 'serve',
  summary: 'run the probes again and again, and serve the newest report over HTTP',
  operands: null,
  flags,
  ways: [
    { by: ['facts'], takes: always },
    { by: [], takes: [...always, ...ofHere] },
  ],
  outputs: [],
  flagHelp: {
    listen: 'address to listen on; repeatable, comma-separated in the variable',
    facts: 'serve this snapshot (what hostprobe facts prints) or bundle instead of this node; - is standard input',
    'log-level': 'JSON lines on standard error (default info)',
  },
  details: [
    'A loopback address is plain HTTP, open to this node; where hostprobe runs as an administrator or as SYSTEM, it',
    'answers other administrators only. Any other address needs TLS and authentication:',
    '  hostprobe serve --listen 127.0.0.1:20258 --listen 10.0.0.7:20258 --tls self-signed --auth kubernetes',
    '/ /livez /healthz /readyz /version /status /metrics /checks and GET /explain are open to all; they contain ids,',
    "statuses, numbers and hostprobe's own words.",
    'It ends on Ctrl-C, on SIGTERM, and when its container stops.',
  ].join('\n'),
  exits: { 0: 'it was asked to stop' },
  async run(call) {
    const { config } = call;
    const [{ createApp }, { openListeners, requireSafe }, { createShared }, { onStop }] = await Promise.all([
      import('../server/app.ts'),
      import('../server/listen.ts'),
      import('../server/shared-state.ts'),
      import('../host/stop-signals.ts'),
    ]);
    const exposure = requireSafe(config);
    const { log, ownLog } = await createKeptLog(config['log-level'] ?? 'info');
    const stopped = Promise.withResolvers<string>();
    const unregister = await onStop(stopped.resolve);
    const { monitor, host, readSetup, publishing } = await openMonitor(call, log);
    const createHost = async () => host ?? (await call.createHost());
    const waysIn = await openWaysIn({ config, exposure, createHost, node: host, log });
    const shared = createShared(monitor, { host, readSetup, ownLog, log }, { publishing, page: readPage });
    const listeners = await openListeners({
      listen: config.listen,
      appFor: (listen) => createApp({ shared, log, ...waysIn.to(listen) }),
      host,
    });
    for (const { asked, at } of listeners) {
      log.info({ ...at, tls: waysIn.to(asked).presented !== null, pid: process.pid }, 'listening');
    }
    const forgetInventory = (config.inventory ? host : null)?.system.keepInventory({
      everyMs: inventoryEveryMs,
      onError: (error) => log.warn({ err: error }, 'the machine could not be described'),
    });
    try {
      monitor.start();
      log.info({ why: await stopped.promise }, 'stopping');
    } finally {
      await monitor.stop();
      forgetInventory?.();
      await Promise.all(listeners.map(({ app }) => app.close()));
      waysIn.close();
      unregister();
    }
    return 0;
  },
});

/** Readiness waits for the first run, and a rollout for readiness. */
export const longestFirstSeconds = 10;

async function openMonitor(call: ServeCall, log: Log) {
  const { facts, interval, spread, 'state-dir': directory, publish } = call.config;
  const { createMonitor, savedMonitor } = await import('../monitor.ts');
  if (facts !== null) {
    return {
      monitor: savedMonitor(await readSavedSnapshot(oneFile(facts))),
      host: null,
      readSetup: null,
      publishing: null,
    };
  }
  const { host, gatherer, readSetup } = await openNode(call, logFact(log));
  const { createKeeper } = await import('../history/keeper.ts');
  const { historyFile, usualHistoryBounds: bounds } = await import('../history/lines.ts');
  const history = createKeeper({ state: host.state({ directory, file: historyFile }), log, bounds });
  const { publisher, publishing } = publish ? await openPublisher(host, log) : { publishing: null };
  // Agents in pods start together after an upgrade; somebody who starts one by hand waits for the report.
  const firstWithinSeconds = host.self.variable(podVariables.podName) ? Math.min(longestFirstSeconds, interval / 4) : 0;
  const within = { firstWithinSeconds, clusterWithinSeconds: spread ?? 0 };
  const monitor = createMonitor({ gatherer, intervalSeconds: interval, ...within, history, publisher, log });
  return { monitor, host, readSetup, publishing };
}

async function openPublisher(host: Host, log: Log) {
  const [{ createPublisher }, { createPolicyCheck }, { createPodEvents }, { openApiServer }] = await Promise.all([
    import('../publish.ts'),
    import('../publish/own-node-policy.ts'),
    import('../publish/pod-events.ts'),
    import('./serve/listen.ts'),
  ]);
  const shared = { open: () => openApiServer(host), now: () => host.now(), log };
  const own = [podVariables.podNamespace, podVariables.podName].map((name) => host.self.variable(name) ?? '').join('/');
  const [policy, pods] = [createPolicyCheck(shared), createPodEvents({ ...shared, own })];
  const publisher = createPublisher({ ...shared, chance: Math.random, pods, policy });
  const publishing = { ownNodePolicy: policy.state, refused: pods.refused };
  return { publisher, publishing };
}
