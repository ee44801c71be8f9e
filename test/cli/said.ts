import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import * as z from 'zod';
import { allCommands } from '../../agent/cli/index.ts';
import { fitted, type Tool } from '../../agent/cli/mcp/answer.ts';
import { explain } from '../../agent/cli/mcp/tools/explain.ts';
import { lint } from '../../agent/cli/mcp/tools/lint.ts';
import { lookup } from '../../agent/cli/mcp/tools/lookup.ts';
import { predict } from '../../agent/cli/mcp/tools/predict.ts';
import { nodes, report } from '../../agent/cli/mcp/tools/report.ts';
import { mcp } from '../../agent/cli/mcp.ts';
import { connectionFlags, flags } from '../../agent/config/flags.ts';
import { settingsOfWay } from '../../agent/config/ways.ts';
import { readConfig } from '../../agent/config.ts';
import { UserError } from '../../agent/error.ts';
import { commandHelp, folded, generalHelp, sharedOptions } from '../../agent/help.ts';
import { bundleOf } from '../bundle/bundles.ts';
import { zip } from '../bundle/zip.ts';
import { laidOut } from '../difference.ts';
import { historyOf } from '../history/told.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotText } from '../stories.ts';
import { toldBy } from './told.ts';

const podText = `apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  nodeSelector: {kubernetes.io/os: windows}
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\\\SYSTEM'}}
  containers:
    - {name: agent, image: 'agent:1', command: ['C:/hpc/agent.exe', '--config=/etc/agent/a.yaml'], volumeMounts: [{name: x, mountPath: /etc/agent}]}
  volumes: [{name: x, configMap: {name: agent}}]
---
kind: Service
apiVersion: v1
metadata: {name: web}
`;
const changes = [
  { at: '2026-11-01T08:30:00.000Z', after: null, what: 'mode', from: 'fallback', to: 'bind' },
  {
    at: '2026-11-01T10:00:00.000Z',
    after: '2026-11-01T09:59:00.000Z',
    what: 'status',
    from: 'healthy',
    to: 'unhealthy',
  },
  { at: '2026-11-01T10:00:00.000Z', after: null, what: 'finding disk-space', from: 'pass', to: 'fail' },
  {
    at: '2026-11-01T11:00:00.000Z',
    after: '2026-11-01T10:59:00.000Z',
    what: 'containerd account',
    from: null,
    to: 'LocalSystem',
  },
  { at: '2026-11-01T11:30:00.000Z', after: null, what: 'diagnosis logon-denied', from: 'likely', to: null },
];
const log =
  'E1101 11:00:00.000000 1 a.go:1] "failed to create user process token: failed to logon user: Access is denied."\n';
const folder = mkdtempSync(join(tmpdir(), 'hostprobe-said-'));
const files = {
  'a.json': JSON.stringify(snapshotWith()),
  'seen.zip': await bundleOf({ history: historyOf(changes), files: { 'logs/kubelet-kubelet.log': log } }),
  'failing.json': snapshotText('nssm-user-account'),
  'pod.yaml': podText,
  'other.json': JSON.stringify({ ...snapshotWith(), node: 'win-node-2' }),
  'unlike.json': '{"a":1}',
  'a.zip': zip([{ name: 'a.txt', content: 'a' }]),
  'cut.zip': 'PK\u0003\u0004',
  'a.txt': 'a shopping list\n',
  'a.yaml': 'kind: ConfigMap\napiVersion: v1\n',
  'wrong.yaml': '- id: [\n',
  empty: '',
  token: 'abc.def',
  'none.config': JSON.stringify({ contexts: [], users: [], clusters: [] }),
  config: JSON.stringify({
    clusters: [
      { name: 'here', cluster: { server: 'https://192.0.2.1:6443' } },
      { name: 'astray', cluster: { server: '192.0.2.1' } },
      { name: 'behind', cluster: { server: 'https://192.0.2.1:6443', 'proxy-url': 'ftp://192.0.2.2' } },
    ],
    users: [
      { name: 'ldap', user: { 'auth-provider': { name: 'ldap' } } },
      { name: 'oidc', user: { 'auth-provider': { name: 'oidc', config: { 'id-token': 'a.b.c' } } } },
      { name: 'typed', user: { exec: { command: 'sign-in', interactiveMode: 'Always' } } },
      { name: 'gone', user: { exec: { command: 'no-such-sign-in', installHint: 'See example.com.' } } },
      { name: 'failing', user: { exec: { command: process.execPath, args: ['--eval', 'process.exit(3)'] } } },
      { name: 'silent', user: { exec: { command: process.execPath, args: ['--eval', '0'] } } },
      { name: 'keyless', user: { 'client-key': 'no.key' } },
      { name: 'group', user: { 'as-groups': ['ops'], token: 'x' } },
    ],
    contexts: [
      ...['ldap', 'oidc', 'typed', 'gone', 'failing', 'silent', 'keyless', 'group', 'nobody'].map((user) => ({
        name: user,
        context: { cluster: 'here', user },
      })),
      ...['astray', 'behind', 'nowhere'].map((cluster) => ({ name: cluster, context: { cluster } })),
      { name: 'empty', context: {} },
    ],
  }),
} as const;
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);

/**
 * Command lines that ask no machine and no cluster, most of them wrong; a word in <> is one of the files, or a path. What reports,
 * explanations and lint say is kept elsewhere: one sentence stands in few kept files.
 */
const asked = `
policy
bundle <one.zip> --facts <a.json>
bundle <two.zip> --facts <failing.json>
bundle --dry-run --facts <a.json>
report --facts <two.zip> --since 2h
compare <failing.json> <other.json>
report --facts <seen.zip> --since 5m
explain no-such-file
predict <pod.yaml> --facts <a.json> --facts <failing.json>
lint <pod.yaml>
complete -- ""
complete -- re
complete -- -
complete -- help s
complete -- lint -f ""
complete -- lint --filename ""
complete -- lint --
complete -- report --color =
complete -- report --color = a
complete -- report --color=a
complete -- redact ""
complete -- completion ""
complete -- bundle --via ""
complete -- serve --log-level ""
complete -- status -o ""
complete -- strange ""
bundle a.zip b.zip
bundle -o base64
bundle -o base64 - --node win-1
bundle -o base64 - --all
bundle -o base64 - -l a=b
bundle -o base64 <x.zip>
bundle ""
bundle <a.zip>
bundle <a.txt>
bundle <.>
bundle --since soon
bundle --max-size 5
bundle --max-size 5GB
bundle --all --facts <a.json>
bundle --all --node win-1 --kubeconfig <no.config>
bundle --facts <a.json> --node win-1
bundle --facts <a.json> --since 2h --redact <wrong.yaml>
bundle --node https://host:20258 --dry-run
bundle --timeout 5
compare
compare - -
compare <a.json> <a.json>
compare <a.json> --node win-node-3
compare <a.json> <other.json> --node win-node-1,win-node-2
compare <a.json> --node https://host:20258
compare --node win-1,win-2
compare <a.txt>
compare <none.json>
completion
completion tcsh
completion bash zsh
explain
explain ""
explain --list x
explain - --facts -
explain - --pod -
explain <a.json> <other.json>
explain <a.json> --containerd 1.7
explain pod/UPPER
explain node/win-1
explain contaienrd-account
explain <a.txt> --pod <a.yaml>
explain <a.txt> --pod <a.txt>
explain <a.txt> --pod <none.yaml>
explain <a.txt> --facts <a.txt>
explain <a.txt> --facts <unlike.json>
explain <empty>
explain <none.log>
explain <cut.zip>
explain x --containerd 1.5
explain x --bind-filter maybe
explain nodes/win-1
lint
lint - --facts -
lint <none.yaml>
lint <a.zip>
lint --image <a.txt>
lint --image <none.tar>
lint <a.yaml> --kubernetes 2
lint <a.yaml> --kubernetes 1.20
lint <a.yaml> --facts <a.json> --containerd 1.6
lint <a.yaml> --fail-on bad
lint <a.yaml> -o sarf
list chekcs
list nothing
mcp --listen 127.0.0.1:1 --listen 127.0.0.1:2
mcp --listen 10.0.0.1:8080
mcp --allow ""
pods -A -n x
pods x
policy --action forbid
predict
predict - --facts -
predict <a.yaml> --facts <a.json>
predict <empty> --facts <a.json>
predict <a.yaml> --facts <none.json>
redact
redact a b
redact <none.log>
redact <a.zip>
redact <a.txt> --redact <wrong.yaml>
redact <a.txt> --redact <none.yaml>
report a
report <a.json>
report --facts <a.json> -o nagios
report --facts <a.json> -o <report.html>
report --facts <a.json> --since 2h
report --facts <a.json> --since 2h -o npd
report --facts <a.json> --node win-1
report --facts <a.json> --token-file <a.txt>
report --node win-1 --via tunnel
report --check containerd-account
report --verbos
report --facts
report --facts <a.zip>
report --color blue
schema
schema a b
schema reprot
schema nothing
serve --listen host
serve --listen 10.0.0.1:99999
serve --interval 1s
serve --interval 2d
serve --log-level loud
serve --facts <a.json> --interval 60s
serve --facts <a.txt>
serve --facts <a.json> --listen 192.0.2.1:20258
serve --facts <a.json> --listen 192.0.2.1:20258 --tls self-signed
serve --facts <a.json> --listen 192.0.2.1:20258 --auth kubernetes
serve --facts <a.json> --listen 192.0.2.1:20258 --auth-token-file <token> --tls-cert <a.txt>
serve --facts <a.json> --listen 192.0.2.1:20258 --auth-token-file <token> --tls-key <a.txt>
serve --facts <a.json> --listen 192.0.2.1:20258 --auth-token-file <token> --tls self-signed --tls-cert <a.txt> --tls-key <a.txt>
serve --facts <a.json> --tls self-signed
serve --facts <a.json> --auth kubernetes
serve --facts <a.json> --listen 127.0.0.1:20258 --listen 127.0.0.1:20258
status -w -o html
status --sort-by colour --kubeconfig <no.config>
status --kubeconfig <a.txt>
status --kubeconfig <none.config>
status --kubeconfig <config>
status --kubeconfig <config> --context ldap
status --kubeconfig <config> --context oidc
status --kubeconfig <config> --context typed
status --kubeconfig <config> --context gone
status --kubeconfig <config> --context failing
status --kubeconfig <config> --context silent
status --kubeconfig <config> --context keyless
status --kubeconfig <config> --context group
status --kubeconfig <config> --context nobody
status --kubeconfig <config> --context astray
status --kubeconfig <config> --context behind
status --kubeconfig <config> --context nowhere
status --kubeconfig <config> --context empty
status --kubeconfig <config> --context other
status --kubeconfig <config> --cluster other
status --kubeconfig <config> --cluster here --user other
status --kubeconfig <wrong.yaml>
status --server 192.0.2.1
status --server https://192.0.2.1 --as-uid 7
report --node https://192.0.2.1:20258 --token-file <no.token>
report --node https://192.0.2.1:20258 --token-file <empty>
report --node https://192.0.2.1:20258 --token-file <a.txt>
report --node https://192.0.2.1:20258 --ca-file <a.txt>
report --node win-1 --ca-file <a.txt>
report --node win-1,win-2 --kubeconfig <config> --context ldap
report --node Win_1
status -l ""
status --field-selector ""
status --request-timeout soon
`;

/** A command line as words, with real paths. */
const wordsOf = (line: string): string[] =>
  (line.match(/"[^"]*"|\S+/g) ?? []).map((word) =>
    word.replaceAll('"', '').replaceAll(/<([^>]*)>/g, (_, name: string) => join(folder, name)),
  );

/** What a command line says, without the paths of this machine. */
const told = async (line: string): Promise<string> => withoutPaths(await toldBy(wordsOf(line)));

const withoutPaths = (said: string): string =>
  said
    .replaceAll(`${folder}${sep}`, '')
    .replaceAll(folder, '.')
    .replaceAll(process.execPath, 'node')
    // The size of a bundle is that of the report in it.
    .replaceAll(/\d+ kB/g, 'some kB');

const { config: doors } = readConfig(mcp, ['--allow', folder], {});
const tools = [explain(doors), lint(doors), predict(doors), nodes(doors), report(doors), lookup];
const denied = 'failed to create user process token: failed to logon user: Access is denied.';
const failing = join(folder, 'failing.json');
/** What an assistant asks a tool. */
const questions: readonly (readonly [tool: string, given: Record<string, string>])[] = [
  ['explain', { text: 'all is well' }],
  ['explain', {}],
  ['explain', { text: denied, file: failing }],
  ['lint', { manifest: podText }],
  ['lint', { manifest: 'kind: Service' }],
  ['lint', {}],
  ['predict', { manifest: podText }],
  ['predict', { manifest: 'kind: Service' }],
  ['report', { facts: '/etc/passwd' }],
  ['lookup', { query: 'xyzzy' }],
];

async function answerOf(name: string, given: Record<string, string>): Promise<string> {
  const tool = tools.find(({ id }) => id === name) as Tool<z.ZodRawShape> | undefined;
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  const asking = { signal: new AbortController().signal, progress: async () => undefined };
  const answer = await tool.run(tool.input.parse(given), asking).then(
    (answered) => laidOut(JSON.parse(JSON.stringify(fitted(answered, 'full')))),
    (error: unknown) => {
      if (error instanceof UserError) return `refused: ${error.message}`;
      throw error;
    },
  );
  return withoutPaths(`$ tool ${name} ${JSON.stringify(given)}\n${answer}\n`);
}

/** A line for each way to use a command: nothing is run. */
const uses = `
bundle
bundle --all
bundle --selector a=b
bundle --dry-run
bundle --facts f
bundle --dry-run --facts f
bundle --node a --node b
bundle --dry-run --node a
compare
compare --node a
explain text
explain --list
explain logon-denied
explain pod/a
explain --facts f text
facts
lint f
lint --facts f f
predict f
predict --selector a=b f
predict --facts f f
report
report --self-check
report --facts f
report --since 2h
serve
serve --facts f
status
status --live
status --watch
`
  .trim()
  .split('\n')
  .flatMap((line) =>
    /^(?:bundle|explain text|facts|lint f|predict f|report)$/.test(line)
      ? [line, ...['http://a', 'a', 'http://a,a'].map((node) => `${line} --node ${node}`)]
      : [line],
  );

const samples = ['x', '1', '2h', '20MB', 'https://a', 'a:1', '1.34'];
/** A flag with a value that it may have. */
function given(flag: keyof typeof flags): string {
  const { value, read } = flags[flag];
  const isRead = (sample: string) => {
    try {
      return [read(sample)].length > 0;
    } catch {
      return false;
    }
  };
  return value === null ? `--${flag}` : `--${flag}=${[...samples, ...value.split(/[<|>]/)].find(isRead)}`;
}

/** The flags that are not refused beside those of the line, for they have an effect there. */
async function taken(line: string): Promise<string> {
  const [id, ...words] = line.split(' ');
  const command = (await allCommands()).find((one) => one.id === id);
  if (command === undefined) throw new Error(`there is no command ${id}`);
  const others = command.flags.filter((flag) => !words.some((word) => word === `--${flag}`));
  const answers = await Promise.all(
    others.map(async (flag) => {
      try {
        const read = readConfig(command, [...words, given(flag)], {});
        const used = readConfig(command, words, {});
        const ways = (command.ways ?? []).filter(({ by }) => !by.includes(flag));
        await settingsOfWay(ways, { ...read, operands: used.operands });
        return [flag];
      } catch (error) {
        if (error instanceof UserError) return [];
        throw error;
      }
    }),
  );
  const all = answers.flat();
  const isCluster = connectionFlags.every((flag) => all.includes(flag));
  const named = all.filter((flag) => !isCluster || !connectionFlags.some((one) => one === flag));
  const said = [...named.map((flag) => `--${flag}`), ...(isCluster ? ['the flags of kubectl'] : [])].join(' ');
  return `${line}: ${said || 'none'}`;
}

/** The help of each command, how it answers command lines that ask nobody, and the tools of an assistant. */
export async function saidOfCommands(): Promise<string> {
  const commands = await allCommands();
  const lines: string[] = [];
  // Of a call before this one in the same process.
  for (const name of ['one.zip', 'two.zip']) rmSync(join(folder, name), { force: true });
  for (const line of asked.trim().split('\n')) lines.push(`$ hostprobe ${line}\n${await told(line)}`);
  const answers: string[] = [];
  for (const [name, given] of questions) answers.push(await answerOf(name, given));
  return [
    generalHelp(commands.filter(({ hidden }) => hidden !== true)),
    sharedOptions(),
    ...commands.map(commandHelp),
    ...commands.filter(({ id }) => id === 'status' || id === 'bundle').map((one) => folded(commandHelp(one), 60)),
    ...(await Promise.all(uses.map(taken))),
    '',
    ...lines,
    ...tools.map(({ id, description, input }) => {
      const { properties } = z.toJSONSchema(input as z.ZodObject);
      return `tool ${id}: ${description}\n${Object.entries(properties ?? {})
        .map(([name, schema]) => `  ${name} ${JSON.stringify(schema)}\n`)
        .join('')}`;
    }),
    ...answers,
  ].join('\n');
}
