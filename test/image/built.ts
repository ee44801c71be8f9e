import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Archive, writeArchives } from '../../image/executable-archives.ts';
import { madeOnce, project, sourcesIn } from '../../image/folder.ts';
import { bundlePage } from '../../image/page.ts';
import manifest from '../../package.json' with { type: 'json' };

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
  options: { from?: string; umask?: string; env?: NodeJS.ProcessEnv; output?: string } = {},
): Promise<Built> {
  const { from = project, umask = '022', env = {}, output = mkdtempSync(join(tmpdir(), 'hostprobe-image-')) } = options;
  const command = [process.execPath, join(from, 'image', 'build.ts'), '--standalone', '--output', output];
  const { stdout } = await promisify(execFile)('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...command], {
    cwd: from,
    env: { ...process.env, ...env },
  });
  return builtIn(output, stdout);
}

function builtIn(directory: string, stdout: string): Built {
  return {
    directory,
    stdout,
    tar: join(directory, `hostprobe-${manifest.version}.tar`),
    says: (what) => new RegExp(`^${what} +(.*)$`, 'm').exec(stdout)?.[1] ?? '',
  };
}

/** The image and the folder of these sources, which all tests share. */
export async function builtImage(): Promise<Built> {
  const sources = sourcesIn('package.json', 'package-lock.json', 'LICENSE', 'agent', 'image', 'scripts');
  const place = await madeOnce('tested-image', sources, async (draft) => {
    const { stdout } = await buildImage({ output: join(draft, 'made') });
    writeFileSync(join(draft, 'stdout'), stdout);
  });
  return builtIn(join(place, 'made'), readFileSync(join(place, 'stdout'), 'utf8'));
}

/** The executables of these sources in their archives, which all tests share. */
export async function builtArchives(): Promise<{ folder: string; archives: Archive[] }> {
  const sources = sourcesIn('package.json', 'package-lock.json', 'LICENSE', 'agent', 'image');
  const list = 'archives.json';
  const folder = await madeOnce('tested-archives', sources, async (draft) => {
    const archives = await writeArchives(draft, '0.1.0', { effort: 0, forKrew: true });
    writeFileSync(join(draft, list), JSON.stringify(archives));
  });
  return { folder, archives: JSON.parse(readFileSync(join(folder, list), 'utf8')) };
}

/** The page of these sources, which all tests share: for an agent that serves it, or for a disk. */
export async function builtPage({ served }: { served: boolean }): Promise<string> {
  const sources = sourcesIn('package.json', 'package-lock.json', 'LICENSE', 'agent', 'image');
  const name = served ? 'page-served' : 'page-saved';
  const place = await madeOnce(`tested-${name}`, sources, async (draft) =>
    writeFileSync(join(draft, 'explain.html'), await bundlePage({ served })),
  );
  return readFileSync(join(place, 'explain.html'), 'utf8');
}

/** All files below a folder. */
export function filesBelow(directory: string): Record<string, Buffer> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(directory, path))]));
}
