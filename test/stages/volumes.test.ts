import { expect, test } from 'vitest';
import { container, mount, type podWith, spec } from '../pod.ts';
import { bind, fallback, six } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

test.each([
  ['\\\\.\\pipe\\x', 'C:\\pipe', bind, 'fails'],
  ['//./pipe/x', '/pipe', bind, 'fails'],
  ['\\\\.\\PIPE\\x', 'C:\\pipe', bind, 'fails'],
  ['C:\\data', 'c:', bind, 'fails'],
  ['C:\\data', '/', six, 'fails'],
  ['C:\\data', 'C:\\', fallback, 'fails'],
  ['C:\\data', '/', bind, 'cannot-tell'],
  ['C:\\run\\x.sock', 'C:\\run\\x.sock', bind, 'cannot-tell'],
  ['C:\\data', 'C:\\data', bind, 'passes'],
])('%s at %s', (path, mountPath, node, verdict) => {
  expect(judge('volumes', mount(path, mountPath), node).verdict).toBe(verdict);
});

test('a socket cannot be mounted, by its type or its name, and is opened on the host', () => {
  const at = (path: string, type?: string) =>
    judge('volumes', (pod) => {
      Object.assign(pod.spec, {
        volumes: [{ name: 'data', hostPath: { path, ...(type === undefined ? {} : { type }) } }],
      });
      Object.assign(pod.spec.containers[0] ?? {}, { volumeMounts: [{ name: 'data', mountPath: '/s' }] });
    });
  for (const judged of [at('C:\\run\\x.sock'), at('C:\\run\\x', 'Socket')]) {
    expect(summaries(judged, 'cannot-tell')).toEqual([
      expect.stringMatching(
        /^C:\\run\\x(?:\.sock)? is a socket, which cannot be mounted; the program can open its path on the host$/,
      ),
    ]);
    expect(JSON.stringify(judged.points[0]?.fix)).toContain('which is the volume data');
  }
  expect(at('C:\\run', 'Directory').verdict).toBe('passes');
});

test('read-only is ignored when mounts are links, and below the mount point in bind mode', () => {
  const pod = container({ volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] });
  expect(summaries(judge('volumes', pod, six), 'warns')).toEqual([
    'readOnly of /data has no effect on this node: mounts are links',
  ]);
  expect(summaries(judge('volumes', pod, bind), 'warns')).toEqual([
    'readOnly of /data works at that path, but the files can be written below the mount point',
  ]);
});

test('warns of a bind mount over a system folder, but not of a link', () => {
  expect(summaries(judge('volumes', mount('C:\\x', 'C:\\Windows\\Temp'), bind), 'warns')).toEqual([
    'this mount hides C:\\Windows\\Temp of the node from the container',
  ]);
  expect(summaries(judge('volumes', mount('C:\\x', 'C:\\Windows\\Temp'), six), 'warns')).toEqual([]);
});

test.each([
  ['C:\\x', '/var', ['C:\\var\\lib\\kubelet']],
  ['C:\\x', 'c:/windows/temp', ['C:\\windows\\temp']],
  ['C:\\Windows\\Temp', '/Windows/Temp', []],
  ['C:\\ProgramData\\agent', 'C:\\ProgramData\\agent', []],
])('%s at %s hides of the node what the rule mount-shadow says', (path, mountPath, hidden) => {
  expect(summaries(judge('volumes', mount(path, mountPath), bind), 'warns')).toEqual(
    hidden.map((shown) => `this mount hides ${shown} of the node from the container`),
  );
});

test('the mount point variable in a mountPath is not expanded', () => {
  const [warned] = summaries(judge('volumes', mount('C:\\x', '%CONTAINER_SANDBOX_MOUNT_POINT%\\x')), 'warns');
  expect(warned).toContain('nothing expands');
  const lower = judge('volumes', mount('C:\\x', '%container_sandbox_mount_point%\\x'));
  expect(summaries(lower, 'warns')[0]).toContain('nothing expands');
});

test('runAsUser can prevent the token mount', () => {
  const asLinux = (fields: object) =>
    judge('volumes', (pod) => {
      Object.assign(pod.spec.securityContext, { runAsUser: 0 });
      spec(fields as Record<string, unknown>)(pod);
    }).verdict;
  expect(asLinux({})).toBe('cannot-tell');
  expect(asLinux({ automountServiceAccountToken: false })).toBe('passes');
  expect(asLinux({ os: { name: 'windows' } })).toBe('passes');
  const ofGroup = judge('volumes', ({ spec: { securityContext } }) =>
    Object.assign(securityContext, { runAsGroup: 0 }),
  );
  expect(ofGroup.verdict).toBe('passes');
});

test('names the objects that the volumes need', () => {
  const volumes = [
    { name: 'a', configMap: { name: 'settings' } },
    { name: 'b', secret: { secretName: 'key' } },
    { name: 'c', hostPath: { path: 'C:\\k', type: 'Directory' } },
    { name: 'd', hostPath: { path: 'C:\\made', type: 'DirectoryOrCreate' } },
    { name: 'f', hostPath: { path: 'C:\\made.log', type: 'FileOrCreate' } },
  ];
  const mounted = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  const withMounts = (pod: Parameters<NonNullable<Parameters<typeof podWith>[0]>>[0]) => {
    spec({ volumes: [...volumes, { name: 'e', secret: { secretName: 'not-mounted' } }] })(pod);
    container({ volumeMounts: mounted })(pod);
  };
  expect(provided(judge('volumes', withMounts))).toEqual([
    'the node has the folder C:\\k (hostPath type Directory)',
    'the config map settings exists',
    'the secret key exists',
  ]);
});

test('what must be on the node is said also where a mount fails', () => {
  const path = '\\\\.\\pipe\\x';
  const withPipe = (pod: Parameters<NonNullable<Parameters<typeof podWith>[0]>>[0]) => {
    const volumes = [
      { name: 'a', hostPath: { path, type: '' } },
      { name: 'b', hostPath: { path: '/k/x', type: 'File' } },
      { name: 'c', hostPath: { path: '/k/y', type: 'Socket' } },
      { name: 'd', hostPath: { path: '/k/z', type: 'CharDevice' } },
    ];
    spec({ volumes })(pod);
    container({ volumeMounts: [{ name: 'a', mountPath: path }] })(pod);
  };
  const judged = judge('volumes', withPipe);
  expect(judged.verdict).toBe('fails');
  expect(provided(judged)).toEqual([
    'the node has the file /k/x (hostPath type File)',
    'the node has the socket /k/y (hostPath type Socket)',
    'the node has the device /k/z (hostPath type CharDevice)',
  ]);
});
