import { describe, expect, test } from 'vitest';
import { predict } from '../../agent/predict.ts';
import { inheritUser } from '../../agent/shim/annotation.ts';
import { annotated, container, mount, podWith, runAs, spec } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { bind, fallback, handing, six } from '../stages/nodes.ts';

/** What the one container of a pod finds on a node. */
function view(pod: Parameters<typeof podWith>[0], node: Parameters<typeof snapshotWith>[0]) {
  const [only] = predict(podWith(pod), snapshotWith(node)).containers;
  if (only === undefined) throw new Error('the pod has no container');
  return only;
}

describe('what a container will see', () => {
  test.each([
    ['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\SYSTEM', 'S-1-5-18'],
    ['NT AUTHORITY\\Local service', 'NT AUTHORITY\\Local service', 'S-1-5-19'],
    ['NT AUTHORITY\\NetworkService', 'NT AUTHORITY\\NetworkService', 'S-1-5-20'],
    ['Users', expect.stringMatching(/^a temporary account in the local group Users/), null],
    ['CORP\\svc', 'not started: this account cannot log on', null],
  ])('as %s it runs as an account with its SID', (name, account, sid) => {
    expect(view(runAs(name), bind).user).toEqual({ runAsUserName: name, account, sid });
  });

  test('a local group that exists is of no use to a shim that does not know groups', () => {
    expect(view(runAs('Users'), six).user.account).toBe('not started: this account cannot log on');
    expect(view(runAs('nobody-has-it'), bind).user.account).toBe('not started: this account cannot log on');
  });

  test('runs as the account of containerd when the annotation reaches the shim', () => {
    const { user } = view(annotated({ [inheritUser]: 'true' }), handing(inheritUser));
    expect(user).toMatchObject({ account: 'as containerd runs', sid: 'S-1-5-18' });
  });

  test('shows where the mode puts each mount, and whether read-only is honoured', () => {
    const pod: Parameters<typeof podWith>[0] = (object) => {
      mount('C:\\data', '/data')(object);
      container({ volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] })(object);
    };
    const mountsOn = (node: typeof bind) => view(pod, node).mounts.map(({ places, readOnly }) => [places, readOnly]);
    expect(mountsOn(bind)).toEqual([[['C:\\data', 'C:\\hpc\\data'], 'honoured']]);
    expect(mountsOn(fallback)).toEqual([[['C:\\hpc\\<id>\\data'], 'ignored']]);
    expect(mountsOn(six)).toEqual([[['C:\\C\\<id>\\data'], 'ignored']]);
  });

  test('an in-cluster client works only when its working directory is on the drive of the token', () => {
    const works = (workingDir: string | undefined, node: typeof bind) =>
      view(container({ workingDir }), node).client.works;
    expect([works(undefined, bind), works('D:\\x', bind), works(undefined, six)]).toEqual([true, false, false]);
    expect([bind, six].map((node) => view(container({ workingDir: 'D:\\x' }), node).client.text)).toEqual([
      'fails; it looks on D:, the drive of its working directory',
      'fails; prefix its path with %CONTAINER_SANDBOX_MOUNT_POINT%',
    ]);
    expect(view(undefined, bind).client.text).toBe('works unchanged, with a working directory on C:');
    expect(view(spec({ automountServiceAccountToken: false }), bind)).toMatchObject({
      token: null,
      client: { works: false, text: 'the pod has no token' },
    });
  });

  test('shows the working directory, and what happens when it is missing', () => {
    const { workingDirectory, workingDirectoryMissing } = view(container({ workingDir: 'C:\\app' }), six);
    expect([workingDirectory, workingDirectoryMissing]).toEqual([
      'C:\\C\\<id>\\app',
      'the container does not start: the shim of containerd 1.6 creates no directory',
    ]);
  });

  test('the grace period applies to cmd.exe in bind mode, and to the program in the other modes', () => {
    const stop = (node: typeof bind) => view(spec({ terminationGracePeriodSeconds: 90 }), node).stop;
    expect(stop(bind)).toMatch(/^cmd\.exe gets the shutdown event first; .* 5 s, whatever the grace period$/);
    expect(stop(six)).toMatch(/CTRL_SHUTDOWN_EVENT.* has 90 s/);
  });

  test('facts that could not be read are null, never a guess', () => {
    const error = { kind: 'denied' as const, message: 'no' };
    const blind = snapshotWith(undefined, {
      'runtime-binaries': error,
      runtime: error,
      'runtime-process': error,
      cluster: error,
    });
    expect(predict(podWith(), blind).containers[0]).toMatchObject({
      mountPoint: null,
      token: [],
      commandLine: { given: '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe', becomes: null },
      workingDirectory: null,
      workingDirectoryMissing: null,
      client: { works: null },
      stop: 'depends on the mode, which is not known',
    });
  });
});
