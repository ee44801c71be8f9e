import { expect, test } from 'vitest';
import { showPrediction } from '../../agent/predict/text.ts';
import { predict } from '../../agent/predict.ts';
import { defused } from '../../agent/print/printable.ts';
import { plainView } from '../../agent/renderer.ts';
import { container, podWith, runAs, spec } from '../pod.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import { both, fallback, windows } from '../stages/nodes.ts';
import { absent, seen, surroundingsOf } from '../surroundings.ts';

/** Two containers that share what can be said of both, on a node without the bind filter. */
const pod = podWith(({ spec }) => {
  const [agent] = spec.containers;
  const volumeMounts = [{ name: 'settings', mountPath: 'C:\\settings', readOnly: true }];
  Object.assign(spec, {
    serviceAccountName: 'reader',
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
    containers: [
      { ...agent, volumeMounts },
      { ...agent, name: 'helper', command: ['cmd.exe'], workingDir: 'C:\\work' },
    ],
  });
});
const answers = surroundingsOf({
  ConfigMap: { settings: seen() },
  ServiceAccount: { reader: denied('serviceaccounts "reader" is forbidden') },
});

test('one pod on one node: each stage, what it takes for granted, and what the containers will see', () => {
  const token = '\\var\\run\\secrets\\kubernetes.io\\serviceaccount';
  const stop =
    'the program gets CTRL_SHUTDOWN_EVENT (which Node.js cannot catch) and has 30 s; the processes that it started have 5 s more';
  expect(showPrediction(predict(pod, snapshotWith(fallback), answers), plainView).split('\n')).toEqual(
    String.raw`Pod monitoring/agent on win-node-1, as seen at 2026-11-01T12:00:00.000Z: it will run

PASS    admission: Admission by the API server
        it follows the rules for HostProcess pods
        Pod Security of the namespace is not known
        it names the service account reader
PASS    node: Scheduling on this node, and support of its kubelet
        Windows is new enough
        node selector and taints allow this node, as far as they are known
        the kubelet supports HostProcess containers
PASS    image: Pull of the image
        agent, helper: HostProcess images run on every supported Windows
WARN    volumes: Volumes and their mounts
        agent: readOnly of C:\settings has no effect on this node: mounts are links
PASS    mode: Support of the shim, and where it puts the files of the container
        fallback mode (containerd 1.7 and up without the bind filter: C:\hpc\<container id>)
PASS    sandbox: Sandbox of the pod
        containerd answers and is ready; HostProcess pods need no network of their own
PASS    create: Layers and job of the container
        limits apply to the job; requests are not enforced
PASS    user: Log-on of the account
        agent, helper: NT AUTHORITY\SYSTEM is a system account, and containerd may log it on
PASS    executable: Program and working directory
        agent: C:\hpc\<id>\agent.exe is looked for in C:\hpc\<id>
        agent: the program starts in C:\hpc\<id>\hpc
        helper: cmd.exe is looked for in the PATH of services
        helper: the program starts in C:\hpc\<id>\work
WARN    after-start: Ports, token and names that the program uses
        agent, helper: the token is only below the mount point: InClusterConfig of client-go fails
        at /var/run/secrets/kubernetes.io/serviceaccount, and @kubernetes/client-node falls back to
        localhost:8080

The cluster has what this needs:
  - the config map settings exists

The cluster could not be asked about this:
  - the service account reader exists: access denied: serviceaccounts "reader" is forbidden

This assumes that:
  - the namespace monitoring enforces no Pod Security level other than privileged
  - the registry has registry.example.net/agent:1 as a single manifest for windows/amd64, or an
    index whose entry has no os.version or 10.0.20348
  - the image has \agent.exe
  - the image sets no WORKDIR
  - the node has cmd.exe, as every Windows does

Container agent
  runs as              NT AUTHORITY\SYSTEM (S-1-5-18)
  mount point          C:\hpc\<id>\
  command line         C:\hpc\<id>\agent.exe
  working directory    C:\hpc\<id>\hpc; if it does not exist, the shim creates it empty
  volume settings      C:\hpc\<id>\settings (read-only: ignored)
  token, fixed path    no  C:${token}
  token, mount point   yes C:\hpc\<id>${token}
  token, relative path no  C:\hpc\<id>\hpc${token}
  in-cluster client    fails; prefix its path with %CONTAINER_SANDBOX_MOUNT_POINT%
  when it stops        ${stop}

Container helper
  runs as              NT AUTHORITY\SYSTEM (S-1-5-18)
  mount point          C:\hpc\<id>\
  command line         cmd.exe
  working directory    C:\hpc\<id>\work; if it does not exist, the shim creates it empty
  token, fixed path    no  C:${token}
  token, mount point   yes C:\hpc\<id>${token}
  token, relative path no  C:\hpc\<id>\work${token}
  in-cluster client    fails; prefix its path with %CONTAINER_SANDBOX_MOUNT_POINT%
  when it stops        ${stop}`.split('\n'),
  );
});

test('what fails has the words to search for and what to do; what comes after it is not reached', () => {
  const lacking = predict(
    podWith(({ spec: { containers } }) => {
      containers[0].env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'tls', key: 'tls.key' } } }];
    }),
    snapshotWith(fallback),
    surroundingsOf({ Secret: { tls: absent } }),
  );
  const shown = showPrediction(lacking, plainView);
  expect(shown.slice(shown.indexOf('FAIL'), shown.indexOf('\nThis assumes that:')).split('\n')).toEqual([
    'FAIL    create: Layers and job of the container',
    '        agent: its variables need the secret tls, which the cluster does not have',
    '          Event: Error: secret "tls" not found',
    '            The container waits with the reason CreateContainerConfigError.',
    '          Fix, where you run kubectl: Create the secret from files, where <file> is the path of the',
    '          file with the value.',
    '              kubectl create secret generic tls --namespace monitoring --from-file=tls.key=<file>',
    'PASS    user: Log-on of the account (not reached)',
    '        agent: NT AUTHORITY\\SYSTEM is a system account, and containerd may log it on',
    'PASS    executable: Program and working directory (not reached)',
    '        agent: C:\\hpc\\<id>\\agent.exe is looked for in C:\\hpc\\<id>',
    '        agent: the program starts in C:\\hpc\\<id>\\hpc',
    'WARN    after-start: Ports, token and names that the program uses (not reached)',
    '        agent: the token is only below the mount point: InClusterConfig of client-go fails at',
    '        /var/run/secrets/kubernetes.io/serviceaccount, and @kubernetes/client-node falls back to',
    '        localhost:8080',
    '',
    'To see whether it worked, where you run kubectl:',
    '    hostprobe predict agent.json --node win-node-1',
    'Expected: It no longer shows what you have fixed.',
    '',
    'The cluster does not have what this needs:',
    '  - the secret tls exists',
    '',
  ]);
});

const shownOf = (edit: Parameters<typeof podWith>[0], snapshot: Parameters<typeof predict>[1], verbose = false) =>
  showPrediction(predict(podWith(edit), snapshot, answers), { ...plainView, width: 1000, verbose }).split('\n');

test('what no fact and no image tells is not known, and what the pod does not have is none', () => {
  const error = { kind: 'denied' as const, message: 'no' };
  const blind = snapshotWith(undefined, { runtime: error, 'runtime-binaries': error, 'runtime-process': error });
  const rows = (edit: Parameters<typeof podWith>[0]) => {
    const lines = shownOf(edit, blind);
    return lines.slice(lines.indexOf('Container agent') + 1);
  };
  const waits = 'depends on the mode, which is not known';
  expect(rows(container({ volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }] }))).toEqual([
    '  runs as              NT AUTHORITY\\SYSTEM (S-1-5-18)',
    '  mount point          not known',
    '  command line         %CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe (as in the manifest; the final command line is not known)',
    '  working directory    not known',
    '  volume v             not known (read-only: unknown)',
    '  token                not known',
    `  in-cluster client    ${waits}`,
    `  when it stops        ${waits}`,
  ]);
  expect(rows(spec({ automountServiceAccountToken: false }))).toEqual(
    expect.arrayContaining(['  token                none', '  in-cluster client    the pod has no token']),
  );
  expect(rows(container({ command: undefined }))).toContain('  command line         from the image (ENTRYPOINT)');
  expect(shownOf(undefined, blind)[0]).toMatch(/: unknown whether it will run: .*\bmode\b.* could not be judged$/);
});

test('a stage behind the one that fails says what it would do, and whence it is known', () => {
  const lines = shownOf(
    (object) => {
      runAs('CORP\\svc')(object);
      Object.assign(object.spec, { nodeName: 'other' });
      container({ image: 'other:1' })(object);
    },
    snapshotWith(both(fallback, windows(26_100))),
    true,
  );
  const stages = lines.filter((line) => /^[A-Z]{4,7} /.test(line)).map((line) => line.replace(/: [^(]*/, ' '));
  expect(stages).toEqual([
    'PASS    admission ',
    'FAIL    node ',
    'UNKNOWN image (not reached)',
    ...['PASS    volumes', 'PASS    mode', 'PASS    sandbox', 'PASS    create'].map((one) => `${one} (not reached)`),
    'FAIL    user (not reached)',
    'PASS    executable (not reached)',
    'WARN    after-start (not reached)',
  ]);
  const of = (text: string) => lines.find((line) => line.includes(text));
  expect(of('is an account with a password')).toMatch(/ \(derived from the sources\)$/);
  expect(of('Cause: ')).toBe('          Cause: account-needs-password');
  expect(of('Windows build')).toBe('          Windows build: 26100');
});

test('in colour a stage that fails is red, one that warns yellow and one that passes green', () => {
  const node = snapshotWith(fallback);
  const failing = predict(podWith(spec({ hostNetwork: false })), node, answers);
  const shown = [failing, predict(pod, node, answers)]
    .map((one) => defused(showPrediction(one, { ...plainView, colour: true })))
    .join('\n');
  // Source: ECMA-48, 8.3.117, select graphic rendition.
  const colours = { PASS: 32, WARN: 33, FAIL: 31 };
  for (const [mark, code] of Object.entries(colours)) {
    const marked = [...shown.matchAll(new RegExp(`\\u001b\\[(\\d+)m${mark} +\\u001b`, 'g'))];
    expect([mark, [...new Set(marked.map(([, colour]) => colour))]]).toEqual([mark, [String(code)]]);
  }
});
