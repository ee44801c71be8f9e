import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { flags } from '../../agent/config/flags.ts';
import api from '../../agent/manifest/admission/api.json' with { type: 'json' };
import { notLookedUp } from './looked-up.ts';
import { tokensOf } from './powershell.ts';

const agent = new URL('../../agent/', import.meta.url);

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** A text as it is typed; what a value fills in is a word. */
function textOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type === 'TaggedTemplateExpression') return textOf(node.quasi);
  if (node.type !== 'TemplateLiteral') return null;
  const texts = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  const values = (node.expressions as Node[]).map((value) => textOf(value) ?? programOf(value) ?? 'Value');
  return texts.map((text, at) => text + (values[at] ?? '')).join('');
}
const programOf = ({ type, callee }: Node) =>
  type === 'CallExpression' && isNode(callee) && /^(?:ctr|crictl)$/.test(String(callee.name))
    ? `${callee.name}.exe`
    : null;

/** How a text begins that is a command. */
const isCommand =
  /^(?:\(?[A-Z][a-z]+-[A-Z]\w+\b|kubectl [a-z-]+|hostprobe [a-z]+ (?:-|pod\/)|[\w-]+\.exe|w32tm|netsh) ?/;

const sources = readdirSync(agent, { recursive: true, encoding: 'utf8' })
  .filter((path) =>
    /^(?:[\w-]+|(?:causes|checks?|compare|cli|diagnose|fix|fleet|lint|node|predict|rules|stages?)\/.*)\.ts$/.test(path),
  )
  .map((path) => ({ path, text: readFileSync(new URL(path, agent), 'utf8') }));

/** Where a step has its command typed, as the sources say it. */
const steps: { by: string; text: string }[] = [];
/** Each command of a fix, as it stands in the sources: also of what no node of the tests has. */
const typed = sources.flatMap(({ text: source }) => {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (!isNode(value)) return;
    const { type, tag, callee, arguments: given, init } = value;
    const isShell = type === 'TaggedTemplateExpression' && isNode(tag) && tag.name === 'shell';
    const isStep = type === 'CallExpression' && isNode(callee) && /^(?:on[A-Z]\w+|verified)$/.test(String(callee.name));
    const run = isStep ? (given as Node[])[callee.name === 'verified' ? 0 : 1] : null;
    const text = textOf(isShell ? value : isStep ? run : type === 'VariableDeclarator' ? init : null);
    if (text !== null && isStep && isNode(callee)) steps.push({ by: String(callee.name), text });
    if (text !== null && (isShell || isStep || isCommand.test(text))) found.push(...text.split('\n'));
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(parseAst(source, { lang: 'ts' }));
  return found;
});
const isElsewhere = /^(?:kubectl|hostprobe|helm|az|eksctl|gcloud|docker) /;
// What a person pastes as one is read line by line; a table in braces is no command.
const onNode = typed.filter((text) => !isElsewhere.test(text) && !/^\$\w+ = @|^C:/.test(text));

test('what needs a kubeconfig or a manifest is not typed on a node, and nothing else where kubectl runs', () => {
  const of = (name: string) => steps.flatMap(({ by, text }) => (by === name ? text.split('\n') : []));
  expect([of('onNode').length > 100, of('onCluster').length > 20]).toEqual([true, true]);
  expect(of('onNode').filter((text) => isElsewhere.test(text))).toEqual([]);
  expect(of('onCluster').filter((text) => !isElsewhere.test(text))).toEqual([]);
});

test('what is typed on a node was looked up, with its flags', () => {
  expect(onNode.length).toBeGreaterThan(200);
  expect(onNode.flatMap((text) => notLookedUp(text))).toEqual([]);
});

/**
 * How programs are called that read words, not flags. Source: their pages in windows-commands, the usage of hnsdiag.exe, and
 * the help of crictl, ctr, containerd and nssm.
 */
const words: Readonly<Record<string, RegExp>> = {
  'crictl.exe': /^(?:info|ps -a -q|pull \S+|rmi (?:--prune|\S+))$/,
  'ctr.exe': /^(?:plugins ls|-n k8s\.io (?:containers ls|images import \S+))$/,
  'fltmc.exe': /^(?:instances -f|load) bindflt$/,
  'hnsdiag.exe': /^(?:list networks|delete (?:networks|endpoints|loadbalancers) \S+)$/,
  'net.exe': /^(?:accounts|localgroup \S+)$/,
  netsh:
    /^int(?:erface)? ipv4 (?:show excludedportrange protocol=tcp|add excludedportrange protocol=tcp startport=\S+ numberofports=1)$/,
  // The default buffer of qc and of qprivs is 1 kB, which a long command line fills; after "=" sc.exe wants a blank.
  'sc.exe':
    /^(?:(?:qc|qprivs) \S+ 8192|queryex \S+|config \S+ (?:start= (?:auto|demand|disabled)|obj= LocalSystem)|privs \$service)/,
};

test.each(Object.entries(words))('%s gets the words that it knows', (program, form) => {
  const calls = onNode.flatMap((text) =>
    text.split(new RegExp(`(?<![\\w\\\\-])${program.replace('.', '\\.')} `)).slice(1),
  );
  const heads = calls.map((rest) => rest.split(/ ?[|;]/)[0]?.trimEnd() ?? '');
  expect(heads.length).toBeGreaterThan(0);
  expect(heads.filter((rest) => !form.test(rest))).toEqual([]);
});

/** What a command needs beside it so that it does what the step says, with the place where that is documented. */
const companions: readonly [command: RegExp, needs: RegExp, why: string][] = [
  [/^(?:Restart|Stop)-Service /, / -Force$/, 'fails while a service that depends on it runs'],
  [/\bStop-Process\b/, / -Force\b/, 'asks before it ends a process of another account'],
  [/^Restart-Computer/, / -Force$/, 'fails while somebody is signed in'],
  [/\bGet-WinEvent\b/, / -MaxEvents \d+/, 'reads the whole log'],
  [/^Get-Content (?!.*(?:config|rights|toml|LiteralPath Value \|))/, / -Tail \d+/, 'prints a whole log'],
  [/\b(?:Set|Add)-Content\b(?! kubeconfig)|\bOut-File\b/, / -Encoding (?:Ascii|Unicode|utf8)/, 'writes UTF-16 or ANSI'],
  [/\bInvoke-WebRequest\b/, / -UseBasicParsing .*-OutFile /, 'wants Internet Explorer, or prints the file'],
  [
    /^\(?(?:Get-(?:Item|ChildItem|Acl)|(?:Remove|Move|Rename)-Item|Test-Path|Select-String) (?:-\w+ )*Value/,
    / -LiteralPath Value/,
    'reads a pattern where a name is meant',
  ],
  [
    /^kubectl drain /,
    / --ignore-daemonsets --delete-emptydir-data$/,
    'stops at pods of a DaemonSet, which every node has',
  ],
  [/^kubectl logs /, / --all-containers\b.* --(?:tail|since)=\d+/, 'fails for several containers, and prints all'],
  [/^kubectl label namespace /, / --overwrite$/, 'fails where the label is set'],
  [/^kubectl get pods -A -o wide/, / --field-selector spec\.nodeName=Value$/, 'lists the pods of all nodes'],
  [/^kubectl wait /, / --timeout=\d+m$/, 'waits 30 s'],
  [/^kubectl debug node/, / -it .*--profile=sysadmin --image=\S+ -- /, 'makes a pod that is no HostProcess pod'],
  [/^curl\.exe /, / -(?:s|k -m \d+) /, 'waits for ever, or does not show what answers'],
];

test.each(companions)('%s has %s: else it %s', (command, needs) => {
  const found = typed.filter((text) => command.test(text));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((text) => !needs.test(text))).toEqual([]);
});

/** kubectl: each verb with its kinds and flags. Source: https://kubernetes.io/docs/reference/kubectl/generated. */
const kubectl: Readonly<Record<string, readonly [kinds: RegExp, flags: string]>> = {
  apply: [/^$/, '-f -k'],
  auth: [/^can-i$/, '-A --as'],
  cordon: [/^Value$/, ''],
  create: [/^(?:namespace|secret|Value)$/, ''],
  debug: [/^node\/Value$/, '-it --image --profile'],
  delete: [/^(?:node|pod)$/, '-n --force --grace-period --ignore-not-found'],
  describe: [/^(?:node|pod|Value)$/, '-n'],
  drain: [/^Value$/, '--delete-emptydir-data --ignore-daemonsets'],
  edit: [/^Value$/, ''],
  exec: [/^(?:Value|--namespace)$/, '-n --namespace'],
  get: [
    /^(?:pods?|nodes?|namespace|lease|configmap|runtimeclass|clusterrolebindings\+rolebindings|validatingwebhookconfigurations\+validatingadmissionpolicies|Value(?:Value)?|--raw)$/,
    '-A -n -l -o --field-selector --output --raw --selector --show-labels',
  ],
  label: [/^(?:namespace|node)$/, '--overwrite'],
  logs: [/^Value$/, '-n --all-containers --previous --since --tail'],
  replace: [/^$/, '--force -f'],
  uncordon: [/^Value$/, ''],
  version: [/^$/, ''],
  wait: [/^$/, '--for --timeout'],
};

test('what is typed for kubectl has verbs, kinds and flags that it knows', () => {
  const calls = typed.filter((text) => text.startsWith('kubectl '));
  expect(calls.length).toBeGreaterThan(60);
  const wrong = calls.filter((text) => {
    const [verb = '', ...rest] = tokensOf(
      text
        .slice(8)
        .split(/ -- | > /)[0]
        ?.replace(/<[a-z ]+>/g, 'Value')
        .replaceAll(',', '+') ?? '',
    ).map((token) => token.text);
    const [kinds, flags] = kubectl[verb] ?? [/(?!)/, ''];
    const kind = /^-[^-]|^--(?!raw|namespace)/.test(rest[0] ?? '-f') ? '' : (rest[0] ?? '');
    const given = rest.flatMap((word) => /^--?[a-z][\w-]*/i.exec(word)?.[0] ?? []);
    return !kinds.test(kind) || !given.every((flag) => flags.split(' ').includes(flag));
  });
  expect(wrong).toEqual([]);
});

test('what is typed for hostprobe are its commands and flags', () => {
  const wrong = typed.filter((text) => {
    const [, command = '', rest = ''] = /^hostprobe ([a-z]+)(.*)$/.exec(text) ?? [];
    return (
      command !== '' &&
      !(
        existsSync(new URL(`cli/${command}.ts`, agent)) &&
        [...rest.matchAll(/ --([\w-]+)/g)].every(([, flag = '']) => Object.hasOwn(flags, flag))
      )
    );
  });
  expect(wrong).toEqual([]);
});

test('the fields of a pod in a command exist', () => {
  const structs: Readonly<Record<string, string>> = api.structs;
  const typeAt = (type: string, [field, ...more]: readonly string[]): string => {
    const found = new RegExp(`(?:^| )${field}:(?:\\[\\])?([\\w[\\]]+)`).exec(structs[type] ?? '')?.[1];
    return found === undefined || more.length === 0 || found === 'any' ? (found ?? '') : typeAt(found, more);
  };
  const paths = sources.flatMap(({ text }) =>
    [...text.matchAll(/(?<=\{|:)\.((?:spec|metadata)(?:\.\w+|\[\*\])*)(?=[},'`])/g)].map(([, path = '']) =>
      path.replaceAll('[*]', ''),
    ),
  );
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => typeAt('Pod', path.split('.')) === '')).toEqual([]);
});

/** Names of Windows and of its services in commands. Source: their pages, and the services that sig-windows-tools registers. */
test.each([
  [
    /\b(?:Get|Start|Stop|Restart)-Service ([\w<>-]+(?:, [\w-]+)*)/g,
    'containerd hns kube-proxy kubelet kubeproxy vmcompute w32time Value <service>',
  ],
  [
    /\bGet-Process (?:-Id )?([\w.<>$-]+(?:, [\w-]+)*)/g,
    'containerd containerd-shim-runhcs-v1 kube-proxy kubelet Value $_.OwningProcess $_.ProcessId $_.ParentProcessId <process>',
  ],
  [
    /(?:-LogName |LogName=)((?:"[^"]+"|'[^']+'|[\w/-]+)(?:, ?(?:"[^"]+"|'[^']+'))*)/g,
    'Application,Microsoft-Windows-AppLocker/EXE and DLL,Microsoft-Windows-CodeIntegrity/Operational,Microsoft-Windows-Host-Network-Service-Admin,Microsoft-Windows-Windows Defender/Operational,Security,System,Value',
  ],
  [
    /ProviderName=((?:"[^"]+"|'[^']+'|\w+)(?:, ?(?:"[^"]+"|'[^']+'))*)/g,
    '.NET Runtime,Application Error,Application Popup,Microsoft-Windows-User Profiles Service,Service Control Manager,SideBySide,Value',
  ],
  [/\bName='([\w.-]+)'/g, 'containerd containerd.exe hns kubelet.exe'],
])('commands name only what is called so: %s', (place, names) => {
  const known = names.split(names.includes(',') ? ',' : ' ');
  const found = typed.flatMap((text) => [...text.matchAll(place)].flatMap(([, name = '']) => name.split(/, ?/)));
  expect(found.length).toBeGreaterThan(2);
  expect(
    found.map((name) => name.replace(/["']/g, '')).filter((name) => !known.includes(name) && !name.startsWith('-')),
  ).toEqual([]);
});
