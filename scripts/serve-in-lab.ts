import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { UserError } from '../agent/error.ts';
import { exitCodes } from '../agent/main.ts';
import { project } from '../image/folder.ts';
import { bundlePage } from '../image/page.ts';
import { introduce } from './introduce.ts';
import { startAgent } from './lab/agent-process.ts';
import { claim, release } from './lab/claim.ts';
import { make } from './lab/made.ts';
import { type LabNode, startNode } from './lab/node.ts';
import { scenarioOf } from './lab/scenarios.ts';
import { ensureWine } from './lab/wine.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  port: number;
  scenario: string;
  /** More flags of `serve`. */
  flags: readonly string[];
  /** Whether what is missing may be installed with apt-get. */
  mayInstall: boolean;
  progress: (line: string) => void;
}

/** Starts a lab node and hostprobe on it, and serves until Ctrl-C or SIGTERM, which end both. */
export async function serveInLab(options: Options): Promise<number> {
  const stop = stopSignal(options.progress);
  const node = await prepare(options, stop).catch((error) => {
    // Ctrl-C interrupts what is being installed or made, and in a terminal the bundler too.
    if (stop.aborted) return null;
    throw error;
  });
  if (node === null) return 0;
  return serve(node, { ...options, stop }).finally(() => node.close());
}

const withoutWine = '\nWithout Wine, serve a composed node: npm start -- --facts test/nodes/healthy-1.7/snapshot.json';

async function prepare(options: Options, stop: AbortSignal): Promise<LabNode> {
  const { port, mayInstall, progress } = options;
  const scenario = scenarioOf(options.scenario);
  await ensureWine({ allowed: mayInstall, stop, progress }, withoutWine);
  const made = await make(progress, stop);
  const directory = await claim(String(port));
  try {
    await requireFree(port);
    progress(`starting the Windows node "${options.scenario}" (${scenario.title}) ...`);
    const [node, page] = await Promise.all([startNode(directory, scenario, made), bundlePage({ served: true })]);
    writeFileSync(join(node.cwd, 'explain.html'), page);
    return node;
  } catch (error) {
    await release(directory);
    throw error;
  }
}

async function serve(node: LabNode, options: Options & { stop: AbortSignal }): Promise<number> {
  const { port, flags, stop, progress } = options;
  if (stop.aborted) return 0;
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
    throw new Error(`hostprobe ended unexpectedly with code ${code}:\n${agent.log().slice(-4000)}`);
  }
  const code = await agent.stop();
  // Before its first report the agent may not yet handle Ctrl-C.
  return introduced ? code : 0;
}

/** @throws UserError if another program listens on the port */
async function requireFree(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    // once() rejects with what the server reports.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    throw new UserError(
      `Port ${port} is taken by another program. End that program, or choose another port: npm start -- --port ${port + 1}`,
    );
  }
  server.close();
  await once(server, 'close');
}
