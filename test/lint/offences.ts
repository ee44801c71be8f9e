import { lint } from '../../agent/lint.ts';
import { rules } from '../../agent/rules/index.ts';
import { command, container, manifestWith, mount, runAs, spec } from '../pod.ts';
import { boundaries } from '../rules/boundaries.ts';
import { anyNode, bindNode, volumeNode } from '../rules/lint.ts';

const options = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
const withContext = (securityContext: object) => spec({ securityContext });
const withOther =
  (securityContext: object) =>
  ({ spec: { containers } }: Parameters<ReturnType<typeof spec>>[0]) =>
    containers.push({ ...containers[0], name: 'b', securityContext });
const inVolume = (fields: object, volume: object) => (pod: Parameters<ReturnType<typeof spec>>[0]) => {
  spec({ volumes: [{ name: 'v', ...volume }] })(pod);
  container({ volumeMounts: [{ name: 'v', mountPath: 'C:\\v' }], ...fields })(pod);
};

const namespace = {
  file: 'namespace.yaml',
  text: 'kind: Namespace\nmetadata: {name: monitoring, labels: {pod-security.kubernetes.io/enforce: restricted}}',
};

/** More than begins and ends a rule. */
const offending: typeof boundaries = [
  ['host-process-field', 'in other letters', withContext({ windowsOptions: { HostProcess: true } })],
  [
    'host-process-field',
    'of the pod itself',
    (pod) => Object.assign(pod.spec, { windowsOptions: options, securityContext: {} }),
  ],
  ['host-process-value', 'another value', container({ securityContext: { windowsOptions: { hostProcess: false } } })],
  [
    'host-process-containers',
    'one of two',
    (pod) => {
      withContext({})(pod);
      container({ securityContext: { windowsOptions: options } })(pod);
      withOther({})(pod);
    },
  ],
  ['host-network', 'none', spec({ hostNetwork: false })],
  ['host-users', 'of its own', spec({ hostUsers: false })],
  ['pod-os', 'Linux', spec({ os: { name: 'linux' } })],
  ['pod-os', 'another', spec({ os: { name: 'plan9' } })],
  ['windows-fields', 'a Linux field', spec({ os: { name: 'windows' }, hostPID: true })],
  ['linux-fields', 'a user by number', withContext({ windowsOptions: options, runAsUser: 0 })],
  [
    'host-process-level',
    'only of containers',
    (pod) => {
      withContext({})(pod);
      container({ securityContext: { windowsOptions: options } })(pod);
    },
  ],
  ['run-as-non-root', 'not root', withContext({ windowsOptions: options, runAsNonRoot: true })],
  ['run-as-user', 'none', runAs(undefined)],
  ['run-as-user', 'the user of an image', runAs('ContainerUser')],
  ['local-group', 'a group', runAs('hpc'), [], volumeNode],
  ['account-kind', 'of a domain', runAs('CORP\\svc')],
  ['mount-path', 'the drive', mount('C:\\a', 'C:')],
  ['socket-mount', 'a socket', mount('C:\\run\\a.sock', 'C:\\a')],
  ['mount-shadow', 'a folder of Windows', mount('C:\\a', 'C:\\Windows\\Temp'), [], bindNode],
  ['volume-path', 'of one container', command('C:\\C\\0123\\a.exe')],
  ['mount-point-spelling', 'of a shell', container({ args: ['$(CONTAINER_SANDBOX_MOUNT_POINT)\\a'] })],
  ['program-word', 'its arguments', command('a.exe -v')],
  ['program-word', 'its quotation marks', command('"C:\\a b\\c.exe"')],
  ['program-word', 'a separator', command('C:\\a\\')],
  ['program-word', 'a dot', command('.\\a.exe'), [], volumeNode],
  ['program-word', 'a script', command('C:\\a.ps1')],
  [
    'mounted-program',
    'a program',
    inVolume({ command: ['C:\\v\\a.exe'] }, { configMap: { name: 'v' } }),
    [],
    volumeNode,
  ],
  [
    'mounted-program',
    'a script',
    inVolume({ command: ['powershell', '-File', 'C:\\v\\a.ps1'] }, { configMap: { name: 'v' } }),
    [],
    volumeNode,
  ],
  ['command-quoting', 'an argument', command('C:\\a b\\c.exe', 'd e'), [], bindNode],
  ['command-quoting', 'a character', command('C:\\a (b)\\c.exe'), [], bindNode],
  ['env-mount-point', 'set', container({ env: [{ name: 'CONTAINER_SANDBOX_MOUNT_POINT', value: 'C:\\a' }] })],
  ['pod-security', 'a pod', () => undefined],
  ['secret-volume', 'a Secret', inVolume({}, { secret: { secretName: 'v' } })],
];

/**
 * What each rule says of the pods that bring it, and what helps, each once. Sources: the references of the rules; who changes a word
 * here says that it is true of that pod.
 */
export function offences(): string {
  const all = rules.flatMap(({ id, title, why, reference }) => {
    const rows = [...boundaries, ...offending].filter(([rule]) => rule === id);
    const told = rows.flatMap(([, what, pod, , nodes = anyNode]) =>
      lint([manifestWith(pod), namespace], { nodes, all: false })
        .problems.filter(({ rule }) => rule === id)
        .map(({ severity, message, fix }) => ({
          what,
          lines: [
            `  ${severity}: ${message}`,
            ...(fix?.steps ?? []).map(
              ({ on, say, risk }) => `    ${on}: ${say}${risk === undefined ? '' : ` Risk: ${risk}`}`,
            ),
            ...(fix?.verify === undefined ? [] : [`    verify: ${fix.verify.run} (${fix.verify.expect})`]),
          ],
        })),
    );
    const once = new Map(
      told
        .toReversed()
        .map((one) => [one.lines.map((line, at) => (at === 0 ? line.slice(-28) : line.slice(0, 24))).join(), one]),
    );
    return [
      `# ${id} ${reference}`,
      `${title}. ${why}`,
      ...[...once.values()].toReversed().flatMap(({ what, lines }) => [what, ...lines]),
    ];
  });
  return `${all.join('\n')}\n`;
}
