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
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
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

/** Runs these command lines in turn, as the program does, and prints the number of each before it. */
const runEach = (calls: readonly (readonly string[])[]) => `
  import { main } from ${JSON.stringify(pathToFileURL(program))};
  const createHost = async () => (await import(${JSON.stringify(new URL('../../agent/host/machine.ts', import.meta.url))})).createHost();
  for (const [index, argv] of ${JSON.stringify(calls)}.entries()) {
    process.stdout.write('\\n@@@' + index + '\\n');
    await main({ argv, createHost });
  }
  process.exit();
`;

/** An agent and an API server that say poison, and a kubeconfig with poison in its names. */
async function hostile() {
  const api = await serveKubernetes();
  api.disturb = (_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', reason: `Forbidden${poison}`, message: `no ${poison} nodes` }));
    return true;
  };
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
  const { port } = agent.address() as AddressInfo;
  const config = JSON.parse(kubeconfigOf(api));
  config.contexts.push({ name: `other${poison}`, context: {} });
  return { kubeconfig: saved(JSON.stringify(config)), agent: `http://127.0.0.1:${port}` };
}

describe('on a terminal no command shows', { timeout: 300_000 }, () => {
  test('escape sequences of anything that it is given, reads, or is answered', async () => {
    const { kubeconfig, agent } = await hostile();
    const [facts, yaml, text] = [saved(JSON.stringify(planted)), saved(manifest), saved(failure)];
    const noJson = saved(`{ "node": ${poison}`);
    const rows: Readonly<Record<string, readonly (readonly string[])[]>> = {
      report: [
        ...['text', 'json', 'html', 'junit', 'npd', 'prometheus'].map((form) => ['--facts', facts, '-o', form]),
        ['--facts', facts, '--verbose'],
        ['--facts', noJson],
        ['--node', agent],
        ['--node', `${agent}/bad`],
        ['--node', 'win-1'],
        [`--unknown${poison}`],
      ],
      facts: [
        ['--facts', facts],
        ['--node', agent],
        ['--node', `win${poison}`],
      ],
      explain: [[text], [text, '--facts', facts], [text, '-o', 'json'], [poison], ['--list', poison], ['pod/x']],
      lint: ['text', 'json', 'sarif', 'junit'].map((form) => [yaml, '-o', form]).concat([[`${poison}.yaml`]]),
      predict: [
        [yaml, '--facts', facts],
        [yaml, '--facts', facts, '-o', 'json'],
        [yaml, '--facts', facts, '--facts', facts],
      ],
      bundle: [['--dry-run', '--facts', facts], ['--all', '--yes'], [poison]],
      status: [[], ['--context', `none${poison}`], ['--kubeconfig', noJson]],
      pods: [[], ['-n', `n${poison}`]],
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
    const ids = (await allCommands()).map(({ id }) => id);
    expect(
      ids.filter((id) => !(id in rows)),
      'give each command its inputs with poison in `rows`',
    ).toEqual([]);

    const calls = Object.entries(rows).flatMap(([command, lists]) => lists.map((args) => [command, ...args]));
    const started = [process.execPath, '--input-type=module', '-e', `"$(cat ${saved(runEach(calls))})"`].join(' ');
    const { stdout } = await execa('script', ['-qec', `${started} < /dev/null`, '/dev/null'], {
      env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', KUBECONFIG: kubeconfig, NO_PROXY: '*' },
      extendEnv: false,
      cwd: dirname(yaml),
      reject: false,
      encoding: 'buffer',
    });
    const parts = Buffer.from(stdout)
      .toString('utf8')
      .split(/\r?\n@@@(\d+)\r?\n/);
    const found = calls.map((words, index) => [words, parts[2 * index + 2] ?? null] as const);
    expect(
      found.filter(([, shown]) => shown === null || shown.trim() === '').map(([words]) => words.join(' ')),
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
