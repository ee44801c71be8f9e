import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { project } from '../../image/folder.ts';

/** What `npm run image` made. */
export interface Built {
  directory: string;
  stdout: string;
  tar: string;
  /** The line of its output that begins with a word. */
  says(what: string): string;
}

/** Runs `npm run image` without npm, into a folder of its own. */
export async function buildImage(
  options: { from?: string; umask?: string; env?: NodeJS.ProcessEnv; args?: string[] } = {},
): Promise<Built> {
  const { from = project, umask = '022', env = {}, args = [] } = options;
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-image-'));
  const command = [process.execPath, join(from, 'image', 'build.ts'), '--output', directory, ...args];
  const { stdout } = await promisify(execFile)('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...command], {
    cwd: from,
    env: { ...process.env, ...env },
  });
  const { version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  return {
    directory,
    stdout,
    tar: join(directory, `hostprobe-${version}.tar`),
    says: (what) => new RegExp(`^${what} +(.*)$`, 'm').exec(stdout)?.[1] ?? '',
  };
}

/** All files below a folder. */
export function filesBelow(directory: string): Record<string, Buffer> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(directory, path))]));
}
