import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** Writes a shell script that can be run by its path. */
export function writeProgram(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Makes a folder that can be the whole PATH: what npm needs, and shell scripts by the names of programs. */
export function pathWith(scripts: Readonly<Record<string, string>>): string {
  const path = join(folder(), 'bin');
  mkdirSync(path);
  for (const name of ['node', 'npm', 'sh']) if (!(name in scripts)) symlinkSync(placeOf(name), join(path, name));
  for (const [name, script] of Object.entries(scripts)) writeProgram(join(path, name), script);
  return path;
}

function placeOf(program: string): string {
  const place = (process.env.PATH ?? '')
    .split(delimiter)
    .map((one) => join(one, program))
    .find((path) => existsSync(path));
  if (place === undefined) throw new Error(`${program} must be on PATH`);
  return place;
}

/** A program that runs, with both outputs in one file, to which stubs can write too: $LOG. */
export interface Running {
  /** What was written so far. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  exited: Promise<number | null>;
}

export function start(command: readonly [string, ...string[]], env: Readonly<Record<string, string>>): Running {
  const path = join(folder(), 'log');
  const output = openSync(path, 'a');
  const [program, ...args] = command;
  const child = spawn(program, args, { env: { ...env, LOG: path }, stdio: ['ignore', output, output] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    log: () => readFileSync(path, 'utf8'),
    kill: (signal) => child.kill(signal),
    exited: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code));
    }),
  };
}
