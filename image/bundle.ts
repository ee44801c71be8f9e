import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { type ChunkingContext, type Plugin as ChunkPlugin, type CodeSplittingGroup, rolldown } from 'rolldown';
import { minify } from 'rolldown/utils';
import { project } from './folder.ts';
import { withProperties } from './properties.ts';

/**
 * Flags of node.exe where hostprobe ships, chosen by `npm run bench -- memory`. Without the first, V8's young generation grows
 * with the memory of the machine. Optimizing compilers take memory for themselves and for their code: without them a run takes no
 * longer, but the redaction of logs does. With the last, no other process of the same account can open the inspector in this one, which could run any code in it.
 */
export const nodeFlags = [
  ...['--optimize-for-size', '--no-turbofan', '--no-maglev', '--no-sparkplug'],
  '--disable-sigusr1',
];

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

/** Minifiers leave non-ASCII characters in regular expressions. One such character doubles the memory of the whole source. */
export const inAscii = (text: string) =>
  text.replaceAll(/[^\0-\x7f]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface Bundle {
  /** Text by file name. */
  files: Readonly<Record<string, string>>;
  /** The sources in each file, by paths. */
  contents: Readonly<Record<string, readonly string[]>>;
  /** Folders of the bundled packages, relative to the project, sorted. */
  packages: readonly string[];
}

/** Threads, which are started by file name. */
const threads = {
  'inventory-worker': 'agent/host/inventory-worker.ts',
  'judge-worker': 'agent/server/judge-worker.ts',
  'packer-worker': 'agent/bundle/packer/packer-worker.ts',
};

/** What is loaded for what people start by hand, many times: hostprobe starts as fast as it can for them. */
const starting: Readonly<Record<string, readonly string[]>> = {
  main: ['main'],
  explain: ['cli/explain'],
  lint: ['cli/lint', 'lint', 'lint/index', 'lint/text'],
  report: ['cli/report', 'snapshot/read', 'renderers/text'],
};

/**
 * What the agent loads before its first report. Node looks for a file anew for each file that imports it, which on Windows
 * takes a third of that time if each idea is a file.
 */
const serving = [
  ...['cli/serve', 'cli/serve/listen', 'monitor', 'history/keeper'],
  ...['server/app', 'server/listen', 'server/shared-state', 'server/limits/connections'],
  ...['server/auth/guard', 'server/auth/token-review', 'server/auth/loopback'],
];

/** What reads this node: `report` beside the agent, in the memory of its pod, loads it without the server. */
const gathering = ['host/machine', 'probe', 'probes/index', 'probes/cluster/find-api-access', 'host/stop-signals'];

/** The native calls, which only Windows can load. */
const calling = ['win32/native', 'win32/stop-events'];

/** A thread that loaded what only the agent needs would keep it in memory too. */
const inThreads = Object.fromEntries(
  Object.entries(threads).map(([name, file]) => [
    name.replace('-worker', ''),
    [file.slice('agent/'.length, -'.ts'.length)],
  ]),
);

/**
 * Parts that are loaded together are one file each; what is imported when needed is a file of its own. V8 keeps the text of
 * a file that it has read, and needs several times its size to read it: in one file hostprobe took 13 MiB more.
 */
function partsFor(commands: Readonly<Record<string, readonly string[]>>): CodeSplittingGroup[] {
  const names = Object.keys(commands);
  let loaded: readonly ReadonlySet<string>[] | undefined;
  /** The part of a module that is loaded when so many of these start: all that the same ones load is one. */
  const partOf = (count: number) => (id: string, graph: ChunkingContext) => {
    loaded ??= Object.values(commands).map((ideas) => loadedFor(ideas, graph));
    const users = names.filter((_, index) => loaded?.[index]?.has(id));
    // All of them start with main, and each file costs time.
    const needed = users.includes('main') ? names : users;
    return needed.length === count ? (users.includes('main') ? 'main' : users.join('-')) : null;
  };
  const groups = [
    { name: 'zod', test: /node_modules\/zod\// },
    { name: 'yaml', test: /node_modules\/yaml\// },
    { name: 'facts', test: /agent\/facts\// },
    // A group takes what its modules import along, so what most of them share comes first.
    ...names.map((_, index) => ({ name: partOf(names.length - index) })),
  ];
  return groups.map((group, index) => ({ ...group, priority: 100 - index }));
}

function loadedFor(ideas: readonly string[], graph: ChunkingContext): ReadonlySet<string> {
  const files = ideas.map((idea) => join(project, `agent/${idea}.ts`));
  const gone = files.find((file) => !existsSync(file));
  if (gone !== undefined) throw new Error(`image/bundle.ts names ${gone}, which does not exist`);
  const all = new Set(files.flatMap((file) => [...importsOf(file, graph)]));
  // It stays in the file that Node starts, because it asks whether it is that.
  all.delete(join(project, 'agent/main.ts'));
  return all;
}

/** A module with all that it imports, and what that imports; not what is imported when it is needed. */
function importsOf(start: string, graph: ChunkingContext): ReadonlySet<string> {
  const all = new Set([start]);
  for (const id of all) for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) all.add(imported);
  return all;
}

/**
 * Modules that run when something of them is used for the first time: those of Node (`node:https` alone costs half as much
 * as the start of Node), and a package that makes tables.
 */
const whenUsed = (extension: string): ChunkPlugin => ({
  name: 'when-used',
  buildStart() {
    this.emitFile({ type: 'chunk', id: decompressorParts, fileName: `decompressor.${extension}` });
  },
  resolveId(source, importer, { kind }) {
    if (source === decompressor && !importer?.startsWith('\0')) return `\0when-used:${source}`;
    if (source === decompressorParts) return source;
    if (source.startsWith('./decompressor.')) return { id: source, external: true };
    if (!source.startsWith('node:')) return null;
    return kind === 'import-statement' && source !== 'node:module'
      ? `\0when-used:${source}`
      : { id: source, external: true };
  },
  load(id) {
    if (id === decompressorParts) return `export { ${decompressing} } from '${decompressor}';`;
    const [, name] = /^\0when-used:(.+)$/.exec(id) ?? [];
    if (name === undefined) return null;
    if (name === decompressor) {
      return { code: gettersOf(decompressing, `./decompressor.${extension}`), moduleType: 'js' };
    }
    const it: unknown = createRequire(import.meta.url)(name);
    // A module that is a function is one of the few that Node itself starts with, as is `process`, which may be written to.
    if (typeof it === 'function' || it === process)
      return { code: `module.exports = require('${name}')`, moduleType: 'js' };
    return { code: gettersOf(Object.keys(Object(it)), name), moduleType: 'js' };
  },
});

/** A package that makes tables when it is loaded; what is used of it is a file of its own, which few texts need. */
const decompressor = 'fflate/browser';
const decompressing = ['Gunzip', 'Inflate'];
const decompressorParts = '\0decompressor';

const gettersOf = (keys: readonly string[], source: string) => `let it;
for (const key of ${JSON.stringify(keys)})
  Object.defineProperty(exports, key, { enumerable: true, get: () => (it ??= require(${JSON.stringify(source)}))[key] });`;

const redaction = join(project, 'agent', 'redact.ts');
const redactionFile = 'redaction.cjs';

/**
 * Redaction in a file of its own, which is read when the first text is redacted: a third of what `explain` loads, and
 * `report` of a saved node seldom has a text to redact.
 */
const redactionWhenUsed: ChunkPlugin = {
  name: 'redaction-when-used',
  buildStart() {
    this.emitFile({ type: 'chunk', id: redaction, fileName: redactionFile });
  },
  resolveId(source, importer, { kind }) {
    if (source === `./${redactionFile}`) return { id: source, external: true };
    const isRedaction =
      kind === 'import-statement' && importer !== undefined && join(dirname(importer), source) === redaction;
    return isRedaction ? '\0redaction-when-used' : null;
  },
  async load(id) {
    if (id !== '\0redaction-when-used') return null;
    return { code: gettersOf(Object.keys(await import(redaction)), `./${redactionFile}`), moduleType: 'js' };
  },
};

/** What fastify loads for routes with schemas, which hostprobe has none of, and for requests of tests. */
const unused = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'];

const withoutUnused: ChunkPlugin = {
  name: 'without-unused',
  resolveId: (source) => (unused.includes(source) ? `\0unused:${source}` : null),
  load: (id) =>
    id.startsWith('\0unused:') ? { code: 'throw new Error("hostprobe has no use for this")', moduleType: 'js' } : null,
};

const catalogue = '\0catalogue';
const catalogueFile = 'catalogue.json';

/**
 * The catalogue's data in a file of its own, as JSON: V8 reads code ten times as long. Of one text few patterns and no
 * samples are needed, so they are read, and made, when they are first used.
 */
function catalogueAsJson(): ChunkPlugin {
  const parts = new Map<string, string>();
  /** What a cause is called, and why it leads to its failure, is read when it is asked for: a third of the causes' code. */
  function withoutReasons(id: string): string {
    const name = `reasons ${basename(id, '.ts')}`;
    const reasons: string[] = [];
    const source = readFileSync(id, 'utf8');
    const short = withProperties(source, ['title', 'explain'], ({ name: key, value, start, end }) => {
      if (typeof value !== 'string') return source.slice(start, end);
      return `get ${key}() { return reasonOf('${name}', ${reasons.push(value) - 1}); }`;
    });
    parts.set(name, inAscii(JSON.stringify(reasons)));
    return `import { reasonOf } from '${catalogue}';\n${short}`;
  }
  return {
    name: 'catalogue-as-json',
    resolveId: (source) => (source === catalogue ? source : null),
    async load(id) {
      if (id === catalogue) return { code: readCatalogue, moduleType: 'js' };
      if (isCauses.test(id)) return { code: withoutReasons(id), moduleType: 'ts' };
      if (!isData.test(id)) return null;
      const exported = Object.entries(await import(id)).map(([name, data]) => {
        if (parts.has(name)) throw new Error(`two modules of the catalogue export ${name}`);
        const all = Array.isArray(data) && typeof data[0] === 'object' ? data : null;
        const json = JSON.stringify(data, (key, value) => (all !== null && isLater(key) ? 0 : plain(value)));
        parts.set(name, inAscii(json));
        const later = laterKeys.filter((key) => all?.some((one) => key in one));
        if (all !== null) {
          for (const key of later) {
            const values = all.map((one) => (key === 'pattern' ? [one[key].source, one[key].flags] : one[key]));
            parts.set(`${name} ${key}`, inAscii(JSON.stringify(values)));
          }
        }
        const read = all === null ? `part('${name}')` : `listOf('${name}', ${JSON.stringify(later)})`;
        return `export const ${name} = ${read};`;
      });
      return { code: [`import { part, listOf } from '${catalogue}';`, ...exported].join('\n'), moduleType: 'js' };
    },
    generateBundle() {
      const places: Record<string, [number, number]> = {};
      let text = '';
      for (const [name, json] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
        places[name] = [text.length, text.length + json.length];
        text += json;
      }
      this.emitFile({ type: 'asset', fileName: catalogueFile, source: `${JSON.stringify(places)}\n${text}` });
    },
  };
}

/** Signatures, dates, texts of Windows, shapes of saved files, and the patterns of redaction but what all of them are made of. */
const isData =
  /agent\/(?:signatures\/(?!index)[\w-]+|node\/dates|windows\/(?:error-texts|exit-codes)|fix\/unknowns|snapshot\/shapes|redact\/patterns\/(?!pattern|matching)[\w-]+)\.ts$/;

const isCauses = /agent\/causes\/(?!index|references)[\w-]+\.ts$/;

/** What of a signature or a pattern is read when it is first used. */
const laterKeys = ['pattern', 'samples', 'says', 'unless'] as const;
const isLater = (key: string) => (laterKeys as readonly string[]).includes(key);

/** @throws for what JSON does not keep */
function plain(value: unknown): unknown {
  if (typeof value === 'function' || value instanceof RegExp) throw new Error(`${value} is no data: it cannot be JSON`);
  return value;
}

/** Runs in the bundle. */
const readCatalogue = `import { readFileSync } from 'node:fs';
let text, places, start;
const open = () => {
  // An executable has its files in itself.
  const read = globalThis.fileOfHostprobe ?? ((name) => readFileSync(import.meta.dirname + '/' + name, 'latin1'));
  text = read('${catalogueFile}');
  start = text.indexOf('\\n') + 1;
  places = JSON.parse(text.slice(0, start));
};
export const part = (name) => {
  if (text === undefined) open();
  const [from, to] = places[name];
  return JSON.parse(text.slice(start + from, start + to));
};
const reasons = {};
export const reasonOf = (name, index) => (reasons[name] ??= part(name))[index];
export const listOf = (name, keys) => {
  const later = {};
  const read = (key, index) => (later[key] ??= part(name + ' ' + key))[index];
  const patterns = [];
  const getters = {
    pattern: (index) => (patterns[index] ??= new RegExp(...read('pattern', index))),
  };
  const list = part(name);
  for (const [index, one] of list.entries())
    for (const key of keys.filter((key) => key in one))
      Object.defineProperty(one, key, { enumerable: true, get: () => (getters[key] ?? read.bind(null, key))(index) });
  return list;
};`;

const forNodes = 'image/program.ts';

/** What people start on their own machines alone. */
const notOnNodes: ChunkPlugin = {
  name: 'not-on-nodes',
  resolveId: (source, importer) =>
    source === './mcp.ts' && importer === join(project, 'agent', 'cli', 'index.ts')
      ? join(project, 'image', 'no-mcp.ts')
      : null,
};

/**
 * Bundles and minifies the agent. The same sources give the same bytes in any folder.
 * @param options.program the source of hostprobe.mjs
 * @param options.target the oldest Node.js that runs it
 * @param options.format `cjs` starts in less time: Node loads what reads ECMAScript modules only for them
 * @param options.more plugins of rolldown for an agent that does not ship
 */
export async function bundleAgent({
  program = forNodes,
  target = 'node26',
  define = {},
  more = [],
  format = 'esm',
}: {
  program?: string;
  target?: string;
  define?: Record<string, string>;
  more?: readonly ChunkPlugin[];
  format?: 'esm' | 'cjs';
} = {}): Promise<Bundle> {
  const extension = format === 'esm' ? 'mjs' : 'cjs';
  const made = await rolldown({
    cwd: project,
    input: { hostprobe: program, ...threads },
    platform: 'node',
    // What it has for Node asks for two variables of the environment with each word of a text.
    resolve: { alias: { yaml: join(project, 'node_modules/yaml/browser/index.js') } },
    plugins: [
      ...more,
      ...(program === forNodes ? [notOnNodes] : []),
      catalogueAsJson(),
      withoutUnused,
      ...(format === 'cjs' ? [redactionWhenUsed] : []),
      whenUsed(extension),
    ],
    transform: { target, define },
    logLevel: 'silent',
  });
  const { output } = await made.generate({
    format,
    minify: true,
    banner: format === 'esm' ? place : place.replace('import.meta.dirname', '__dirname'),
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `[name].${extension}`,
    codeSplitting: {
      groups: partsFor(
        format === 'esm'
          ? { ...starting, serve: [...serving, ...gathering], gather: gathering, windows: calling, ...inThreads }
          : starting,
      ),
    },
  });
  await made.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  const used = chunks.flatMap(({ modules }) => renderedIn(modules));
  const folders = used.map((path) => /(?:^|\/)(node_modules\/(?:@[^/]+\/)?[^/]+)(?=\/)/.exec(path)?.[1]);
  const texts = output.map(async (file): Promise<[string, string]> => {
    if (file.type !== 'chunk') return [file.fileName, String(file.source)];
    return [file.fileName, startingThreads(inAscii(await minifyAgain(file.fileName, file.code)), extension)];
  });
  return {
    files: Object.fromEntries(await Promise.all(texts)),
    contents: Object.fromEntries(chunks.map(({ fileName, modules }) => [fileName, renderedIn(modules)])),
    packages: [...new Set(folders.filter((folder) => folder !== undefined))].sort(),
  };
}

/** Some names and blocks only turn out to be unneeded when the file is whole: a hundredth of it. */
async function minifyAgain(name: string, text: string): Promise<string> {
  const { code, errors } = await minify(name, text);
  if (errors[0] !== undefined) throw errors[0];
  return code;
}

/** The modules of which something is left in the bundle. */
const renderedIn = (modules: Readonly<Record<string, { renderedLength: number }>>): string[] =>
  Object.entries(modules).flatMap(([path, { renderedLength }]) => (renderedLength > 0 ? [path] : []));

const startingThreads = (text: string, extension: string) =>
  text.replaceAll(/\.\/(\w+-worker)\.ts/g, `./$1.${extension}`);
