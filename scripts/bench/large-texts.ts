/** The largest body that POST /explain, /lint and /predict take. */
const size = 2 ** 20;

const filled = (piece: string) => piece.repeat(Math.floor(size / piece.length));

const failure =
  'failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown';
const event = { kind: 'Event', involvedObject: { kind: 'Pod', name: 'a' }, message: failure };
const events = (count: number) => JSON.stringify({ kind: 'List', items: Array(count).fill(event) });

/** Texts of that size, by what makes them expensive. */
export const texts: Readonly<Record<string, string>> = {
  'lines with a known failure': filled(`time="2026-11-01T11:00:00Z" level=error msg=${JSON.stringify(failure)}\n`),
  'lines that end in the middle of one': filled('failed to create user process token: failed to lo\n'),
  'empty lines': filled('\n'),
  'one line of words': filled(`${failure} `),
  'one line of quotes': filled('\\"'),
  'long lines of backslashes': filled(`2026-11-01T11:00:00Z stdout F ${'\\'.repeat(2 ** 14)}\n`),
  'events in JSON': events(Math.floor(size / (JSON.stringify(event).length + 1)) - 1),
  'an event of many words': JSON.stringify({ ...event, message: 'x '.repeat(size / 2 - 500) + failure }),
  'a pod of many containers': JSON.stringify({
    kind: 'Pod',
    status: {
      containerStatuses: Array(size / 128).fill({ name: 'a', state: { waiting: { message: 'x'.repeat(64) } } }),
    },
  }),
  'a pod with as many states as containers': JSON.stringify({
    kind: 'Pod',
    spec: { containers: Array(size / 32).fill({ name: 'b' }) },
    status: { containerStatuses: Array(size / 32).fill({ name: 'a' }) },
  }),
  'a list of many items': `{"kind":"List","items":[${filled('{},').slice(45)}{}]}`,
  'brackets without end': `{"kind":${filled('[').slice(20)}`,
  'objects that never end': filled('{\n'),
  'lines that kubectl describe broke': filled(
    '  Warning  Failed  2m  kubelet  Error: failed to\n    create containerd task\n',
  ),
};

const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  securityContext: {windowsOptions: {hostProcess: true}}
  containers: [{name: a, command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\a.exe']}]
`;

/** Manifests of that size, by what makes them expensive. */
export const manifests: Readonly<Record<string, string>> = {
  'pods with problems': filled(pod),
  'documents without any': filled('---\nkind: Service\n'),
  'a map of many keys': Array.from({ length: 90_000 }, (_, index) => `k${index}: v\n`)
    .join('')
    .slice(0, size),
  'a list of many items': `[${filled('1,').slice(4)}1]`,
  'brackets without end': filled('['),
};
