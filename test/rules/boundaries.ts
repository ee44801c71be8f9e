import { annotated, command, container, type manifestWith, runAs, spec } from '../pod.ts';
import { type anyNode, bindNode, fallbackNode, volumeNode } from './lint.ts';

type PodEdit = NonNullable<Parameters<typeof manifestWith>[0]>;

/**
 * Where a rule begins and where it ends: a pod, and what the rule says of it, each as its severity and a part of the message or
 * of the fix; nothing: it accepts the pod.
 */
type Row = readonly [rule: string, what: string, pod: PodEdit, said?: readonly string[], nodes?: typeof anyNode];

const all =
  (...edits: PodEdit[]): PodEdit =>
  (pod) => {
    for (const edit of edits) edit(pod);
  };
const hostProcess = { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } };
const localService = runAs('NT AUTHORITY\\Local Service');
const args = (...words: string[]) => container({ args: words });
const env = (name: string, value?: string) => container({ env: [{ name, value }] });
const hostPath = (path: string) => spec({ volumes: [{ name: 'data', hostPath: { path } }] });
const mounted = (fields: object, source: object = { configMap: { name: 'data' } }) =>
  all(
    spec({ volumes: [{ name: 'data', ...source }] }),
    container({ volumeMounts: [{ name: 'data', mountPath: 'C:\\data', ...fields }] }),
  );
const emptyProbe = (fields: object) => container({ livenessProbe: fields });

// Sources: hcsshim internal/jobcontainers/{logon,path,mounts}.go; k8s.io/kubernetes pkg/apis/core/validation at v1.34.2;
// k8s.io/pod-security-admission policy/check_*.go at v0.34.2; the references of the rules.
export const boundaries: readonly Row[] = [
  // What helps.
  [
    'account-rights',
    'SYSTEM may',
    all(localService, args('New-Service -Name a')),
    ['Run it as SYSTEM, which can do anything on the node.', 'runAsUserName: NT AUTHORITY\\SYSTEM'],
  ],
  [
    'nt-authority-spelling',
    'the letter that an escape in double quotes makes',
    runAs('NT AUTHORITY\u2028ocal service'),
    [
      'U+2028 in it',
      `Use single quotes, 'NT AUTHORITY\\Local service', or two backslashes, "NT AUTHORITY\\\\Local service".`,
    ],
  ],
  ['gmsa', 'nothing', gmsa('a'), ['gmsaCredentialSpec, which HostProcess containers do not use.']],
  [
    'annotations',
    'containerd can pass it',
    annotated({ 'microsoft.com/hostprocess-inherit-user': 'true' }),
    [
      ', unless the pod needs it.',
      "To keep it, add microsoft.com/hostprocess-inherit-user to pod_annotations of the runtime in containerd's config.toml on each node.",
      'After that change, restart containerd',
    ],
  ],
  [
    'annotations',
    'a backslash at the end',
    annotated({ 'microsoft.com/hostprocess-rootfs-location': 'C:\\a' }),
    ['End the path with a backslash.', 'C:\\a\\'],
  ],
  [
    'read-only-mount',
    'an account, and its access list',
    mounted({ readOnly: true }, { hostPath: { path: '/a' } }),
    [
      'If the program does not administer the node, run it as an account that Windows can keep from writing.',
      'runAsUserName: NT AUTHORITY\\Local Service',
      'Refuse Local Service the right to write there, on each node that may run the pod.',
      "icacls.exe 'C:\\a' /deny '*S-1-5-19:(OI)(CI)(WD,AD,WEA,WA,DE,DC)'",
      'Or keep the pod on nodes with the bind filter (containerd 1.7 and up), which let no account write at the mountPath.',
    ],
    volumeNode,
  ],
  [
    'read-only-mount',
    'of a claim, whose folder is not known',
    mounted({ readOnly: true }, { persistentVolumeClaim: { claimName: 'a' } }),
    ['; <source> is the folder of the volume on the node.', 'icacls.exe <source> /deny'],
    volumeNode,
  ],
  [
    'token-sub-path',
    'the whole volume',
    mounted({ subPath: 'token' }, { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
    ['subPath: the whole volume is then mounted.'],
  ],
  [
    'host-ports',
    'another port',
    ports([{ containerPort: 53 }, { containerPort: 53 }]),
    ['Give each container its own port; <port> is one that no other container has.', 'containerPort: <port>'],
  ],
  [
    'host-ports',
    'the same port',
    ports([{ containerPort: 1, hostPort: 2 }]),
    ['the API server sets it to containerPort.'],
  ],
  [
    'dns-policy',
    'addresses',
    spec({ dnsPolicy: 'ClusterFirstWithHostNet' }),
    ['Reach services by their addresses; KUBERNETES_SERVICE_HOST holds that of the API server.'],
  ],
  ['tolerations', 'any key', spec({ tolerations: [{ value: 'a' }] }), ['Tolerate taints of any key, or name the key.']],
  [
    'tolerations',
    'no value, or another operator',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
    ['Remove spec.tolerations[0].value, or set the operator to Equal.'],
  ],
  [
    'tolerations',
    'an operator and an effect that there are',
    spec({ tolerations: [{ key: 'a', operator: 'In', effect: 'NoExecut' }] }),
    ['Name an operator that the API server knows.', 'Name an effect that the API server knows.'],
  ],
  [
    'tolerations',
    'no effect',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', effect: 'Whenever' }] }),
    ['Remove spec.tolerations[0].effect: every effect is then tolerated.'],
  ],
  [
    'exec-probe',
    'a port',
    emptyProbe({ exec: { command: ['a.exe'] } }),
    ['cannot be started, the probe does not count as failed', '; <port> is a port of the program.'],
    volumeNode,
  ],
  [
    'liveness-probe',
    'a readiness probe',
    emptyProbe({ httpGet: { port: 443, host: 'kubernetes.default' } }),
    [', or let it ask the program alone; a readinessProbe may ask the API server.'],
  ],
  ['memory-limit', 'enough', limits('1Mi'), ["memory: '64Mi'"]],
  [
    'resize-policy',
    'nothing',
    container({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }),
    ['info resizePolicy has no effect: the kubelet on Windows does not resize running pods'],
  ],
  ['env-empty', 'a value', env('A', ''), [', or give it a value that the program treats as empty.']],
  [
    'env-path',
    'the folders of Windows',
    env('PATH', 'C:\\a'),
    ['this PATH replaces the PATH of the host, and does not contain System32'],
  ],
  [
    'run-as-user',
    'one container of two',
    (pod) => {
      runAs(undefined)(pod);
      const securityContext = { windowsOptions: { runAsUserName: 'NT AUTHORITY\\SYSTEM' } };
      pod.spec.containers.push({ ...pod.spec.containers[0], name: 'b', securityContext });
    },
    ['error runAsUserName is set neither for the container agent nor for the pod: the USER of its image decides'],
  ],
  [
    'in-cluster-client',
    'where the token is',
    all(command('agent.exe'), spec({ serviceAccountName: 'a' })),
    [
      'does not find it',
      "kubectl exec --namespace monitoring <pod> -- cmd.exe /c dir '%CONTAINER_SANDBOX_MOUNT_POINT%\\var\\run\\secrets\\kubernetes.io\\serviceaccount'",
    ],
    volumeNode,
  ],

  // Accounts.
  [
    'account-kind',
    'a user of this machine',
    runAs('.\\svc'),
    ['error .\\svc is an account of .: the shim has no password'],
  ],
  ['account-kind', 'a group with its domain', runAs('BUILTIN\\Users'), ['runAsUserName: Users']],
  [
    'nt-authority-spelling',
    'nothing tells which is meant',
    runAs('NT AUTHORITY\\Dienst'),
    ['runAsUserName: <account>'],
  ],
  ['nt-authority-spelling', 'an account of images is no misspelt one', runAs('ContainerUser')],
  ['local-group', 'a user of every Windows is no group', runAs('Guest'), [], volumeNode],
  ['gmsa', 'the size is counted in bytes', gmsa('ä'.repeat(32 * 1024 + 1)), ['error', 'must be under 64 KiB']],
  ['gmsa', 'the largest', gmsa('ä'.repeat(32 * 1024)), ['warn', 'their credential spec is ignored']],
  ...[
    '--pipe=//./pipe/containerd-containerd',
    'C:\\x\\kubelet\\plugins_registry\\a',
    '--endpoint=unix:///csi/csi.sock',
  ].map((word): Row => ['account-rights', word, all(localService, args(word)), ['warn', 'and the program uses']]),
  ...['New-NetFirewallRule', 'New-Service', 'New-HnsNetwork'].map(
    (word): Row => ['account-rights', word, all(localService, args(`${word} -Name a`)), [`uses ${word}`]],
  ),
  ...['/var/lib/kubelet', 'c:/var/lib/kubelet/plugins/x', 'C:\\var\\lib\\kubelet\\pods'].map(
    (path): Row => [
      'account-rights',
      path,
      all(localService, hostPath(path)),
      ['the pod mounts C:\\var\\lib\\kubelet'],
    ],
  ),
  ['account-rights', 'another folder', all(localService, hostPath('/var/lib/kubelet-config'))],
  ['account-rights', 'SYSTEM in other letters', all(runAs('NT AUTHORITY\\system'), hostPath('/var/lib/kubelet'))],
  ['run-as-user-form', 'a group with this machine before it', runAs('.\\hpc-readers'), ['runAsUserName: hpc-readers']],
  ['run-as-user-form', 'a NetBIOS name of 15 characters', runAs(`${'_'.repeat(15)}\\svc`)],
  ['run-as-user-form', 'one of 16', runAs(`${'_'.repeat(16)}\\svc`), ["Domain doesn't match the NetBios"]],
  ['run-as-user-form', 'a domain of 255 characters', runAs(`${'a.'.repeat(127)}a\\svc`)],
  ['run-as-user-form', 'one of 256', runAs(`${'a.'.repeat(127)}aa\\svc`), ['Domain length must be under 256']],
  ['run-as-user-form', 'blanks alone', runAs('  '), ['cannot contain only periods or spaces']],
  ['run-as-non-root', 'it may be false', spec({ securityContext: { ...hostProcess, runAsNonRoot: false } })],

  // Paths.
  [
    'mount-point-spelling',
    'in mountPath',
    mounted({ mountPath: '%CONTAINER_SANDBOX_MOUNT_POINT%\\etc\\a' }),
    ['mountPath: /etc/a'],
  ],
  ...['subPath', 'subPathExpr'].map(
    (field): Row => [
      'mount-point-spelling',
      `in ${field}`,
      mounted({ [field]: '$(CONTAINER_SANDBOX_MOUNT_POINT)/etc/a' }),
      [`nothing expands CONTAINER_SANDBOX_MOUNT_POINT in ${field}`, `${field}: etc/a`],
    ],
  ),
  [
    'mount-point-spelling',
    'all of them in one word are corrected',
    args('$(CONTAINER_SANDBOX_MOUNT_POINT)\\a;$(CONTAINER_SANDBOX_MOUNT_POINT)\\b'),
    ['%CONTAINER_SANDBOX_MOUNT_POINT%\\a;%CONTAINER_SANDBOX_MOUNT_POINT%\\b'],
  ],
  [
    'mount-point-spelling',
    'PowerShell reads its variables in any case, also in the first of args',
    container({ command: ['powershell.exe'], args: ['$ENV:container_sandbox_mount_point\\a'] }),
  ],
  ['mount-point-spelling', 'cmd expands any case', args('%container_sandbox_mount_point%\\a'), [], bindNode],
  [
    'mount-point-spelling',
    'nobody does in a variable',
    env('A', '%container_sandbox_mount_point%'),
    ['error'],
    bindNode,
  ],
  [
    'hpc-path',
    'without a drive only as the program',
    command('/hpc/agent.exe'),
    ['error', 'MOUNT_POINT%/agent.exe'],
    volumeNode,
  ],
  ['hpc-path', 'without a drive as an argument', args('/hpc/agent.exe'), [], volumeNode],
  [
    'mounted-path',
    'a folder of the host may be meant',
    all(mounted({}, { hostPath: { path: 'C:\\data' } }), args('C:\\data\\a')),
    [],
    volumeNode,
  ],
  [
    'mounted-path',
    'the same folder of the host is mounted elsewhere',
    all(
      container({
        volumeMounts: [
          { name: 'data', mountPath: 'C:\\data' },
          { name: 'host', mountPath: '/elsewhere' },
        ],
        args: ['C:\\data\\a'],
      }),
      spec({
        volumes: [
          { name: 'data', configMap: { name: 'data' } },
          { name: 'host', hostPath: { path: 'c:/data' } },
        ],
      }),
    ),
    [],
    volumeNode,
  ],
  [
    'mounted-path',
    'a dollar sign is a letter of a name',
    all(mounted({ mountPath: '/a$$b' }), args('--file=/a$$b')),
    ['--file=%CONTAINER_SANDBOX_MOUNT_POINT%', 'a$$b'],
    volumeNode,
  ],
  [
    'mounted-path',
    'a mount of the root holds all paths',
    all(mounted({ mountPath: 'D:\\' }), args('D:\\a\\b')),
    ['D:\\a\\b is in the volume data'],
    volumeNode,
  ],
  [
    'mounted-path',
    'the working directory is of another rule',
    all(mounted({}), container({ workingDir: 'C:\\data' })),
    [],
    volumeNode,
  ],

  // Programs.
  ['program-word', 'an empty one', command('', 'x'), ['no program has an empty name']],
  ['program-word', 'none, as the image has one', container({ command: undefined })],
  ['program-word', 'cmd starts in the working directory', command('.\\agent.exe'), [], bindNode],
  ['program-word', 'nobody starts it with slashes', command('./agent.exe'), ['error'], bindNode],
  ['program-word', 'no program opens a document', command('C:\\k\\a.json'), [], bindNode],
  [
    'host-program',
    'the file that java starts',
    command('java', '/app/a.jar'),
    ['warn /app/a.jar is a file of the host'],
  ],
  ['host-program', 'what another program gets', command('agent.exe', '/app/a.jar')],
  ['host-program', 'ProgramData is of the host', command('C:\\ProgramData\\a\\a.exe')],
  ['host-program', 'a longer name', command('C:\\knative\\a.exe'), ['info']],
  ['host-program', 'below a folder that is mounted', all(hostPath('c:/Tools'), command('C:\\tools\\a.exe'))],
  [
    'host-program',
    'beside a folder that is mounted',
    all(hostPath('C:\\tools'), command('C:\\tools2\\a.exe')),
    ['info'],
  ],
  ['relative-path', 'bind mode of containerd 1.7', command('bin\\a.exe'), ['warn'], ['1.7 with bind filter']],
  ['relative-path', 'without the bind filter', command('bin\\a.exe'), ['warn'], fallbackNode],
  ['relative-path', 'a name of an image or a label in args', args('group/name')],
  ['relative-path', 'a batch file in args', args('scripts/run.bat'), ['scripts/run.bat is relative']],
  ['relative-path', 'the value of a flag', args('--config=../a.yaml'), ['--config=../a.yaml is relative']],
  ['relative-path', 'a working directory says where', all(command('bin\\a.exe'), container({ workingDir: 'C:\\a' }))],
  ['working-directory', 'an empty one is none', container({ workingDir: '' })],
  [
    'working-directory',
    'one of the image',
    container({ workingDir: '/app' }),
    ['%CONTAINER_SANDBOX_MOUNT_POINT%\\app'],
  ],

  // Mounts.
  [
    'mount-path',
    'the root, where mounts are links',
    mounted({ mountPath: '/' }),
    ['error the shim cannot replace'],
    volumeNode,
  ],
  ['mount-path', 'the root in bind mode', mounted({ mountPath: '/' }), [], bindNode],
  ...['secret', 'projected', 'downwardAPI'].map(
    (kind): Row => ['read-only-mount', `of ${kind}`, mounted({ readOnly: true }, { [kind]: {} }), [], volumeNode],
  ),
  ['read-only-mount', 'of a folder', mounted({ readOnly: true }, { hostPath: { path: '/a' } }), ['warn'], volumeNode],
  ['read-only-mount', 'a writable one', mounted({ readOnly: false }, { hostPath: { path: '/a' } }), [], volumeNode],
  [
    'read-only-mount',
    'SYSTEM in other letters',
    all(runAs('NT AUTHORITY\\system'), mounted({ readOnly: true }, { hostPath: { path: '/a' } })),
    ['warn'],
    volumeNode,
  ],
  [
    'named-pipe-mount',
    'with slashes',
    hostPath('//./pipe/a'),
    ['Let the program open \\\\.\\pipe\\a of the host itself.'],
  ],
  [
    'token-sub-path',
    'by an expression',
    mounted({ subPathExpr: 'token' }, { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
    ['because of the subPathExpr'],
  ],

  // Network.
  [
    'host-users',
    'with hostIPC',
    spec({ hostUsers: false, hostNetwork: false, hostIPC: true }),
    ['spec.hostIPC: Forbidden'],
  ],
  [
    'host-ports',
    'the same number of another protocol',
    ports([{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }]),
  ],
  ['host-ports', 'of another address', ports([{ containerPort: 53, hostIP: '10.0.0.1' }, { containerPort: 53 }])],
  [
    'host-ports',
    'an init container has them before the others, and hostPort of it is not compared',
    all(
      ports([{ containerPort: 53 }]),
      spec({ initContainers: [{ name: 'i', ports: [{ containerPort: 53 }, { containerPort: 1, hostPort: 2 }] }] }),
    ),
  ],

  // Commands.
  [
    'command-lines',
    'cmd reads them everywhere',
    command('cmd', '/c', 'a\nb'),
    ['error cmd reads only the first line'],
    volumeNode,
  ],
  ['command-lines', 'PowerShell gets them without cmd', command('powershell', '-Command', 'a\nb'), [], volumeNode],
  ['command-lines', 'a batch file is started by cmd', command('C:\\k\\run.cmd', 'a\nb'), ['error'], volumeNode],
  ['cmd-characters', 'a variable', command('a.exe', '%PATH%'), ['warn'], bindNode],
  ['cmd-characters', 'of a batch file', command('C:\\k\\run.cmd', 'a&b'), ['error'], bindNode],
  [
    'cmd-characters',
    'of a program that the image names',
    all(container({ command: undefined }), args('a&b')),
    ['warn', 'args: []'],
    bindNode,
  ],

  // Probes and variables.
  [
    'exec-probe',
    'a hook is no probe',
    container({ lifecycle: { preStop: { exec: { command: ['a.exe'] } } } }),
    [],
    volumeNode,
  ],
  [
    'exec-probe',
    'without a port',
    emptyProbe({ exec: { command: ['a.exe'] } }),
    ['<port>', 'Remove spec.containers[0].livenessProbe.exec'],
    volumeNode,
  ],
  [
    'liveness-probe',
    'the name of the API server',
    emptyProbe({ httpGet: { port: 443, host: 'kubernetes.default' } }),
    ['warn the probe asks the API server (kubernetes.default)'],
  ],
  ['liveness-probe', 'its path', emptyProbe({ httpGet: { port: 443, path: '/apiserver' } }), ['(apiserver)']],
  ['stop-grace', 'the default', spec({ terminationGracePeriodSeconds: 30 }), [], bindNode],
  [
    'stop-grace',
    'more',
    spec({ terminationGracePeriodSeconds: 31 }),
    ['info the program has 5 seconds to stop, not 31'],
    bindNode,
  ],
  [
    'stop-grace',
    'another hook',
    all(
      spec({ terminationGracePeriodSeconds: 31 }),
      container({ lifecycle: { postStart: { exec: { command: ['a.exe'] } } } }),
    ),
    ['info'],
    bindNode,
  ],
  [
    'env-path',
    'from elsewhere',
    container({ env: [{ name: 'PATH', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
  ],
  ['env-path', 'a semicolon at the end', env('Path', 'C:\\a;'), ['C:\\a;C:\\Windows\\System32;C:\\Windows;']],
  ['in-cluster-client', 'the default account', spec({ serviceAccountName: 'default' }), [], volumeNode],
  [
    'in-cluster-client',
    'no token',
    all(command('agent.exe'), spec({ serviceAccountName: 'a', automountServiceAccountToken: false })),
    [],
    volumeNode,
  ],
  [
    'in-cluster-client',
    'an account',
    all(command('agent.exe'), spec({ serviceAccountName: 'a' })),
    ['warn', 'exec --namespace monitoring'],
    volumeNode,
  ],
  [
    'in-cluster-client',
    'a kubeconfig',
    all(command('agent.exe', '--kubeconfig=x'), spec({ serviceAccountName: 'a' })),
    [],
    volumeNode,
  ],

  // Fields, resources, nodes.
  [
    'annotations',
    'one that no shim knows',
    annotated({ 'microsoft.com/hostprocess-mount-behavior': 'a' }),
    ['no shim has ever known'],
  ],
  [
    'annotations',
    'one that forbids',
    annotated({ 'microsoft.com/disable-hostprocess-container': 'true' }),
    ['does not pass'],
  ],
  [
    'annotations',
    'a root without a backslash',
    annotated({ 'microsoft.com/hostprocess-rootfs-location': 'C:\\a' }),
    ['does not pass', 'cuts off the last character of C:\\a'],
  ],
  [
    'annotations',
    'a root with one',
    annotated({ 'microsoft.com/hostprocess-rootfs-location': 'C:\\a\\' }),
    ['does not pass'],
  ],
  ['memory-limit', 'the least', limits('8Mi')],
  ['memory-limit', 'less', limits('8191Ki'), ['warn a memory limit of 8191Ki']],
  ['resize-policy', 'an empty list', container({ resizePolicy: [] })],
  ['node-selector', 'by the name of the machine', spec({ nodeSelector: { 'kubernetes.io/hostname': 'a' } })],
  ['node-selector', 'by the name of the node', spec({ nodeSelector: {}, nodeName: 'a' })],
  ['node-selector', 'by a label with windows in its name', spec({ nodeSelector: { 'example.com/windows': 'true' } })],
  [
    'node-selector',
    'by anything else',
    spec({ nodeSelector: { pool: 'a' } }),
    ['warn nothing keeps the pod off Linux nodes'],
  ],
  [
    'node-selector',
    'Linux',
    spec({ nodeSelector: { 'kubernetes.io/os': 'linux' } }),
    ['error the node selector selects linux nodes'],
  ],
  [
    'tolerations',
    'an empty key with a value',
    spec({ tolerations: [{ value: 'a' }] }),
    ['operator: Exists', 'Remove spec.tolerations[0].value'],
  ],
  [
    'tolerations',
    'an operator that is not known',
    spec({ tolerations: [{ key: 'a', value: 'b', operator: 'In' }] }),
    ['operator: Equal'],
  ],
  [
    'tolerations',
    'the same without a value',
    spec({ tolerations: [{ key: 'a', operator: 'In' }] }),
    ['operator: Exists'],
  ],
  [
    'tolerations',
    'an effect that is misspelt',
    spec({ tolerations: [{ operator: 'Exists', effect: 'NoExecut' }] }),
    ['effect: NoExecute'],
  ],
  ['pod-os', 'no name', spec({ os: {} }), ['spec.os.name: Required value']],
  ['os-name', 'no name', spec({ os: {} }), ['info the pod does not say that it is for Windows']],
];

function gmsa(gmsaCredentialSpec: string): PodEdit {
  return ({ spec: { securityContext } }) => Object.assign(securityContext.windowsOptions, { gmsaCredentialSpec });
}
function ports(list: readonly object[]): PodEdit {
  return container({ ports: list });
}
function limits(memory: string): PodEdit {
  return container({ resources: { limits: { memory } } });
}
