import { once } from 'node:events';
import { createServer } from 'node:net';
import { relative } from 'node:path';
import { UserError } from '../agent/error.ts';
import { exitCodes } from '../agent/main.ts';
import { introduce } from './introduce.ts';
import { startAgent } from './lab/agent-process.ts';
import { claim, release } from './lab/claim.ts';
import { project } from './lab/folder.ts';
import { make } from './lab/made.ts';
import { type LabNode, startNode } from './lab/node.ts';
import { scenarioOf } from './lab/scenarios.ts';
import { ensureWine } from './lab/wine.ts';

/** Starts a lab node and hostprobe on it, and serves until Ctrl-C or SIGTERM, which end both. */
export async function serveInLab(options: {
  port: number;
  scenario: string;
  /** More flags of `serve`. */
  flags: readonly string[];
  progress: (line: string) => void;
}): Promise<number> {
  const { port, flags, progress } = options;
  const scenario = scenarioOf(options.scenario);
  const stop = stopSignal(progress);
  await ensureWine(progress);
  const made = await make(progress);
  const directory = await claim(String(port));
  try {
    await requireFree(port);
    progress(`starting the Windows node "${options.scenario}" (${scenario.title}) ...`);
    const node = await startNode(directory, scenario, made).catch((error) => {
      // Ctrl-C in a terminal ends the bundler too.
      if (stop.aborted) return null;
      throw error;
    });
    if (node === null) return 0;
    try {
      if (stop.aborted) return 0;
      return await serve(node, { port, flags, stop, progress });
    } finally {
      await node.close();
    }
  } finally {
    await release(directory);
  }
}

async function serve(
  node: LabNode,
  options: { port: number; flags: readonly string[]; stop: AbortSignal; progress: (line: string) => void },
): Promise<number> {
  const { port, flags, stop, progress } = options;
  const agent = startAgent(node, 'agent', ['serve', '--listen', `127.0.0.1:${port}`, ...flags]);
  const over = AbortSignal.any([stop, agent.ended]);
  const introduced = await introduce(`http://127.0.0.1:${port}`, over);
  progress(`its log is ${relative(project, agent.logPath)}`);
  if (!over.aborted) await once(over, 'abort');
  if (agent.ended.aborted) {
    const code = await agent.exited;
    if (code === exitCodes.badUse)
      throw new UserError(
        agent
          .log()
          .trim()
          .replace(/^hostprobe serve: /, ''),
      );
    throw new Error(`hostprobe ended by itself with code ${code}:\n${agent.log().slice(-4000)}`);
  }
  const code = await agent.stop();
  // Ctrl-C that comes before its first report may find it not yet listening for that.
  return introduced ? code : 0;
}

/** Aborted at the first Ctrl-C or SIGTERM; later ones change nothing, so that everything is ended in order. */
function stopSignal(progress: (line: string) => void): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) progress('stopping ...');
      stop.abort();
    });
  }
  return stop.signal;
}

/** @throws UserError when somebody listens there */
async function requireFree(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    // once() rejects with what the server reports.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    throw new UserError(
      `Port ${port} is taken by another program. End that one, or choose another: npm start -- --port ${port + 1}`,
    );
  }
  server.close();
  await once(server, 'close');
}
