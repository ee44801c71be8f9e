import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { project } from './folder.ts';

/** The files of hostprobe as it ships: the agent, and what it loads only when needed. */
const sources = {
  'hostprobe.mjs': 'image/program.ts',
  // As large as the rest, and loaded only for a kubeconfig's credentials.
  'kubernetes-client.mjs': 'agent/reach/client.ts',
  // Started as threads, by file name.
  'picture-worker.mjs': 'agent/host/picture-worker.ts',
  'judge-worker.mjs': 'agent/server/judge-worker.ts',
};

/**
 * Flags of node.exe where hostprobe ships. Without them V8's young generation grows with the memory of the machine: on
 * Linux the agent took 160 MiB instead of 100 after some hundred runs.
 */
export const nodeFlags = ['--optimize-for-size'];

/** Settings of every bundle. The output holds no path of this machine. */
export const settings = {
  absWorkingDir: project,
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  target: 'node26',
  format: 'esm',
  logLevel: 'error',
  banner: {
    js: [
      // CommonJS packages call require for modules of Node.
      "import { createRequire as createRequireOfBundle } from 'node:module';",
      'const require = createRequireOfBundle(import.meta.url);',
      // koffi loads its native module from here: koffi/win32_x64/koffi.node.
      'process.resourcesPath = import.meta.dirname;',
    ].join('\n'),
  },
} as const satisfies BuildOptions;

const clientApart: Plugin = {
  name: 'client-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './kubernetes-client.mjs', external: true } : undefined,
    );
  },
};

/**
 * Importing node:http reads all of its exports, and the export WebSocket makes Node load a client of several MiB that hostprobe
 * does not use. `require` reads only what is used.
 */
export const httpByRequire: Plugin = {
  name: 'http-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:https?$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'by-require' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'by-require' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

/** esbuild leaves non-ASCII characters in regular expressions. One such character doubles the memory of the whole source. */
export const inAscii = (text: string) =>
  text.replaceAll(/[^\0-\x7f]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface Bundle {
  /** Text by file name. */
  files: Readonly<Record<string, string>>;
  /** Folders of the bundled packages, relative to the project, sorted. */
  packages: readonly string[];
}

/**
 * Bundles and minifies the agent. The same sources give the same bytes in any folder.
 * @param more plugins of esbuild for an agent that does not ship
 */
export async function bundleAgent(more: readonly Plugin[] = []): Promise<Bundle> {
  const files: Record<string, string> = {};
  const packages = new Set<string>();
  for (const [file, source] of Object.entries(sources)) {
    const { outputFiles, metafile } = await build({
      ...settings,
      entryPoints: [join(project, source)],
      outfile: join(project, file),
      minify: true,
      plugins: [...more, clientApart, httpByRequire],
    });
    files[file] = inAscii(outputFiles[0]?.text ?? '').replaceAll(/\.\/(\w+-worker)\.ts/g, './$1.mjs');
    for (const name of packagesOf(metafile)) packages.add(name);
  }
  return { files, packages: [...packages].sort() };
}

/** Folders of packages that contribute to the output. */
function packagesOf({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? '')
    .filter((path) => path !== '');
}
