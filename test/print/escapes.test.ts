import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { allCommands } from '../../agent/cli/index.ts';
import { defused } from '../../agent/print/printable.ts';
import { paint } from '../../agent/print/text.ts';
import { snapshotSchema } from '../../agent/snapshot/schema.ts';
import { bundleOf } from '../bundle/bundles.ts';
import { zip } from '../bundle/zip.ts';
import { agentPod, brokenPod, windowsNode } from '../fleet/cluster.ts';
import { everything, type KubernetesObject, kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { saved } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

/** A colour that hostprobe uses too. */
const borrowed = '\u001b[31mOWNED';
/** The title of the window, clear, conceal, the same by C1, marks of direction, the bell, delete, back to the line's begin. */
const poison = `\u001b]0;owned\u0007\u001b[2J\u001b[8m\u009b2J\u009d0;owned\u009c\u202e\u2066\u0007\u007f\u0090\rX${borrowed}`;

/** The same data with the poison in each text and key where the schema of a snapshot still takes it. */
function poisoned(snapshot: unknown): unknown {
  let clean = new Set<string>();
  for (;;) {
    const plant = (value: unknown, at: string): unknown => {
      if (typeof value === 'string') return clean.has(at) ? value : `${value}${poison}`;
      if (Array.isArray(value)) return value.map((one, index) => plant(one, `${at}.${index}`));
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plant(inner, `${at}.${key}`)]));
    };
    const made = plant(snapshot, '');
    const read = snapshotSchema.safeParse(made);
    if (read.success) return made;
    const before = clean.size;
    clean = new Set([...clean, ...read.error.issues.map(({ path }) => ['', ...path].join('.'))]);
    if (clean.size === before) throw read.error;
  }
}

const failing = snapshotWith((facts) => {
  const process = facts['runtime-process'].containerd[0];
  if (process) process.account = { ok: true, value: { sid: 'S-1-5-21-1-2-3-500', name: 'WIN\\operator' } };
});
const planted = poisoned(failing);
const manifest = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `a${poison}`, labels: { [`k${poison}`]: poison } },
  spec: {
    hostNetwork: true,
    [`unknown${poison}`]: 1,
    nodeSelector: { 'kubernetes.io/os': 'windows', [`n${poison}`]: poison },
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: `NT AUTHORITY\\SYSTEM${poison}` } },
    containers: [
      { name: `c${poison}`, image: `i${poison}`, command: [`run${poison}.exe`], args: [poison], workingDir: poison },
    ],
  },
});
const failure = `hcs::System::CreateProcess ${poison}: failed to create user process token: failed to logon user: Access is denied.${poison}`;

/** What may stand on a terminal: no control but line ends, tabs, hostprobe's own colours, and the progress line's return. */
function harmful(shown: string): string[] {
  const rest = shown
    .replaceAll(borrowed, '\u0007')
    .replaceAll(/\r?\n/g, '\n')
    .replaceAll('\r\u001b[K', '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
    .replaceAll(/\u001b\[(?:1|2|22|3[1-6]|39|90)m/g, '');
  return rest.match(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu) ?? [];
}

interface Use {
  args: readonly string[];
  /** On standard input. */
  input?: string | Buffer;
}

/** What an assistant says on standard input, to the last question of which it waits for the answer. */
const toolCall = (name: string) =>
  [
    {
      method: 'initialize',
      id: 1,
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    },
    { method: 'notifications/initialized' },
    {
      method: 'tools/call',
      id: 'last',
      params: { name, arguments: name === 'explain' ? { text: failure } : name === 'report' ? { node: 'win-1' } : {} },
    },
  ]
    .map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    .join('');

/** Runs these uses in turn, as the program does, and prints the number of each before it. */
const runEach = (uses: readonly Use[]) => `
  import { PassThrough } from 'node:stream';
  import { main } from ${JSON.stringify(pathToFileURL(program))};
  const createHost = async () => (await import(${JSON.stringify(new URL('../../agent/host/machine.ts', import.meta.url))})).createHost();
  const uses = ${JSON.stringify(uses.map(({ args, input = '' }) => [args, Buffer.from(input).toString('base64')]))};
  const write = process.stdout.write.bind(process.stdout);
  for (const [index, [argv, input]] of uses.entries()) {
    write('\\n@@@' + index + '\\n');
    const stdin = new PassThrough();
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
    stdin.write(Buffer.from(input, 'base64'));
    // An assistant leaves when it has its last answer.
    process.stdout.write = (text, ...more) => {
      if (String(text).includes('"id":"last"')) setImmediate(() => stdin.end());
      return write(text, ...more);
    };
    if (argv[0] !== 'mcp' || input === '') stdin.end();
    await main({ argv, createHost });
  }
  process.exit();
`;

/** An agent that says poison. */
async function hostileAgent(): Promise<string> {
  const agent = createServer((request, response) => {
    const isBad = request.url?.startsWith('/bad');
    response.writeHead(isBad ? 500 : 200, { 'content-type': isBad ? 'application/problem+json' : 'application/json' });
    response.end(
      isBad
        ? JSON.stringify({ type: 'about:blank', title: poison, status: 500, detail: poison })
        : JSON.stringify(planted),
    );
  });
  await new Promise<void>((resolve) => void agent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void agent.close());
  return `http://127.0.0.1:${(agent.address() as AddressInfo).port}`;
}

/** What an object must have as it is, to be found and read at all. */
const structure =
  /(?:^|\.)(?:kind|apiVersion|nodeName|namespace|uid|\w+(?:Timestamp|Time|At)|phase|operatingSystem|labels\.\S+|addresses\.\d+\.\w+|conditions\.\d+\.(?:type|status))$/;

/** The object with the poison in all other texts. `named`: in its name too. */
function poisonedObject(object: KubernetesObject, named = false): KubernetesObject {
  const plant = (value: unknown, at: string): unknown => {
    if (typeof value === 'string') {
      return structure.test(at) || (at === 'metadata.name' && !named) ? value : `${value}${poison}`;
    }
    if (value === null || typeof value !== 'object') return value;
    const inner = Object.entries(value).map(
      ([key, one]) => [key, plant(one, at === '' ? key : `${at}.${key}`)] as const,
    );
    return Array.isArray(value) ? inner.map(([, one]) => one) : Object.fromEntries(inner);
  };
  // The same shape with other texts.
  return plant(object, '') as KubernetesObject;
}

function hostileObjects(): KubernetesObject[] {
  const waiting = { reason: 'CreateContainerError', message: failure };
  const [bad, node] = [brokenPod('bad', waiting), windowsNode('win-1', { labels: { pool: 'a' } })];
  const eventOf = ({ kind, metadata: { name, namespace, uid } }: KubernetesObject): KubernetesObject => ({
    ...{ kind: 'Event', apiVersion: 'v1', metadata: { name: `of-${name}`, namespace: namespace ?? 'default' } },
    ...{ type: 'Warning', reason: 'Failed', message: failure, count: 3, lastTimestamp: '2026-11-01T11:59:00Z' },
    ...{ involvedObject: { kind, name, namespace, uid }, source: { component: 'kubelet', host: 'win-1' } },
  });
  const containers = [{ name: 'c', image: 'i', command: ['c.exe'] }];
  const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
  const daemonSet: KubernetesObject = {
    ...{ kind: 'DaemonSet', apiVersion: 'apps/v1', metadata: { name: 'short', namespace: 'monitoring' } },
    spec: {
      template: {
        spec: { nodeSelector: { 'kubernetes.io/os': 'windows' }, securityContext: { windowsOptions }, containers },
      },
    },
    status: { desiredNumberScheduled: 2, currentNumberScheduled: 1 },
  };
  const refused = { ...eventOf(daemonSet), reason: 'FailedCreate', metadata: { name: 'r', namespace: 'monitoring' } };
  const namespace: KubernetesObject = {
    ...{ kind: 'Namespace', apiVersion: 'v1' },
    metadata: { name: 'monitoring', labels: { 'pod-security.kubernetes.io/enforce': 'x' } },
  };
  const objects = [bad, node, agentPod('win-1', waiting), eventOf(bad), eventOf(node), daemonSet, refused, namespace];
  const others = [
    windowsNode('win-2'),
    brokenPod('worse', waiting),
    agentPod('win-2'),
    eventOf(brokenPod('worse', null)),
  ];
  return [...objects.map((one) => poisonedObject(one)), ...others.map((one) => poisonedObject(one, true))];
}

/** Kubeconfigs that lead to an API server that refuses with poison, to one that has it in good answers, and that have it themselves. */
async function hostileKubeconfigs(): Promise<Readonly<Record<string, string>>> {
  const [refusing, good] = [await serveKubernetes(), await serveKubernetes(hostileObjects())];
  refusing.disturb = (_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', reason: `Forbidden${poison}`, message: `no ${poison} nodes` }));
    return true;
  };
  good.allowed = [...everything, 'list nodes', 'get pods', 'get serviceaccounts', 'get daemonsets', 'create pods/exec'];
  Object.assign(good.kubelet, { exec: () => poison, forward: () => poison });
  const config = JSON.parse(kubeconfigOf(good));
  const edited = (more: object) => saved(JSON.stringify({ ...config, ...more }));
  const contextOf = (context: object) =>
    edited({ contexts: [{ name: `x${poison}`, context }], 'current-context': `x${poison}` });
  const user = (fields: object) => edited({ users: [{ name: 'agent', user: fields }] });
  const exec = (command: string, args: readonly string[] = []) =>
    user({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args, installHint: `hint ${poison}` } });
  const { cluster } = config.clusters[0];
  const failing = `process.stderr.write(${JSON.stringify(poison)});process.exit(3)`;
  return {
    good: edited({ contexts: [...config.contexts, { name: `other${poison}`, context: {} }] }),
    refusing: saved(kubeconfigOf(refusing)),
    'all names': edited({
      contexts: [{ name: `x${poison}`, context: { cluster: `c${poison}`, user: `u${poison}`, namespace: poison } }],
      ...{ clusters: [{ name: `c${poison}`, cluster }], users: [{ name: `u${poison}`, user: { token: good.token } }] },
      'current-context': `x${poison}`,
    }),
    'no such context': edited({ 'current-context': poison }),
    'no such cluster': contextOf({ cluster: poison, user: 'agent' }),
    'no such user': contextOf({ cluster: 'here', user: poison }),
    server: edited({ clusters: [{ name: 'here', cluster: { ...cluster, server: `https://127.0.0.1:1/${poison}` } }] }),
    'no such plugin': exec(`none${poison}`),
    'plugin fails': exec(process.execPath, ['-e', failing]),
    'plugin prints': exec(process.execPath, ['-e', `console.log(${JSON.stringify(poison)})`]),
    'token file': user({ tokenFile: `/none${poison}` }),
    'client certificate': user({ 'client-certificate': `/none${poison}`, 'client-key': poison }),
    'auth-provider': user({ 'auth-provider': { name: poison, config: { 'id-token': poison } } }),
    'not YAML': saved(`{ "contexts": ${poison}`),
    'other type': saved(JSON.stringify({ clusters: { [poison]: poison }, contexts: poison })),
  };
}

describe('on a terminal no command shows', { timeout: 600_000 }, () => {
  test('escape sequences of anything that it is given, reads, or is answered', async () => {
    const [agent, kubeconfigs] = [await hostileAgent(), await hostileKubeconfigs()];
    const [yaml, text, noJson] = [saved(manifest), saved(failure), saved(`{ "node": ${poison}`)];
    const snapshot = JSON.stringify(planted);
    const bundle = await bundleOf({ snapshot: snapshotSchema.parse(planted) });
    const badBundle = zip([{ name: `${poison}.txt`, content: poison }]);
    const facts = saved(snapshot);

    /** What each command is given by its operands and flags alone. */
    const given: Readonly<Record<string, readonly (readonly string[])[]>> = {
      report: [
        ['--facts', facts, '--verbose'],
        ['--facts', noJson],
        ['--node', agent],
        ['--node', `${agent}/bad`],
        [`--unknown${poison}`],
      ],
      facts: [
        ['--node', agent],
        ['--node', `win${poison}`],
      ],
      explain: [[text], [text, '--facts', facts], [poison], ['--list', poison]],
      lint: [[yaml], [`${poison}.yaml`]],
      predict: [
        [yaml, '--facts', facts],
        [yaml, '--facts', facts, '--facts', facts],
      ],
      bundle: [['--dry-run', '--facts', facts], [poison]],
      status: [['--context', `none${poison}`]],
      pods: [['-n', `n${poison}`]],
      compare: [
        [facts, saved(failing)],
        [noJson, poison],
        ['--node', poison],
      ],
      policy: [['--action', poison], []],
      mcp: [[poison], ['--allow', poison, '--listen', poison]],
      redact: [[text], [poison]],
      list: [[poison], []],
      schema: [[poison], ['report']],
      completion: [[poison], ['bash']],
      complete: [['report', poison], ['']],
      serve: [
        ['--facts', noJson],
        ['--listen', poison],
      ],
      connect: [[poison]],
      help: [[poison]],
      [`unknown${poison}`]: [[]],
    };
    /** How each command with the flags of a cluster asks it. */
    const asking: Readonly<Record<string, readonly Use[]>> = {
      report: [{ args: ['--node', 'win-1'] }],
      facts: [{ args: ['--node', 'win-1'] }],
      explain: [{ args: ['pod/bad', '-n', 'monitoring'] }, { args: [text, '--node', 'win-1'] }],
      lint: [{ args: [yaml, '--node', 'win-1'] }],
      predict: [{ args: [yaml, '--node', 'win-1'] }, { args: [yaml, '-l', 'kubernetes.io/os=windows', '--yes'] }],
      bundle: [{ args: ['--all', '--yes', '--dry-run'] }, { args: ['--node', 'win-1', '--dry-run'] }],
      status: [[], ['--live'], ['win-1']].map((args) => ({ args })),
      pods: [[], ['-A']].map((args) => ({ args })),
      compare: [{ args: ['--node', 'win-1'] }],
      mcp: ['explain', 'report', 'nodes'].map((name) => ({ args: [], input: toolCall(name) })),
      complete: [{ args: ['report', '--node', ''] }],
    };
    /** What each command that takes - reads there. */
    const reading: Readonly<Record<string, readonly Use[]>> = {
      explain: [{ args: ['-'], input: failure }],
      lint: [{ args: ['-'], input: manifest }],
      predict: [{ args: ['-', '--facts', facts], input: manifest }],
      redact: [{ args: ['-'], input: failure }],
    };
    const commands = await allCommands();
    const takes = (flag: string) =>
      commands.filter(({ flags }) => flags.some((one) => one === flag)).map(({ id }) => id);
    const without = (rows: object, ids: readonly string[]) => ids.filter((id) => !(id in rows));
    const ids = commands.map(({ id }) => id);
    const readers = commands
      .filter(({ operands, writesFile }) => !writesFile && /(?:^|[ <|[])-(?:[ >|\]]|$)/.test(operands ?? ''))
      .map(({ id }) => id);
    expect(
      [without(given, ids), without(asking, takes('kubeconfig')), without(reading, readers)],
      'give each command its inputs with poison in `given`, and those that ask a cluster or read - in `asking` and `reading`',
    ).toEqual([[], [], []]);

    /** Each form of what a command prints. */
    const inForms = ({ args: [id = '', ...args], ...more }: Use): Use[] => {
      const outputs = commands.find((one) => one.id === id)?.outputs ?? [];
      return outputs.length === 0 || args.includes('-o')
        ? [{ args: [id, ...args], ...more }]
        : outputs.map((form) => ({ args: [id, ...args, '-o', form], ...more }));
    };
    const [good = ''] = Object.values(kubeconfigs);
    const uses = [
      ...Object.entries(given).flatMap(([id, lists]) => lists.map((args) => ({ args: [id, ...args] }))),
      ...Object.entries(asking).flatMap(([id, lists]) =>
        Object.values(kubeconfigs).flatMap((path) => {
          const here = ['--kubeconfig', path];
          const at = (args: readonly string[]) =>
            id === 'complete' ? ['--', args[0] ?? '', ...here, ...args.slice(1)] : [...args, ...here];
          const one = lists.map(({ args, ...more }) => ({ args: [id, ...at(args)], ...more }));
          return path === good ? one.flatMap(inForms) : one.slice(0, 1);
        }),
      ),
      ...Object.entries(reading).flatMap(([id, list]) =>
        list.flatMap(({ args, ...more }) => inForms({ args: [id, ...args], ...more })),
      ),
      ...takes('facts').flatMap((id) =>
        [facts, saved(bundle), saved(badBundle), noJson, '-'].flatMap((path) => {
          const first =
            id === 'explain'
              ? [text]
              : id === 'predict' || id === 'lint'
                ? [yaml]
                : id === 'bundle'
                  ? ['--dry-run']
                  : [];
          const use = { args: [id, ...first, '--facts', path], ...(path === '-' ? { input: snapshot } : {}) };
          return id === 'serve' ? [] : inForms(use);
        }),
      ),
    ];
    const started = `${process.execPath} --input-type=module < ${saved(runEach(uses))}`;
    const { stdout } = await execa('script', ['-qec', started, '/dev/null'], {
      env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', KUBECONFIG: good, NO_PROXY: '*' },
      extendEnv: false,
      cwd: dirname(yaml),
      reject: false,
      encoding: 'buffer',
    });
    const parts = Buffer.from(stdout)
      .toString('utf8')
      .split(/\r?\n@@@(\d+)\r?\n/);
    const found = uses.map(({ args }, index) => [args, parts[2 * index + 2] ?? null] as const);
    expect(
      found
        .filter(([[id], shown]) => shown === null || (shown.trim() === '' && id !== 'complete'))
        .map(([words]) => words.join(' ')),
    ).toEqual([]);
    const bad = found.flatMap(([words, shown]) => {
      const harm = [...new Set(harmful(shown ?? ''))].map((one) => `\\u${one.charCodeAt(0).toString(16)}`);
      return harm.length === 0 ? [] : [`${defused(words.join(' '))}: ${harm.join(' ')}`];
    });
    expect(bad).toEqual([]);
  });
});

test('what is written stays JSON, and the same data', () => {
  const json = JSON.stringify({ [`k${poison}`]: [poison] }, null, 2);
  expect(JSON.parse(defused(json))).toEqual(JSON.parse(json));
  expect(harmful(defused(json))).toEqual([]);
});

test('colours of hostprobe and lines of Windows stay, and the same colours in a text from elsewhere do not', () => {
  const own = paint('FAIL', 'red', { colour: true });
  expect(defused(`${own}\tx\r\ny`)).toBe('\u001b[31mFAIL\u001b[39m\tx\r\ny');
  expect(defused('\u001b[31mFAIL\u001b[39m')).toBe('\\u001b[31mFAIL\\u001b[39m');
  expect(defused(paint('a\u001b[31m$&', ['bold', 'red'], { colour: true }))).toContain('a\\u001b[31m$&\u001b[');
  expect(defused('\u001b[8m\r100 %')).toBe('\\u001b[8m\\u000d100 %');
});
