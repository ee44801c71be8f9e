import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';

const agent = fileURLToPath(new URL('../agent/', import.meta.url));

/** Words of the field and pure rules over them: no I/O, no clock, no platform question. */
const words =
  'account annotation command-line containerd decode error exposition fact facts/* host json junit layout message mode nearest once pod redact redact/* renderer report history run-as search since size snapshot socket-address tail tail-texts version';
/** What reads and judges facts and the words of failures. */
const judgement =
  'assess outline check checks/* next-shim older-shims own-container own-token service-state starter signature signatures/* messages/* cause causes/* clue diagnose sighting lint lint/* rule rules/* target refusal prediction inside working-directory container-command pod-annotation stage stages/* predict predict/*';

interface Row {
  files: string;
  /** Files of agent/, packages and parts of Node that they may import. */
  may: string;
  /** What they may import only when it is needed: import('...'). */
  lazily?: string;
}

/** Who may import whom. Names are apart by spaces; `x/*` is all below x. A file belongs to the first row that names it. */
const rows: readonly Row[] = [
  { files: 'redact/rules-file', may: `${words} saved yaml zod` },
  { files: words, may: `${words} ../package.json zod node:util` },
  { files: 'manifest manifest/*', may: 'manifest/* yaml zod' },
  { files: 'schemas', may: 'bundle/difference history lint/result prediction report snapshot', lazily: 'zod' },
  { files: 'lint/*', may: `${words} ${judgement} manifest/* zod node:crypto node:util` },
  { files: 'history/*', may: `${words} ${judgement} history/* log zod` },
  { files: judgement, may: `${words} ${judgement} manifest manifest/* zod` },
  { files: 'renderers/html', may: `${words} renderers/* preact preact-render-to-string node:crypto` },
  { files: 'renderers/html/*', may: `${words} renderers/* check preact` },
  { files: 'renderers/*', may: `${words} renderers/* check node:util` },

  { files: 'certificate jwt', may: `${words} zod node:crypto` },
  { files: 'probe', may: `${words} zod` },
  { files: 'probes/kubeconfig', may: `${words} zod yaml node:path` },
  { files: 'probes/logs probes/log-bytes', may: `${words} probe probes/* messages/* signatures/*` },
  { files: 'probes/*', may: `${words} certificate jwt probe probes/* node:crypto node:path` },

  { files: 'host/exec', may: `${words} host/error node:* execa` },
  { files: 'host/picture-worker', may: `${words} node:worker_threads systeminformation` },
  { files: 'host/runtime/*', may: `${words} probe host/runtime/* zod @bufbuild/* node:*` },
  { files: 'host/cluster/client', may: '@kubernetes/client-node' },
  {
    files: 'host/cluster/connect',
    may: words,
    lazily: 'host/cluster/client @kubernetes/client-node',
  },
  {
    files: 'host/cluster/*',
    may: `${words} host/error host/cluster/* zod node:timers/promises`,
    lazily: '@kubernetes/client-node',
  },
  { files: 'host/*', may: `${words} host/* node:*`, lazily: 'win32/native win32/stop-events win32/terminate' },
  { files: 'win32/library', may: `${words} koffi` },
  { files: 'win32/*', may: `${words} win32/*`, lazily: 'host/native' },

  { files: 'config config/* terminal', may: `${words} config config/* zod node:util` },
  { files: 'saved', may: `${words} node:fs`, lazily: 'bundle/read' },
  { files: 'given', may: `${words} config saved`, lazily: 'bundle/read remote remote/credentials remote/history' },
  {
    files: 'remote remote/*',
    may: `${words} certificate remote remote/* saved zod node:events node:http node:https node:stream/consumers`,
    lazily: 'config',
  },
  { files: 'manifest-files', may: `${words} manifest saved node:fs/promises node:path` },
  { files: 'log', may: `${words} config probe`, lazily: 'pino' },
  {
    files: 'input',
    may: `${words} bundle/log-path cause saved messages/* node:fs node:fs/promises node:stream/promises node:zlib`,
    lazily: 'bundle/read',
  },
  { files: 'command', may: `${words} config` },
  { files: 'node', may: `${words} command log`, lazily: 'assess history/here history/keeper probe probes/index' },
  { files: 'watch', may: `${words} assess history/* log probe publish` },
  { files: 'bundle/archive', may: `${words} bundle/names yauzl node:zlib` },
  { files: 'bundle/read', may: `${words} bundle bundle/* zod node:crypto node:stream/consumers` },
  { files: 'bundle/diff', may: `${words} ${judgement} bundle bundle/* history/*` },
  { files: 'bundle/file', may: `${words} node:fs node:fs/promises node:stream node:stream/promises` },
  {
    files: 'bundle/*',
    may: `${words} ${judgement} bundle bundle/* probe probes/log-places renderers/* yazl zod node:crypto node:events node:path node:stream node:timers/promises`,
  },
  { files: 'bundle', may: `${words} zod` },
  { files: 'publish', may: `${words} log` },
  {
    files: 'server/auth/*',
    may: `${words} jwt log server/problem server/follow server/auth/* node:crypto`,
  },
  { files: 'server/judge', may: 'server/judge-worker server/problem node:events node:worker_threads' },
  {
    files: 'server/judge-worker',
    may: 'cause lint predict/manifests snapshot target node:worker_threads',
    lazily: 'server/judge',
  },
  {
    files: 'server/tls/*',
    may: `${words} log server/connections server/early-errors server/follow server/problem server/tls/* node:crypto node:http node:net node:tls`,
    lazily: '@peculiar/asn1-schema @peculiar/asn1-x509',
  },
  { files: 'server/small-file', may: `${words} saved node:fs/promises` },
  {
    files: 'server/listen',
    may: `${words} server/exposure server/in-the-way fastify node:dns/promises node:net`,
  },
  { files: 'server/transport', may: 'server/limits server/tls/* node:http node:https' },
  {
    files: 'server/*',
    may: `${words} ${judgement} config jwt log bundle bundle/* history/* schemas watch renderers/* server/* fastify @fastify/rate-limit negotiator zod node:crypto node:http node:net node:perf_hooks node:timers/promises node:util node:zlib`,
  },
  {
    files: 'cli/*',
    may: `${words} ${judgement} bundle bundle/* cli/* command config given history/* input log manifest-files node probe remote remote/credentials saved schemas renderers/* zod node:stream node:util`,
    lazily: 'redact/rules-file watch publish probes/cluster-way server/* host/stop',
  },
  { files: 'main', may: `${words} cli/index command config config/flags terminal`, lazily: 'host/machine host/stop' },
];

/** Parts of the platform that only some may touch. */
const owners: readonly { what: string; names: readonly string[]; files: string }[] = [
  { what: 'the environment', names: ['process.env'], files: 'config host/*' },
  { what: 'the platform', names: ['process.platform'], files: 'host/machine host/stop' },
  { what: 'the clock', names: ['Date.now', 'performance.now', 'new Date()'], files: 'probe watch host/* win32/*' },
  { what: 'chance', names: ['Math.random', 'crypto.randomUUID'], files: 'watch' },
  {
    what: 'a timer',
    names: ['setTimeout', 'setInterval', 'setImmediate'],
    files: 'probe probes/token-directory server/follow server/tls/renewal watch host/* win32/*',
  },
  { what: 'the end of the process', names: ['process.exit', 'process.exitCode'], files: 'main host/stop' },
];

const covers = (names: string, name: string) =>
  names.split(' ').some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name));

const sources = readdirSync(agent, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'));
const nameOf = (path: string) => path.replace(/\.ts$/, '');
const rowOf = (name: string) => rows.find(({ files }) => covers(files, name));

interface Import {
  target: string;
  /** Loads nothing when the importing module is loaded: import('...'), or types only. */
  lazy: boolean;
}

function importsOf(path: string): Import[] {
  const source = withoutComments(readFileSync(join(agent, path), 'utf8'));
  const pattern = /(?:\bimport type [^;]*?from\s+|\bfrom\s+|\bimport\s+|\bimport\(\s*|\brequire\(\s*)'([^']+)'/g;
  return [...source.matchAll(pattern)].map(([whole, specifier = '']) => ({
    target: specifier.startsWith('.') ? nameOf(relative(agent, join(agent, dirname(path), specifier))) : specifier,
    lazy: whole.includes('(') || whole.startsWith('import type'),
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
  const row = rowOf(name);
  if (row === undefined) return [`agent/${path} has no row in the table of imports`];
  const strangers = importsOf(path)
    .filter(({ target, lazy }) => !covers(row.may, target) && !(lazy && covers(row.lazily ?? '', target)))
    .map(({ target }) => {
      const how = covers(row.lazily ?? '', target) ? 'import other than lazily' : 'import';
      return `agent/${path} may not ${how} ${target}`;
    });
  const touched = touchedBy(path)
    .filter(({ files }) => !covers(files, name))
    .map(({ what }) => `agent/${path} may not touch ${what}`);
  return [...strangers, ...touched];
}

describe('the table of imports', () => {
  test('holds for every file of agent/', () => {
    expect(sources.flatMap(complaints)).toEqual([]);
  });

  test('names no file that is not there', () => {
    const later = ['predict'];
    const names = rows.flatMap(({ files }) => files.split(' ')).filter((name) => !later.includes(name));
    expect(names.filter((name) => !sources.some((path) => covers(name, nameOf(path))))).toEqual([]);
  });

  test('sees imports of every kind', () => {
    expect(importsOf('main.ts')).toContainEqual({ target: 'cli/index', lazy: false });
    expect(importsOf('main.ts')).toContainEqual({ target: 'host/machine', lazy: true });
    expect(importsOf('version.ts')).toEqual([{ target: '../package.json', lazy: false }]);
    expect(importsOf('host.ts')).toContainEqual({ target: 'facts/os', lazy: true });
  });

  test('sees what is touched in code, and not what is only told', () => {
    expect(touchedBy('host/machine.ts').map(({ what }) => what)).toEqual([
      'the environment',
      'the platform',
      'the clock',
    ]);
    expect(touchedBy('causes/client.ts')).toEqual([]);
  });
});
