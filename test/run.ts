import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Snapshot } from '../agent/snapshot.ts';
import { program } from './program.ts';

/** Without the variables of this terminal or CI, except where compiled code is kept. */
export const environmentOf = (given: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  ...given,
});

export interface Ended {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs node, to its end. */
export async function runNode(
  args: readonly string[],
  options: { input?: string | Uint8Array; environment?: Record<string, string>; cwd?: string } = {},
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, {
    env: environmentOf(options.environment),
    extendEnv: false,
    input: options.input ?? '',
    cwd: options.cwd ?? process.cwd(),
    reject: false,
    stripFinalNewline: false,
  });
  return { code: exitCode, stdout, stderr };
}

/** Runs the program as a user starts it, to its end. */
export const run = (args: readonly string[], options: Parameters<typeof runNode>[1] = {}): Promise<Ended> =>
  runNode([program, ...args], options);

/** Starts a server on a free port; resolves when it says where it listens. Disposing of it kills it. */
export async function serve(args: readonly string[], environment: Record<string, string> = {}) {
  const child = execa(process.execPath, [program, 'serve', ...args], {
    env: environmentOf({ HOSTPROBE_LISTEN: '127.0.0.1:0', ...environment }),
    extendEnv: false,
    reject: false,
  });
  const listening = Promise.withResolvers<number>();
  const log: Record<string, unknown>[] = [];
  createInterface(child.stderr).on('line', (line) => {
    const entry = JSON.parse(line);
    log.push(entry);
    if (entry.msg === 'listening') listening.resolve(entry.port);
  });
  const ended = child.then(({ exitCode, stdout }) => {
    listening.reject(new Error(`the server ended with ${exitCode}`));
    return { code: exitCode, stdout, log };
  });
  const port = await listening.promise;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    log,
    end: (signal: NodeJS.Signals) => {
      child.kill(signal);
      return ended;
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

/** A snapshot, or other content, as a file; returns its path. */
export function saved(content: Snapshot | string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'hostprobe-test-')), 'node.json');
  const plain = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path, plain ? content : JSON.stringify(content));
  return path;
}
