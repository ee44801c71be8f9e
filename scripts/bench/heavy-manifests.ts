/** The most that one text may be, and still be read in 2 s. */
const size = 2 ** 20;
const filled = (piece: string) => piece.repeat(Math.floor(size / piece.length));
const many = (length: number, piece: (index: number) => string) =>
  Array.from({ length }, (_, index) => piece(index)).join('');

const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
const pod = (container: object, spec: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: {
      hostNetwork: true,
      securityContext: { windowsOptions },
      containers: [{ name: 'a', ...container }],
      ...spec,
    },
  });
const blockPod = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}
  containers:
`;
const list = <Item>(length: number, item: (index: number) => Item) => Array.from({ length }, (_, index) => item(index));

/** Texts by what is heavy about them. */
export const heavyManifests: Readonly<Record<string, string>> = {
  'opening brackets': filled('['),
  'opening braces': filled('{'),
  dashes: filled('- '),
  'question marks': filled('? '),
  'quotation marks': filled('"'),
  'exclamation marks': filled('! '),
  tabs: filled('\t'),
  'keys in one line': filled('a: '),
  'keys without a value': many(90_000, (index) => `k${index}:\n`),
  'anchors and aliases': `a: [${filled('&a 1, *a, ')}]`,
  'keys that stand twice': many(120_000, (index) => `k${index % 60_000}:\n`),
  'a key that stands often': filled('a:\n'),
  markers: filled('---\n'),
  'literal texts': filled('a: |\n'),
  'comments that silence': filled('# hostprobe: ignore os-name x\n'),
  'a deep list in JSON': `{"apiVersion":"v1","kind":"Pod","x":${'['.repeat(size / 2 - 40)}${']'.repeat(size / 2 - 40)}}`,
  'a deep map in JSON': `{"apiVersion":"v1","kind":"Pod","x":${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}}`,
  'a pod of many variables': pod({ env: list(26_000, (index) => ({ name: `E${index}`, value: '$(X) %Y%' })) }),
  'a pod of many ports': pod({ ports: list(40_000, (index) => ({ containerPort: index + 1 })) }),
  'a pod of many mounts': pod(
    { volumeMounts: list(10_000, (index) => ({ name: `v${index}`, mountPath: `C:\\m${index}` })) },
    { volumes: list(10_000, (index) => ({ name: `v${index}`, hostPath: { path: 'C:\\x' } })) },
  ),
  'a pod of many containers': pod({}, { containers: list(20_000, (index) => ({ name: `c${index}`, command: ['a'] })) }),
  'a long argument of quotes': pod({ command: ['a', '"'.repeat(size / 2 - 200)] }),
  'a long argument of percent signs': pod({ command: ['a', '%'.repeat(size - 400)] }),
  'a long argument of lines': pod({ command: ['a', '\n'.repeat(size / 2 - 200)] }),
  'many arguments that are numbers': pod({ args: list(500_000, () => 1) }),
  'many arguments that name the mount point': pod({
    args: list(20_000, () => '%container_sandbox_mount_point%\\a'),
  }),
  'many arguments in lines': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  securityContext: {windowsOptions: {hostProcess: true}}\n  containers:\n  - args:\n${filled('    - a # b\n')}`,
  'many containers in block style': `${blockPod}${many(
    4200,
    (index) => `  # container ${index}
  - name: &n${index} c${index} # its name
    command: [powershell.exe, -Command, 'echo ''x'' ; & "a b"']
    args:
    - |
      # a comment of the script
      $x = @{a=1}
    - >-
      folded
      text
    env:
    - {name: X, value: "a\\tb \\u00e9"} # c
`,
  )}`,
  'many fields that no API server knows': pod(
    {},
    Object.fromEntries(list(52_000, (index) => [`hostNetwrk${index}`, 1])),
  ),
  'many quantities that are none': pod({
    resources: { limits: Object.fromEntries(list(48_000, (index) => [`x.y/r${index}`, '1x'])) },
  }),
  'a long quantity': pod({ resources: { limits: { memory: `${'1'.repeat(size - 400)}x` } } }),
  'an ordered map': `a: !!omap\n${many(60_000, (index) => `- k${index}: 1\n`)}`,
  'actions of a template': filled('{{- if x }}\n'),
  'many documents that cannot be read': filled('---\n[a\n'),
  'a long user': pod(
    {},
    { securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'a\\'.repeat(size / 3) } } },
  ),
};
