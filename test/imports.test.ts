import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { factIds, onDemand } from '../agent/fact/ids.ts';

const agent = fileURLToPath(new URL('../agent/', import.meta.url));

interface Row {
  /** Rooms and ideas that may be imported. */
  may: string;
  /** What may be imported only when it is needed, `import('...')`, or as types. */
  lazily?: string;
}

/** The least that everything may use. */
const ground = 'error error/ fact fact/ facts/ fix fix/ json version';
/** What the field means by its words: pure rules over facts and texts. */
const field = 'windows/ shim/ node/';

/**
 * Who may import whom. `x` is the idea agent/x.ts, `x/` the room of that name, `x/y` one file of it; an idea and its own
 * room are one for each other. Packages and parts of the platform have owners, below.
 */
const rooms: Readonly<Record<string, Row>> = {
  error: { may: '' },
  'error/': { may: '' },
  version: { may: '' },
  json: { may: '' },
  fact: { may: '' },
  'fact/': { may: '' },
  fix: { may: '' },
  'fix/': { may: '' },
  'facts/': { may: 'fact fact/' },
  host: { may: '', lazily: 'fact facts/' },
  snapshot: { may: ground },
  'snapshot/': { may: ground },
  check: { may: `${ground} node/ snapshot windows/`, lazily: 'report stage/' },
  'check/': { may: `${ground} node/ snapshot windows/` },
  message: { may: '' },
  signature: { may: 'message shim/ windows/' },
  history: { may: 'snapshot' },
  report: { may: 'fact' },
  'report/': { may: `${ground} history snapshot` },
  renderer: { may: '', lazily: 'report' },
  cause: { may: 'fact fix redact signature', lazily: 'message report shim/ snapshot' },
  symptom: { may: `${ground} shim/ signatures/`, lazily: 'cause message snapshot' },
  command: { may: '', lazily: 'config config/ host renderer' },

  'windows/': { may: '' },
  'decode/': { may: 'json', lazily: 'facts/' },
  'shim/': { may: `${ground} config/ windows/`, lazily: 'manifest/' },
  'node/': { may: `${ground} shim/ windows/`, lazily: 'config/ snapshot' },
  config: { may: 'error' },
  'config/': { may: 'error' },
  'manifest/': { may: 'config/ fix', lazily: 'fix/' },
  manifest: { may: '' },
  redact: { may: '' },
  'redact/': { may: 'decode/ error' },

  'checks/': { may: `${ground} ${field} check config/` },
  'signatures/': { may: 'decode/ shim/ signature windows/' },
  'causes/': { may: `${ground} ${field} cause config/`, lazily: 'message snapshot' },
  'messages/': {
    may: `${ground} decode/ manifest manifest/ message shim/ signatures/ windows/`,
    lazily: 'signature snapshot',
  },
  diagnose: {
    may: 'cause causes/ diagnose/ fix json redact report signature symptom snapshot windows/',
    lazily: 'message',
  },
  'diagnose/': { may: `${ground} ${field} cause`, lazily: 'message report snapshot' },
  assess: { may: `${ground} check checks/ diagnose messages/ report snapshot` },
  'assess/': { may: `${ground} check checks/ node/ report windows/`, lazily: 'shim/ snapshot' },

  'compare/': { may: `${ground} assess node/ snapshot`, lazily: 'report' },

  rule: { may: '', lazily: 'fix manifest manifest/ node/' },
  'rules/': { may: `${field} config/ fix fix/ manifest/`, lazily: 'rule' },
  lint: { may: 'fix/ manifest manifest/ node/ rules/ snapshot version', lazily: 'rule shim/' },
  'lint/': {
    may: 'version decode/ config/ fact fact/ fix fix/ manifest/ node/ print/ rule rules/ snapshot',
    lazily: 'renderer',
  },
  stage: { may: 'cause causes/ fact shim/ symptom', lazily: `${ground} ${field} manifest/ snapshot` },
  'stage/': { may: `${ground} manifest/ shim/ snapshot` },
  'stages/': { may: `${ground} ${field} manifest/ rules/ signatures/ stage stage/`, lazily: 'rule' },
  predict: {
    may: 'assess assess/ checks/ fix fix/ causes/ node/ symptom stage stage/ stages/',
    lazily: 'manifest/ snapshot',
  },
  'predict/': {
    may: `${ground} ${field} assess check/ checks/ manifest manifest/ print/ snapshot stage stage/`,
    lazily: 'check renderer',
  },

  log: { may: 'print/printable redact', lazily: 'config probe' },
  probe: { may: `${ground} host/ redact redact/ snapshot snapshot/shaped`, lazily: 'config/ host' },
  'probes/': {
    may: `${ground} config/ messages/ node/ probe redact shim/ signatures/ decode/ windows/`,
    lazily: 'host message',
  },
  'host/': { may: `${ground} snapshot/shaped`, lazily: 'host win32/' },
  'win32/': { may: ground, lazily: 'host' },

  'print/': { may: 'config/ error fix/ renderer', lazily: 'fix' },
  'renderers/': { may: `${ground} compare/ check check/ print/ report report/ shim/`, lazily: 'history renderer' },
  'history/': { may: `${ground} checks/ shim/ snapshot windows/`, lazily: 'host log report' },
  publish: { may: '', lazily: 'host log report snapshot' },
  'publish/': { may: `${ground} assess diagnose messages/ snapshot`, lazily: 'host log report' },
  monitor: { may: 'assess', lazily: 'history/ log probe publish report snapshot' },
  bundle: { may: `${ground} snapshot`, lazily: 'redact' },
  'bundle/': {
    may: `${ground} assess decode/ diagnose history history/ messages/ node/ print/ probe probes/ redact redact/ renderer renderers/ snapshot snapshot/ windows/`,
    lazily: 'host message report',
  },
  schemas: { may: 'bundle/ compare/ history lint/ report/ snapshot/ stage/' },
  'source/': {
    may: `${ground} config/ history log print/ shim/ snapshot snapshot/ decode/ windows/`,
    lazily: 'assess bundle/ command config history/ host host/ manifest messages/ probe probes/ reach/ redact/ report',
  },
  'server/': {
    may: `${ground} assess bundle/ checks/ causes/ config/ diagnose lint messages/ node/ predict/ print/ publish/ redact renderer renderers/ report/ schemas signatures/ snapshot decode/ windows/`,
    lazily: 'report config history/ host log monitor probe',
  },
  'cli/': {
    may: `${ground} assess assess/ bundle/ decode/ cause causes/ checks/ command compare/ config/ diagnose diagnose/ fleet/ log messages/ predict/ print/ probe reach/ renderers/ report schemas symptom signatures/ snapshot source/ windows/`,
    lazily:
      'manifest manifest/ bundle config history history/ host host/ lint lint/ message node/ probes/ publish publish/ redact redact/ renderer rules/ self-check self-check/ server/ shim/ signature stage/ monitor',
  },
  'reach/': {
    may: `${ground} config/ decode/ history host/ messages/ node/ print/ probe probes/ redact shim/ snapshot snapshot/ windows/`,
    lazily: 'config message',
  },
  'fleet/': {
    may: `${ground} decode/ assess bundle/ checks/ compare/ config/ diagnose host/ messages/ node/ print/ probes/ publish/ reach/ redact redact/ renderer renderers/ report report/ shim/ source/`,
    lazily: 'config check snapshot',
  },
  'self-check': { may: 'error redact', lazily: 'host' },
  'self-check/': { may: 'error', lazily: 'host' },
  help: { may: 'config config/ print/', lazily: 'command' },
  'page/': {
    may: `${ground} assess bundle/ compare/ decode/ diagnose diagnose/ lint lint/ messages/ node/ predict/ redact redact/ renderer renderers/ report snapshot snapshot/ version windows/`,
    lazily: 'stage/ manifest check message',
  },
  main: { may: 'cli/ config config/ error print/ version', lazily: 'command help host host/ redact source/' },
};

/** Rooms that may import each other all the same, with the reason. */
const knots: Readonly<Record<string, string>> = {};

/** Packages, and parts of Node, by the files that may import them. Any other may not be imported. */
const packages: Readonly<Record<string, string>> = {
  '../package.json': 'version',
  'probes/containerd/config-types.json': 'probes/containerd/refusal',
  'snapshot/shapes.json': 'snapshot/shaped',
  'node/dates.json': 'node/dated',
  'win32/error-names.json': 'win32/error',
  'manifest/admission/api.json': 'manifest/admission/fields manifest/admission/form',
  'shim/releases.json': 'shim/version',
  'windows/error-texts.json': 'windows/error-texts',
  'windows/exit-codes.json': 'windows/exit-codes',
  zod: 'bundle bundle/* cli/* compare/* fact fact/* facts/* fix fix/* fleet/* history history/* host/* lint/* probes/* reach/* report report/* redact/rules-file schemas server/* shim/certainty snapshot snapshot/* source/* stage/* decode/*',
  yaml: 'probes/setup/files cli/policy manifest manifest/* redact/rules-file cli/pods cli/status decode/kubeconfig',
  pino: 'log',
  '@modelcontextprotocol/server': 'cli/mcp/*',
  '@modelcontextprotocol/server/stdio': 'cli/mcp',
  '@modelcontextprotocol/node': 'cli/mcp/server',
  'tar-stream': 'source/image-archive source/image-layers',
  koffi: 'win32/library',
  execa: 'host/exec',
  'smol-toml': 'probes/containerd/toml',
  systeminformation: 'host/inventory-worker',
  ws: 'reach/*',
  '@bufbuild/*': 'host/runtime/*',
  preact: 'cli/compare/html fleet/html page/* renderers/html renderers/html/*',
  'preact/hooks': 'page/*',
  fzstd: 'page/job',
  'preact-render-to-string': 'cli/compare/html fleet/html renderers/html',
  'fflate/browser': 'bundle/zip redact/words/encoded',
  '@noble/hashes/*': 'bundle/read lint/sarif redact/placeholder',
  fastify: 'server/*',
  '@fastify/rate-limit': 'server/limits/*',
  negotiator: 'server/answer server/answer/query',
  '@peculiar/*': 'server/tls/self-signed',
  'node:net': 'config/values',
  'node:util': 'config print/* server/answer/body',
  'node:crypto': 'bundle/* fleet/* publish/pod-events probes/* renderers/html server/* decode/*',
  'node:path': 'cli/mcp/doors bundle/* fleet/archive reach/* host/* probes/* source/manifests decode/kubeconfig',
  'node:zlib': 'bundle/packer/zip-writer reach/* cli/explain/input server/answer/body cli/redact',
  'node:worker_threads':
    'bundle/packer/packer-thread bundle/packer/packer-worker host/inventory host/inventory-worker server/judge-body server/judge-worker',
  'node:fs': 'print/terminal',
  'node:*': 'error/unreachable log host/* reach/* fleet/* server/* source/* bundle/* cli/*',
};

/** What also runs in a browser: it imports nothing of Node.js, and touches none of its globals. */
const browser =
  'assess assess/* bundle bundle/zip bundle/messages bundle/contents/safe-names bundle/read bundle/zip-list decode/bytes cause causes/* check check/* checks/* compare/* config/nearest config/pod-variables config/socket-address diagnose diagnose/* error fact fact/* facts/* fix fix/* history json lint lint/ignore-comment lint/json lint/problems lint/sarif manifest manifest/* message messages/* node/* page/* predict predict/manifests predict/table predict/subject predict/container-view predict/usual-nodes print/printable redact redact/* renderer renderers/html/* report report/* rule rules/* shim/* symptom signature signatures/* snapshot snapshot/* stage stage/* stages/* version windows/*';

/** Packages that are slow to load, or that not everybody has: imported only when they are needed. */
const lazyPackages = 'pino ws @peculiar/*';

/** Parts of the platform that only some may touch. */
const owners: readonly { what: string; names: readonly string[]; files: string }[] = [
  { what: 'the environment', names: ['process.env'], files: 'config config/environment host/*' },
  { what: 'the platform', names: ['process.platform'], files: 'host/machine host/stop-signals' },
  {
    what: 'the clock',
    names: ['Date.now', 'performance.now', 'new Date()'],
    files:
      'bundle/file bundle/long-work fleet/fetch probe monitor host/* reach/* win32/* cli/serve/listen server/limits/clock',
  },
  {
    what: 'chance',
    names: ['Math.random', 'crypto.randomUUID'],
    files: 'cli/serve fleet/many-nodes reach/list monitor host/cluster/caller print/printable',
  },
  {
    what: 'a timer',
    names: ['setTimeout', 'setInterval', 'setImmediate'],
    files:
      'bundle/file fleet/fetch fleet/many-nodes fleet/watch probe probes/token server/reload server/judge-body server/limits/clock server/tls/self-signed reach/* monitor host/* page/job page/browser win32/*',
  },
  { what: 'the end of the process', names: ['process.exit', 'process.exitCode'], files: 'main host/stop-signals' },
];

/** Globals of Node.js that a browser lacks. */
const globalsOfNode = ['Buffer', 'process', 'global', 'require', 'setImmediate', '__dirname', '__filename'];

const covers = (names: string, name: string) =>
  names.split(' ').some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));

const sources = readdirSync(agent, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'));
const nameOf = (path: string) => path.replace(/\.ts$/, '');
/** The idea or the room that a file belongs to: `check`, `checks/`. */
const roomOf = (name: string) => (name.includes('/') ? `${name.split('/')[0]}/` : name);
const isOwn = (a: string, b: string) => a.replace(/\/$/, '') === b.replace(/\/$/, '');

interface Import {
  target: string;
  isType: boolean;
  /** Loads nothing when the importing module is loaded: import('...'), or types only. */
  lazy: boolean;
}

function importsOf(path: string): Import[] {
  const source = withoutComments(readFileSync(join(agent, path), 'utf8'));
  const pattern = /(?:\b(?:im|ex)port type [^;]*?from\s+|\bfrom\s+|\bimport\s+|\bimport\(\s*|\brequire\(\s*)'([^']+)'/g;
  return [...source.matchAll(pattern)].map(([whole, specifier = '']) => ({
    target: specifier.startsWith('.') ? nameOf(relative(agent, join(agent, dirname(path), specifier))) : specifier,
    isType: /^..port type/.test(whole),
    lazy: whole.includes('(') || /^..port type/.test(whole),
  }));
}

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Found by esbuild's `define`, which replaces names in code and not in texts; `new Date()` is no name and is looked for. */
function touchedBy(path: string): (typeof owners)[number][] {
  const marks = owners.flatMap(({ names }, index) => names.map((name) => [name, `TOUCHED_${index}`]));
  const define = Object.fromEntries(marks.filter(([name]) => name !== 'new Date()'));
  const { code } = transformSync(readFileSync(join(agent, path), 'utf8'), { loader: 'ts', define });
  return owners.filter(
    ({ names }, index) =>
      code.includes(`TOUCHED_${index}`) || (names.includes('new Date()') && code.includes('new Date()')),
  );
}

/** What is wrong with one file, in sentences. */
function complaints(path: string): string[] {
  const name = nameOf(path);
  const room = roomOf(name);
  const row = rooms[room];
  if (row === undefined) {
    return [
      `agent/${path}: "${room}" has no row in the table of rooms; put the file into a room that is there, or add one`,
    ];
  }
  const wrong = importsOf(path).flatMap(({ target, lazy }) => {
    const how = isPackage(target) ? aboutPackage(name, target, lazy) : aboutRoom(room, row, { target, lazy });
    return how === null ? [] : [`agent/${path} may not import ${target}${how}, or move the code`];
  });
  const touched = touchedBy(path)
    .filter(({ files }) => !covers(files, name))
    .map(({ what }) => `agent/${path} may not touch ${what}: add ${name} to its row of \`owners\`, or move the code`);
  return [...wrong, ...touched, ...(covers(browser, name) ? boundToNode(path) : [])];
}

/** What keeps a file out of a browser. */
function boundToNode(path: string): string[] {
  const loaded = importsOf(path).flatMap(({ target, isType }) => (isType ? [] : [target]));
  const strangers = loaded.filter((target) => (isPackage(target) ? /^node:/.test(target) : !covers(browser, target)));
  const define = Object.fromEntries(globalsOfNode.map((name) => [name, `NODE_${name}`]));
  const { code } = transformSync(readFileSync(join(agent, path), 'utf8'), { loader: 'ts', define });
  return [
    ...strangers
      .filter((target) => target !== '../package.json')
      .map((target) =>
        isPackage(target)
          ? `agent/${path} also runs in a browser, and may not import ${target}: move the code`
          : `agent/${path} also runs in a browser, and may not import ${target}: add it to \`browser\`, or move the code`,
      ),
    ...globalsOfNode
      .filter((name) => code.includes(`NODE_${name}`))
      .map((name) => `agent/${path} also runs in a browser, and may not touch ${name}: move the code`),
  ];
}

const isPackage = (target: string) => target in packages || !sources.includes(`${target}.ts`);

const early = " other than lazily or as a type: write import('...') or import type";

/** What follows "may not import x", with the way out; null: it may. */
function aboutRoom(
  room: string,
  { may, lazily = '' }: Row,
  { target, lazy }: Pick<Import, 'target' | 'lazy'>,
): string | null {
  const other = roomOf(target);
  if (isOwn(room, other) || may.split(' ').some((one) => one === other || one === target)) return null;
  if (!lazily.split(' ').includes(other)) return `: add ${other} to the row \`${room}\` of \`rooms\``;
  return lazy ? null : `${early}, or move ${other} from \`lazily\` to \`may\` in the row \`${room}\` of \`rooms\``;
}

function aboutPackage(name: string, target: string, lazy: boolean): string | null {
  const owners = Object.entries(packages).flatMap(([names, files]) => (covers(names, target) ? [files] : []));
  if (!owners.some((files) => covers(files, name))) {
    return owners.length === 0 ? ': add a row for it to `packages`' : `: add ${name} to its row of \`packages\``;
  }
  return !lazy && covers(lazyPackages, target) ? early : null;
}

/** Rooms that import each other, in a circle of any length. What a room takes of its own idea does not count. */
function knotted(): string[] {
  const arrows = new Map<string, Set<string>>();
  for (const path of sources) {
    const from = roomOf(nameOf(path));
    const to = importsOf(path).flatMap(({ target }) => (isPackage(target) ? [] : [roomOf(target)]));
    const counted = to.filter((room) => room !== from && !(from === `${room}/`));
    arrows.set(from, new Set([...(arrows.get(from) ?? []), ...counted]));
  }
  return circlesOf(arrows);
}

/** Files that need each other's values before they are loaded. */
const entwined = () =>
  circlesOf(
    new Map(
      sources.map((path) => [
        nameOf(path),
        new Set(importsOf(path).flatMap(({ target, lazy }) => (lazy || isPackage(target) ? [] : [target]))),
      ]),
    ),
  );

/** What can be reached from each other by the arrows, as "a b c". */
function circlesOf(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = (start: string) => {
    const found = new Set<string>();
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const one of arrows.get(next) ?? []) if (!found.has(one)) found.add(one) && open.push(one);
    }
    return found;
  };
  const reach = new Map([...arrows.keys()].map((one) => [one, reached(one)]));
  const groups = [...reach].flatMap(([one, found]) => {
    const mutual = [...found].filter((other) => reach.get(other)?.has(one));
    return mutual.length > 1 ? [mutual.toSorted().join(' ')] : [];
  });
  return [...new Set(groups)];
}

describe('the table of imports', () => {
  test('holds for every file of agent/', () => {
    expect(
      sources.flatMap(complaints),
      'each sentence says the way out; the tables are at the top of this file',
    ).toEqual([]);
  });

  test('names no room, idea or package that is not there', () => {
    const there = new Set(sources.map((path) => roomOf(nameOf(path))));
    const named = Object.entries(rooms).flatMap(([room, { may, lazily = '' }]) => [
      room,
      ...`${may} ${lazily}`.split(' '),
    ]);
    expect(
      [...new Set(named)].filter((name) => name !== '' && !there.has(name) && !sources.includes(`${name}.ts`)),
      'agent/ has no such room or idea any more: take it out of `rooms` above',
    ).toEqual([]);
    const imported = sources.flatMap((path) => importsOf(path).map(({ target }) => target));
    expect(
      Object.keys(packages).filter((names) => !imported.some((target) => covers(names, target))),
      'no file imports it any more: take its row out of `packages` above',
    ).toEqual([]);
  });

  test('lets all that runs in a browser be bundled for one', async () => {
    const entries = sources.filter((path) => covers(browser, nameOf(path)));
    const contents = entries.map((path) => `import ${JSON.stringify(join(agent, path))};`).join('\n');
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: agent },
      bundle: true,
      write: false,
      platform: 'browser',
      logLevel: 'silent',
    });
    expect(outputFiles[0]?.text.length).toBeGreaterThan(100_000);
  });

  test('lets rooms import each other only with a reason', () => {
    expect(
      knotted(),
      'these rooms import each other: move what both need into a room that imports neither, or add a row to `knots` above, such as "a b": the reason; a row without its knot goes',
    ).toEqual(Object.keys(knots));
  });

  test('lets no files need each other to be loaded', () => {
    expect(entwined(), 'move what both need into a file that imports neither, or join the two').toEqual([]);
    const arrows = new Map(['a b', 'b c', 'c a', 'd a'].map((two) => [two.slice(0, 1), new Set([two.slice(2)])]));
    expect(circlesOf(arrows)).toEqual(['a b c']);
  });

  test('has few files beside the rooms', () => {
    const loose = (folder: string) => readdirSync(join(agent, folder)).filter((name) => name.endsWith('.ts')).length;
    // Of probes one for each fact, and their list.
    const most: Readonly<Record<string, number>> = {
      '.': 34,
      server: 16,
      probes: factIds.length + onDemand.length + 1,
    };
    const crowded = Object.entries(most).filter(([folder, count]) => loose(folder) > count);
    expect(crowded.map(([folder, count]) => `agent/${folder} has more than ${count} files: give some a room`)).toEqual(
      [],
    );
  });

  test('sees imports of every kind', () => {
    expect(importsOf('main.ts')).toContainEqual({ target: 'cli/index', isType: false, lazy: false });
    expect(importsOf('main.ts')).toContainEqual({ target: 'host/machine', isType: false, lazy: true });
    expect(importsOf('version.ts')).toEqual([{ target: '../package.json', isType: false, lazy: false }]);
    expect(importsOf('host.ts')).toContainEqual({ target: 'facts/os', isType: true, lazy: true });
  });

  test('sees what is touched in code, and not what texts mention', () => {
    expect(touchedBy('host/machine.ts').map(({ what }) => what)).toEqual([
      'the environment',
      'the platform',
      'the clock',
    ]);
    expect(touchedBy('causes/client.ts')).toEqual([]);
  });
});
