import type { BuildOptions, Plugin } from 'esbuild';
import { type Plugin as ChunkPlugin, rolldown } from 'rolldown';
import { project } from './folder.ts';

/**
 * Flags of node.exe where hostprobe ships, chosen by `npm run bench -- memory`. Without the first, V8's young generation grows
 * with the memory of the machine: 131 MiB on Linux after ten runs and 1,000 requests instead of 110. Without optimizing
 * compilers it is 87, where a bare server takes 72; a run takes no longer, and the redaction of logs half as long again.
 */
export const nodeFlags = ['--optimize-for-size', '--no-turbofan', '--no-maglev', '--no-sparkplug'];

/** koffi loads its native module from here: koffi/win32_x64/koffi.node. A bundled module may have a variable `process`. */
const place = 'globalThis.process.resourcesPath = import.meta.dirname;';

/** Settings of a bundle of one file. The output holds no path of this machine. */
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
      place,
    ].join('\n'),
  },
} as const satisfies BuildOptions;

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

/** Minifiers leave non-ASCII characters in regular expressions. One such character doubles the memory of the whole source. */
export const inAscii = (text: string) =>
  text.replaceAll(/[^\0-\x7f]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface Bundle {
  /** Text by file name. */
  files: Readonly<Record<string, string>>;
  /** Folders of the bundled packages, relative to the project, sorted. */
  packages: readonly string[];
}

/** Threads, which are started by file name. */
const threads = { 'picture-worker': 'agent/host/picture-worker.ts', 'judge-worker': 'agent/server/judge-worker.ts' };

/**
 * Parts that are loaded together are one file each; what is imported when needed is a file of its own. V8 keeps the text of
 * a file that it has read, and needs several times its size to read it: in one file hostprobe took 13 MiB more.
 */
const parts = [
  { name: 'base', test: /agent\/(?:error|json|version|config|print\/terminal|renderer|command)\b|^\0/ },
  { name: 'zod', test: /node_modules\/zod\// },
  { name: 'yaml', test: /node_modules\/yaml\// },
  { name: 'facts', test: /agent\/(?:facts|fact\.|snapshot)/ },
  { name: 'redact', test: /agent\/redact/ },
  {
    name: 'catalogue',
    test: /agent\/(?:signatures|windows|causes|diagnose|sighting|shim|node\/|cause\.|signature\.|message\.|check\.|fix\.|messages)/,
  },
].map((part, index) => ({ ...part, priority: 100 - index }));

/** Modules of Node by `require`, which reads of them only what is used. */
const byRequire: ChunkPlugin = {
  name: 'by-require',
  resolveId(source, _importer, { kind }) {
    if (!source.startsWith('node:')) return null;
    return kind === 'import-statement' && source !== 'node:module'
      ? `\0by-require:${source}`
      : { id: source, external: true };
  },
  load(id) {
    if (!id.startsWith('\0by-require:')) return null;
    return { code: `module.exports = require('${id.slice('\0by-require:'.length)}')`, moduleType: 'js' };
  },
};

/**
 * Bundles and minifies the agent. The same sources give the same bytes in any folder.
 * @param options.program the source of hostprobe.mjs
 * @param options.target the oldest Node.js that runs it
 * @param options.more plugins of rolldown for an agent that does not ship
 */
export async function bundleAgent({
  program = 'image/program.ts',
  target = 'node26',
  define = {},
  more = [],
}: {
  program?: string;
  target?: string;
  define?: Record<string, string>;
  more?: readonly ChunkPlugin[];
} = {}): Promise<Bundle> {
  const made = await rolldown({
    cwd: project,
    input: { hostprobe: program, ...threads },
    platform: 'node',
    plugins: [...more, byRequire],
    transform: { target, define },
    logLevel: 'silent',
  });
  const { output } = await made.generate({
    format: 'esm',
    minify: true,
    banner: place,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
    codeSplitting: { groups: parts },
  });
  await made.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  const used = chunks.flatMap(({ modules }) =>
    Object.entries(modules).filter(([, { renderedLength }]) => renderedLength > 0),
  );
  const folders = used.map(([path]) => /(?:^|\/)(node_modules\/(?:@[^/]+\/)?[^/]+)(?=\/)/.exec(path)?.[1]);
  return {
    files: Object.fromEntries(chunks.map(({ fileName, code }) => [fileName, startingThreads(inAscii(code))])),
    packages: [...new Set(folders.filter((folder) => folder !== undefined))].sort(),
  };
}

const startingThreads = (text: string) => text.replaceAll(/\.\/(\w+-worker)\.ts/g, './$1.mjs');
