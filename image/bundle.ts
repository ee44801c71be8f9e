import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { project } from './folder.ts';

/** hostprobe in few files, as it ships: the agent, and beside it what is read only when it is needed. */
const sources = {
  'hostprobe.mjs': 'image/program.ts',
  // As long as all the rest, and read only when there is an API to ask.
  'kubernetes-client.mjs': 'agent/host/cluster/client.ts',
  // Started as threads by the names of their files.
  'picture-worker.mjs': 'agent/host/picture-worker.ts',
  'judge-worker.mjs': 'agent/server/judge-worker.ts',
};

/**
 * How node.exe is started where hostprobe ships. Without it V8 lets the young generation grow to what a large machine
 * allows: measured on Linux, 160 MiB after some hundred looks instead of 100.
 */
export const nodeFlags = ['--optimize-for-size'];

/** Settings that every bundle of hostprobe shares; no path of this machine gets into the output. */
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
      // Packages that are CommonJS call require for parts of Node.
      "import { createRequire as createRequireOfBundle } from 'node:module';",
      'const require = createRequireOfBundle(import.meta.url);',
      // Below it koffi looks for its native half: koffi/win32_x64/koffi.node.
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
 * An import statement of node:http asks it for all that it has, WebSocket too, and Node then loads its client for that: some
 * MiB that nothing here uses. `require` asks for what is used.
 */
const httpByRequire: Plugin = {
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

/** Only in patterns does esbuild leave what is not ASCII; one such character would double the memory for all of the text. */
const inAscii = (text: string) =>
  text.replaceAll(/[^\0-\x7f]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface Bundle {
  /** Text by file name. */
  files: Readonly<Record<string, string>>;
  /** Folders of the packages that went in, from the project's own folder on, sorted. */
  packages: readonly string[];
}

/** The agent bundled and minified: the same sources give the same bytes, wherever they lie. */
export async function bundleAgent(): Promise<Bundle> {
  const files: Record<string, string> = {};
  const packages = new Set<string>();
  for (const [file, source] of Object.entries(sources)) {
    const { outputFiles, metafile } = await build({
      ...settings,
      entryPoints: [join(project, source)],
      outfile: join(project, file),
      minify: true,
      plugins: [clientApart, httpByRequire],
    });
    files[file] = inAscii(outputFiles[0]?.text ?? '').replaceAll(/\.\/(\w+-worker)\.ts/g, './$1.mjs');
    for (const name of packagesOf(metafile)) packages.add(name);
  }
  return { files, packages: [...packages].sort() };
}

/** Folders of packages that something was taken from. */
function packagesOf({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? '')
    .filter((path) => path !== '');
}
