import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readingRules } from '../../agent/lint/problems.ts';
import { lint } from '../../agent/lint.ts';
import type { Rule } from '../../agent/rule.ts';
import { apiRules, rules } from '../../agent/rules/index.ts';
import { manifestWith } from '../pod.ts';
import { claimants } from '../signatures/claimants.ts';
import { boundaries } from './boundaries.ts';
import { anyNode, podOf } from './lint.ts';

const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(ending) && name !== `index${ending}`)
    .map((name) => name.slice(0, -ending.length))
    .sort();
const ids = rules.map(({ id }) => id);
const isRule = (one: unknown) => typeof one === 'object' && one !== null && 'judge' in one;

describe('the list of rules', () => {
  test('holds every rule that a file of agent/rules exports, with a test for each', async () => {
    const modules = await Promise.all(
      filesIn('../../agent/rules/', '.ts').map((name) => import(`../../agent/rules/${name}.ts`)),
    );
    const tables = modules.flatMap((module) => Object.values(module));
    const exported = tables.flatMap((table) =>
      Object.entries(table ?? {}).flatMap(([id, one]) => (isRule(one) ? [id] : [])),
    );
    expect(ids.toSorted()).toEqual(exported.toSorted());
    expect(ids.toSorted()).toEqual(filesIn('./', '.test.ts'));
  });

  test('has unique ids and titles', () => {
    const all = [...rules, ...readingRules];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  test.each(rules)('$id has a title, a reason and a reference in the right form', (rule) => {
    expect(rule.title).toMatch(/[^.]$/);
    expect(rule.why).toMatch(/\.\)?$/);
    expect(rule.reference).toMatch(/^https:\/\//);
  });

  test('says of the API server alone that it refuses a pod, and it is an error', () => {
    const ofServer = rules.filter(({ why }) => /\bAPI server (?:sets [^.]* and )?refuses\b/.test(why));
    expect(ofServer.filter(({ id }) => id !== 'host-process-field')).toEqual(apiRules);
    expect(new Set(ofServer.map(({ severity }) => severity))).toEqual(new Set(['error']));
  });

  test('names the mode in which a rule holds', () => {
    const said = (one: Rule) => [
      ...(/^(?:In bind mode|Bind mode)|\. In bind mode/.test(one.why) ? ['bind'] : []),
      ...(/[Ww]ithout (?:the bind filter|it)|Outside bind mode|only in bind mode|Where mounts are links|With the bind filter cmd/.test(
        one.why,
      )
        ? ['links']
        : []),
      ...(/^The shim of containerd 1\.6 /.test(one.why) ? ['1.6'] : []),
    ];
    const isBind = (node: string) => node.endsWith(' with bind filter');
    for (const one of rules) {
      if (one.holds === undefined) continue;
      const modes = new Set(one.holds.map((node) => (isBind(node) ? 'bind' : 'links')));
      if (modes.size === 1) expect(said(one), one.why).toContain(one.holds.length === 1 ? '1.6' : [...modes][0]);
      else expect(one.why).toContain('on the mode');
    }
  });

  // Sources: the references of the rules; hcsshim internal/jobcontainers; containerd pkg/cri; k8s.io, "Create a Windows HostProcess Pod".
  test.each([
    ['host-process-field', 'true the pod starts as an ordinary Windows container', 'drops the field'],
    ['run-as-user-form', 'names that no Windows account can have'],
    ['gmsa', 'reads no credential spec', 'do not get the identity', 'empty or larger than 64 KiB'],
    ['host-process-value', 'whose containers set a different value'],
    ['host-process-containers', 'mixes HostProcess and other', 'init containers count too'],
    ['host-network', 'HostProcess pods without hostNetwork', 'share the network of the host'],
    [
      'host-users',
      'hostUsers: false',
      'since Kubernetes 1.33',
      'hostnameOverride together with hostNetwork since 1.35',
    ],
    ['host-ports', 'sets hostPort to it', 'another value and the same port twice'],
    ['pod-os', 'os.name is linux', 'os without a name'],
    ['windows-fields', 'the fields of Linux in a pod whose os.name is windows'],
    ['tolerations', 'a value with the operator Exists', 'an empty key with another operator'],
    ['pod-security', 'enforce baseline or restricted', 'a Pod at once', 'later and only in an event'],
    [
      'host-process-level',
      '1.23 and 1.24 look only at hostProcess of the pod',
      'runs as an ordinary one, without an error',
    ],
    [
      'linux-fields',
      'accepts them, and Windows nodes ignore them',
      'keep a pod with projected volumes in ContainerCreating',
    ],
    ['run-as-non-root', 'must not set it', 'only keeps ContainerAdministrator from starting'],
    ['run-as-user', 'the USER of the image decides', 'do not exist on the host', 'refuses an empty user'],
    ['nt-authority-spelling', 'in capital letters, in every language', 'as a user with a password'],
    [
      'account-kind',
      'has no password',
      'Only the three system accounts work, and local groups',
      'creates a temporary account',
    ],
    [
      'account-rights',
      'are no administrators',
      'neither the pipe of containerd',
      'write nowhere below C:\\var\\lib\\kubelet',
    ],
    ['local-group', 'does not know local groups', 'as a user, whose log-on fails'],
    ['mount-path', 'refuses a mount at C:', 'cannot replace the root of the container with a link'],
    ['named-pipe-mount', 'refuses to mount named pipes', 'can open the named pipes of the host'],
    ['socket-mount', 'cannot be mounted', 'can open its path on the host'],
    ['mount-shadow', "hides the host's directory of the same path from the container"],
    ['read-only-mount', 'readOnly has no effect', 'SYSTEM writes everywhere', 'not for the link below the mount point'],
    ['token-sub-path', 'as it was when the container started', 'expires and is never renewed'],
    ['mount-point-spelling', 'in commands, workingDir and env', 'no other spelling, and none in mountPath'],
    ['volume-path', 'C:\\C\\<container id>', 'new for each container', '1.7 and up have no C:\\C'],
    ['hpc-path', 'only in bind mode', 'C:\\hpc\\<container id> or C:\\C\\<container id>'],
    ['relative-path', 'the root of the container, a directory below it, or C:\\ of the host'],
    [
      'working-directory',
      'a directory of the host, which the shim creates if it is missing',
      'In the other modes it is a directory of the container',
    ],
    ['host-program', 'one of the host on every node', 'of the image are below the mount point'],
    ['program-word', 'become part of the name', 'begins with a dot is not found', 'a script is no program'],
    [
      'mounted-program',
      'With the bind filter a volume is at its mountPath',
      'below the mount point of the container: its path leads nowhere',
    ],
    ['mounted-path', 'A volume is at its mountPath only with the bind filter', 'finds nothing at such a path'],
    ['command-lines', 'reads one line', 'is lost', 'every command goes through cmd /c'],
    [
      'cmd-characters',
      '& and | begin another command, < and > redirect, ^ disappears, and %NAME% is expanded',
      'Outside quotation marks',
    ],
    ['command-quoting', 'removes the first and the last quotation mark of a line that has more than two'],
    ['env-mount-point', 'after those of the pod, so its value wins'],
    [
      'env-path',
      'replaces that of the host, and nothing expands',
      'Without System32 the tools of Windows are not found',
    ],
    ['env-empty', 'drops variables with an empty value', 'they are unset, or have the value that the account has'],
    ['in-cluster-client', 'it exists only below CONTAINER_SANDBOX_MOUNT_POINT'],
    ['dns-policy', 'does not support ClusterFirstWithHostNet', 'does not know the names of services'],
    ['annotations', 'only if pod_annotations of the runtime lists it', 'By default it lists none'],
    ['node-selector', 'may place the pod on a Linux node', 'os.name does not select nodes'],
    ['os-name', 'applies the rules for Windows, and kubelets on other systems refuse the pod'],
    [
      'service',
      'has the address of its node',
      'does not lead from a pod to the address of its own node',
      'not from pods of the same node',
    ],
    ['liveness-probe', 'fails on all nodes, and the kubelet restarts what works'],
    [
      'exec-probe',
      'does not count a probe as failed',
      'never restarted for it',
      'cmd starts the program, and fails in its place',
    ],
    [
      'stop-grace',
      'goes to the cmd.exe around the program',
      '5 seconds, whatever the grace period',
      'Node.js programs never see the signal',
    ],
    ['memory-limit', 'for all processes of the container together', 'cannot even be stopped'],
    ['secret-volume', 'no volumes in memory', 'in clear to the disk', 'every user of the node can read it'],
    ['resize-policy', 'refuses each change', 'The API server accepts resizePolicy all the same'],
  ])('%s says what happens as its source does', (id, ...said) => {
    for (const part of said) expect(rules.find((rule) => rule.id === id)?.why).toContain(part);
  });
});

test.each(boundaries.map((row) => [row[0], row[1], row] as const))(
  'the rule %s begins and ends where it should: %s',
  (_rule, _what, [rule, , pod, said = [], nodes = anyNode]) => {
    const { problems } = lint([manifestWith(pod)], { nodes, all: false });
    const shown = problems
      .filter((problem) => problem.rule === rule)
      .map(({ severity, message, fix }) =>
        [`${severity} ${message}`, ...(fix?.steps ?? []).flatMap(({ say, run = '' }) => [say, run])].join('\n'),
      );
    if (said.length === 0) expect(shown).toEqual([]);
    for (const part of said) expect(shown.join('\n')).toContain(part);
  },
);

test('explain recognises every message of the API server', () => {
  const text = podOf(`
  os: {name: windows}
  hostPID: true
  securityContext: {hostprocess: true, windowsOptions: {hostProcess: true, runAsUserName: ".\\\\svc"}}
  containers:
  - {name: a, ports: [{containerPort: 1, hostPort: 2}]}
  - {name: b, securityContext: {windowsOptions: {hostProcess: false}}}
`);
  const hosted = `${text}  hostNetwork: true\n`;
  const said = [text, hosted].flatMap(
    (manifest) => lint([{ file: 'a', text: manifest }], { nodes: anyNode, all: false }).problems,
  );
  const known = said.flatMap(({ rule, message }) =>
    claimants(message)
      .filter(({ rest }) => rest === undefined)
      .map(({ id }) => `${rule} ${id}`),
  );
  expect([...new Set(known)].sort()).toEqual([
    'host-network api-host-network',
    'host-ports api-host-port',
    'host-process-containers api-mixed',
    'host-process-value api-mixed',
    'run-as-user-form api-run-as-user',
    'windows-fields api-linux-field',
  ]);
});
