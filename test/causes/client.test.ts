import { describe, expect, test } from 'vitest';
import { denied, got } from '../snapshot.ts';
import { pathIn } from '../variations.ts';
import { expectOn, fixOf, judged, modes, newPod, on } from './case.ts';

const id = 'c'.repeat(64);
const missing = (path: string) => `open ${path}: The system cannot find the file specified.`;
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';
const tokenMissing = (root: string) => `open ${root}${secrets}\\token: The system cannot find the path specified.`;
const noTokenFile = 'kubernetes.config.config_exception.ConfigException: Service token file does not exist.';
const noVariable = "KeyError: 'KUBERNETES_SERVICE_HOST'";

describe('container-path', () => {
  test('is a path of another mode than that of the node', () => {
    expectOn('container-path', missing('C:\\hpc\\a.yaml'), modes, [
      [
        'nothing known',
        'possible',
        'path: C:\\hpc\\a.yaml',
        'the path is written for: bind mode (containerd 1.7 and up: C:\\hpc)',
      ],
      [
        'bind',
        'possible',
        'path: C:\\hpc\\a.yaml',
        'the path is written for: bind mode (containerd 1.7 and up: C:\\hpc)',
        newPod.bind,
        'in the mode of this node it is: C:\\hpc\\a.yaml',
      ],
      [
        'fallback',
        'confirmed',
        'path: C:\\hpc\\a.yaml',
        'the path is written for: bind mode (containerd 1.7 and up: C:\\hpc)',
        newPod.fallback,
        'in the mode of this node it is: C:\\hpc\\<container id>\\a.yaml',
      ],
      [
        'volume',
        'confirmed',
        'path: C:\\hpc\\a.yaml',
        'the path is written for: bind mode (containerd 1.7 and up: C:\\hpc)',
        newPod.volume,
        'in the mode of this node it is: C:\\C\\<container id>\\a.yaml',
      ],
      [
        'filter hidden',
        'possible',
        'path: C:\\hpc\\a.yaml',
        'the path is written for: bind mode (containerd 1.7 and up: C:\\hpc)',
      ],
      [
        'volume, filter hidden',
        'confirmed',
        'path: C:\\hpc\\a.yaml',
        'the path is written for: bind mode (containerd 1.7 and up: C:\\hpc)',
        newPod.volume,
        'in the mode of this node it is: C:\\C\\<container id>\\a.yaml',
      ],
    ]);
    expectOn('container-path', missing(`C:\\C\\${id}\\a.yaml`), modes, [
      [
        'bind',
        'confirmed',
        'path: C:\\C\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\a.yaml',
        'the path is written for: volume mode (containerd 1.6: C:\\C\\<container id>)',
        newPod.bind,
        'in the mode of this node it is: C:\\hpc\\a.yaml',
      ],
      [
        'volume',
        'possible',
        'path: C:\\C\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\a.yaml',
        'the path is written for: volume mode (containerd 1.6: C:\\C\\<container id>)',
        newPod.volume,
        'in the mode of this node it is: C:\\C\\<container id>\\a.yaml',
      ],
    ]);
    expectOn('container-path', missing(`C:\\hpc\\${id}\\a.yaml`), modes, [
      [
        'bind',
        'confirmed',
        'path: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\a.yaml',
        'the path is written for: fallback mode (containerd 1.7 and up without the bind filter: C:\\hpc\\<container id>)',
        newPod.bind,
        'in the mode of this node it is: C:\\hpc\\a.yaml',
      ],
      [
        'fallback',
        'possible',
        'path: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\a.yaml',
        'the path is written for: fallback mode (containerd 1.7 and up without the bind filter: C:\\hpc\\<container id>)',
        newPod.fallback,
        'in the mode of this node it is: C:\\hpc\\<container id>\\a.yaml',
      ],
    ]);
  });

  test('is a variable that nobody replaced, or is not said', () => {
    const unread =
      "'$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe' is not recognized as an internal or external command";
    expectOn('container-path', unread, modes, [
      ['bind', 'possible', 'path: $env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe', 'variable: not expanded'],
    ]);
    expectOn('container-path', "KeyError: 'CONTAINER_SANDBOX_MOUNT_POINT'", modes, [
      ['nothing known', 'possible'],
      ['bind', 'possible', newPod.bind],
    ]);
    expectOn('container-path', 'exec: "agentd": executable file not found in %PATH%', modes, [
      ['nothing known', 'possible', 'path: agentd'],
      ['bind', 'possible', 'path: agentd', newPod.bind, 'in the mode of this node it is: C:\\hpc\\agentd'],
    ]);
  });

  test('is mended by the path with the variable, and looked for in the mode of the node', () => {
    const of = (node: keyof typeof modes) => fixOf('container-path', missing('C:\\hpc\\conf\\a.yaml'), modes[node]);
    expect(of('bind')).toContain("-- cmd.exe /c dir 'C:\\hpc\\conf\\a.yaml'");
    expect(of('fallback')).toContain("Get-ChildItem -LiteralPath 'C:\\hpc\\<container id>\\conf\\a.yaml'");
    expect(of('volume')).toContain("Get-ChildItem -LiteralPath 'C:\\C\\<container id>\\conf\\a.yaml'");
    expect(of('nothing known')).not.toContain('Get-ChildItem');
    expect(of('bind')).toContain('args: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\conf\\\\a.yaml"]');
    // Whatever knows the id of the container had the variable: it need not be told of it.
    const withId = fixOf('container-path', missing(`C:\\C\\${id}\\conf\\a.yaml`), modes.bind);
    expect(withId).toContain("dir 'C:\\hpc\\conf\\a.yaml'");
    expect(withId).not.toContain('args:');
    const program =
      "'$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe' is not recognized as an internal or external command";
    expect(fixOf('container-path', program, {})).toContain('command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\agent.exe"]');
    // A name that was not found in PATH is right where it is.
    const name = 'exec: "agentd": executable file not found in %PATH%';
    expect(fixOf('container-path', name, {})).toContain('args: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\agent.yaml"]');
    const unnamed = fixOf('container-path', "KeyError: 'CONTAINER_SANDBOX_MOUNT_POINT'", {});
    expect(unnamed).toContain('args: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\agent.yaml"]');
    expect(fixOf('container-path', missing('C:\\hpc\\'), modes.bind)).toContain(
      "-- cmd.exe /c dir 'C:\\hpc\\agent.yaml'",
    );
  });
});

describe('kubeconfig-relative', () => {
  const unreadable = (path: string) =>
    `unable to read certificate-authority ${path} for default due to open ${path}: The system cannot find the path specified.`;

  test('may be where a folder stands before that of the token, and is not where none does', () => {
    expectOn('kubeconfig-relative', unreadable(`C:\\hpc\\var\\lib\\agent\\${secrets}\\ca.crt`), modes, [
      [
        'nothing known',
        'possible',
        'looked for: C:\\hpc\\var\\lib\\agent\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt',
      ],
    ]);
    expectOn('kubeconfig-relative', unreadable(`C:\\C\\${id}\\${secrets}\\ca.crt`), modes, [
      [
        'nothing known',
        'ruled-out',
        'looked for: C:\\C\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt',
      ],
    ]);
    expectOn('kubeconfig-relative', unreadable('C:\\hpc\\etc\\ca.crt'), modes, [
      ['nothing known', 'possible', 'looked for: C:\\hpc\\etc\\ca.crt'],
    ]);
  });
});

describe('token-path', () => {
  test('is the path of another mode than that of the node', () => {
    expectOn('token-path', tokenMissing('C:\\'), modes, [
      ['nothing known', 'possible', 'looked for: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token'],
      ['bind', 'possible', 'looked for: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token', newPod.bind],
      [
        'fallback',
        'confirmed',
        'looked for: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
        newPod.fallback,
      ],
      ['volume', 'confirmed', 'looked for: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token', newPod.volume],
      ['filter hidden', 'possible', 'looked for: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token'],
      [
        'volume, filter hidden',
        'confirmed',
        'looked for: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
        newPod.volume,
      ],
    ]);
    expectOn('token-path', tokenMissing(`C:\\hpc\\${id}\\`), modes, [
      [
        'nothing known',
        'possible',
        'looked for: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
      ],
      [
        'bind',
        'confirmed',
        'looked for: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
        newPod.bind,
      ],
      [
        'fallback',
        'possible',
        'looked for: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
        newPod.fallback,
      ],
      [
        'volume',
        'confirmed',
        'looked for: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
        newPod.volume,
      ],
    ]);
  });

  test('is likely outside bind mode where the text names no path', () => {
    expectOn('token-path', noTokenFile, modes, [
      ['nothing known', 'possible'],
      ['bind', 'possible', newPod.bind],
      ['fallback', 'likely', newPod.fallback],
      ['volume', 'likely', newPod.volume],
      ['filter hidden', 'possible'],
      ['volume, filter hidden', 'likely', newPod.volume],
    ]);
  });

  test('is ruled out by a pod that mounts no token', () => {
    const text = tokenMissing('C:\\');
    expect(judged('token-path', text, modes.volume, { hasToken: false })).toEqual([
      'ruled-out',
      'the pod mounts a token: no',
    ]);
    expect(judged('token-path', text, modes.volume, { hasToken: true })[0]).toBe('confirmed');
  });

  test('is mended by what brings the bind filter to this node', () => {
    const of = (node: keyof typeof modes) => fixOf('token-path', tokenMissing('C:\\'), modes[node]);
    expect(of('volume')).toContain('Or upgrade containerd to 1.7 or newer: the usual path then works');
    expect(of('volume')).not.toContain('July 2022');
    expect(of('fallback')).toContain('from July 2022 on');
    expect(of('fallback')).not.toContain('upgrade containerd');
    for (const node of ['bind', 'nothing known'] as const) {
      expect(of(node)).not.toContain('upgrade containerd');
      expect(of(node)).not.toContain('July 2022');
    }
  });
});

test('token-not-mounted: by what the pod mounts', () => {
  const text = tokenMissing('C:\\');
  expect(judged('token-not-mounted', text, {})).toEqual(['possible']);
  expect(judged('token-not-mounted', text, {}, { hasToken: true })).toEqual([
    'ruled-out',
    'the pod mounts a token: yes',
  ]);
  expect(judged('token-not-mounted', text, {}, { hasToken: false })).toEqual([
    'confirmed',
    'the pod mounts a token: no',
  ]);
});

test('token-access: confirmed where hostprobe is refused too, not where it failed otherwise', () => {
  const nodes = {
    healthy: on(),
    refused: on((facts) => {
      pathIn(facts, 'mount-point').token = denied();
    }),
    'refused twice': on((facts) => {
      for (const form of ['mount-point', 'relative', 'rooted'] as const) pathIn(facts, form).token = denied();
    }),
    broken: on((facts) => {
      pathIn(facts, 'mount-point').token = { ok: false, error: { kind: 'failed', message: 'EIO' } };
    }),
    'nothing known': {},
  };
  expectOn('token-access', `open C:\\hpc\\${secrets}\\token: Access is denied.`, nodes, [
    ['healthy', 'possible'],
    [
      'refused',
      'confirmed',
      'C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount: access denied to hostprobe too',
    ],
    [
      'refused twice',
      'confirmed',
      'C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount: access denied to hostprobe too',
    ],
    ['broken', 'possible'],
    ['nothing known', 'possible'],
  ]);
});

const networks = {
  'nothing known': {},
  healthy: on(),
  'not set': on((facts) => {
    facts.network.apiServer.host = null;
  }),
  refused: on((facts) => {
    facts.network.apiServer.answer = got(null);
  }),
  'no answer': on((facts) => {
    facts.network.apiServer.answer = { ok: false, error: { kind: 'timeout', message: 'connect ETIMEDOUT' } };
  }),
};

test('service-environment: with what hostprobe has', () => {
  expectOn('service-environment', noVariable, networks, [
    ['nothing known', 'possible', 'matched text: KUBERNETES_SERVICE_HOST'],
    ['healthy', 'possible', 'KUBERNETES_SERVICE_HOST of hostprobe: 10.96.0.1'],
    ['not set', 'possible', 'KUBERNETES_SERVICE_HOST of hostprobe: not set'],
  ]);
});

test('service-address: by whether hostprobe reaches the API server', () => {
  expectOn('service-address', 'dial tcp 10.96.0.1:443: i/o timeout', networks, [
    ['nothing known', 'possible', 'matched text: 10.96.0.1:443'],
    ['healthy', 'possible', 'the API server, asked by hostprobe: answers with 401'],
    ['refused', 'likely', 'the API server, asked by hostprobe: connection refused'],
    ['no answer', 'likely', 'the API server, asked by hostprobe: connect ETIMEDOUT'],
  ]);
});

test('service-address: the address of the API server stands in for its name, not for that of another service', () => {
  const lookup = (name: string) => fixOf('service-address', `dial tcp: lookup ${name}: no such host`, {});
  expect(lookup('kubernetes.default.svc')).toContain('name: KUBERNETES_SERVICE_HOST');
  expect(lookup('web.ops.svc')).not.toContain('KUBERNETES_SERVICE_HOST');
  expect(fixOf('service-address', 'dial tcp 10.96.0.1:443: i/o timeout', {})).toContain('KUBERNETES_SERVICE_HOST');
});

test('node-kubeconfig: the user in the text is the node, so the kubeconfig is that of the node', () => {
  const text =
    'felix: x.example.net is forbidden: User "system:node:win-1" cannot get resource "x" in API group "example.net" at the cluster scope';
  expect(judged('node-kubeconfig', text, {})[0]).toBe('possible');
  const fix = fixOf('node-kubeconfig', text, {});
  expect(fix).toContain('cmd /c set KUBECONFIG');
  expect(fix).toContain('Remove-Item Env:KUBECONFIG');
});

// The plugin registry of the kubelet is below its root folder, C:\var\lib\kubelet by default.
test.each([
  [
    '/var/lib/kubelet/plugins/csi.sock',
    'args: ["C:\\\\var\\\\lib\\\\kubelet\\\\plugins\\\\csi.sock"]',
    'C:\\var\\lib\\kubelet\\plugins',
  ],
  ['D:/csi/csi.sock', 'hostPath of the volume', 'D:\\csi'],
])('container-path: the socket %s is looked for where the node has it', (path, advice, folder) => {
  const fix = fixOf('container-path', `listen unix ${path}: bind: The system cannot find the path specified.`, {});
  expect(fix).toContain(advice);
  expect(fix).toMatch(new RegExp(`Get-ChildItem -Force -LiteralPath '${folder.replaceAll('\\', '\\\\')}'`));
});

// The folder C:\var\lib\kubelet alone is the kubelet's own; another one below C:\var is of its program.
test('container-path: a socket beside the folders of the kubelet is in a volume of its program', () => {
  const fix = fixOf(
    'container-path',
    'listen unix /var/lib/agent/a.sock: bind: The system cannot find the path specified.',
    {},
  );
  expect(fix).toContain('the hostPath of the volume, not its mountPath');
  expect(fix).not.toContain('args:');
});

test('container-path: a share is reached from the node, and a device is none', () => {
  expect(fixOf('container-path', 'open \\\\files\\share\\a.yaml: The network path was not found.', {})).toContain(
    "Test-Path -LiteralPath '\\\\files\\share\\a.yaml'",
  );
  const device = fixOf('container-path', 'open \\\\?\\C:\\hpc\\a.yaml: The system cannot find the file specified.', {});
  expect(device).not.toContain('Test-Path');
});

test('container-path: a kubeconfig that names the place of the token at the root of the container is none that client-go joined', () => {
  const text = (path: string) =>
    `unable to read certificate-authority ${path} for default due to open ${path}: The system cannot find the path specified.`;
  expect(judged('container-path', text(`C:\\hpc\\${secrets}\\ca.crt`), {})[0]).toBe('possible');
  expect(judged('container-path', text(`C:\\hpc\\etc\\${secrets}\\ca.crt`), {})).toEqual([
    'ruled-out',
    `client-go joined it to the folder of the kubeconfig: C:\\hpc\\etc\\${secrets}\\ca.crt`,
  ]);
});

test('token-access: the user that gets the right is that of the pod', () => {
  const denied = `open C:\\hpc\\${secrets}\\token: Access is denied.`;
  expect(fixOf('token-access', denied, {}, { runAsUserName: 'hpc-pods' })).toContain('hpc-pods:');
  for (const nobody of [{}, { runAsUserName: '' }, { runAsUserName: null }])
    expect(fixOf('token-access', denied, {}, nobody)).toContain('<account>:');
});

test('kubeconfig-ignored: without a token no client is in a cluster, and only in bind mode one is found', () => {
  const text = 'dial tcp 10.96.0.1:443: i/o timeout';
  expect(judged('kubeconfig-ignored', text, modes.bind, { hasToken: false })).toEqual([
    'ruled-out',
    'the pod mounts a token: no',
  ]);
  expectOn('kubeconfig-ignored', text, modes, [
    ['nothing known', 'possible'],
    ['bind', 'possible', newPod.bind],
    ['fallback', 'ruled-out', newPod.fallback],
    ['volume', 'ruled-out', newPod.volume],
  ]);
});
