import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { assess } from '../agent/assess.ts';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import { diagnose } from '../agent/diagnose.ts';
import type { FactValues } from '../agent/facts/index.ts';
import { predict } from '../agent/predict.ts';
import { inheritUser } from '../agent/shim/annotation.ts';
import { knownFacts, type Snapshot } from '../agent/snapshot.ts';
import type { Point, Prediction, StageId } from '../agent/stage/prediction.ts';
import { composed } from './composed.ts';
import { faults, furtherFaults } from './faults.ts';
import { textOf } from './fix.ts';
import { annotated, command, container, mount, podWith, runAs, spec } from './pod.ts';
import { asUser, type Edit, failures, type PodEdit } from './predict/failures.ts';
import { got, snapshotWith } from './snapshot.ts';
import { bind, fallback, handing, runsAs, six, told } from './stages/nodes.ts';
import { snapshotOf, storyNames } from './stories.ts';
import { seen, surroundingsOf } from './surroundings.ts';

/** What `explain` makes of the words that a point predicts, told as kubelet tells them. */
function explained(point: Point, pod: ReturnType<typeof podWith>, snapshot: Snapshot) {
  const runAsUserName = pod.spec.securityContext?.windowsOptions?.runAsUserName ?? null;
  const about = { container: 'agent', runAsUserName, ...(point.cause === null ? {} : { hostProcess: true }) };
  const message = { source: 'event', text: point.expect?.text ?? '', count: 1, ...about };
  return diagnose([message], knownFacts(snapshot))[0];
}

const failing = ({ stages }: Prediction) =>
  stages.flatMap(({ points }) => points.filter(({ verdict }) => verdict === 'fails'));

/** Holds for every failure that can be predicted. */
function expectExplained(point: Point, pod: ReturnType<typeof podWith>, snapshot: Snapshot) {
  expect(point.certainty).not.toBe('unverified');
  if (point.expect === null) {
    // It says nothing: then a check does, or the pod is for another node.
    if (point.cause === null) return expect(point.fix).not.toBeNull();
    const findings = checks.map((check) => runCheck(check, snapshot));
    return expect(findings.flatMap(({ causes }) => causes)).toContain(point.cause);
  }
  const diagnosis = explained(point, pod, snapshot);
  // The words of the scheduler, or about a missing object, are known, and no failure of a HostProcess container.
  if (point.cause === null) return expect(diagnosis?.hostProcess, point.expect.text).toBe(false);
  expect(diagnosis?.causes[0]?.id, point.expect.text).toBe(point.cause);
  expect(diagnosis?.causes[0]?.weight, point.expect.text).not.toBe('ruled-out');
  expect(point.fix?.verify, point.expect.text).toBeDefined();
}

describe('a pod that is right', () => {
  test.each([
    ['bind mode', bind],
    ['fallback mode', fallback],
    ['containerd 1.6', six],
    ['containerd as LocalService', runsAs('S-1-5-19')],
  ])('runs: %s', (_where, edit) => {
    const prediction = predict(podWith(), snapshotWith(edit));
    expect(failing(prediction)).toEqual([]);
    expect([prediction.verdict, prediction.stopsAt]).toEqual(['runs', null]);
  });

  test('runs when the pod or its DaemonSet tolerates the taint of the node', () => {
    const tainted = (key: string) => snapshotWith(told({ taints: [{ key, value: 'windows', effect: 'NoSchedule' }] }));
    for (const toleration of [
      { key: 'os', operator: 'Exists' },
      { key: 'os', value: 'windows' },
      { operator: 'Exists' },
    ]) {
      expect(predict(podWith(spec({ tolerations: [toleration] })), tainted('os')).verdict).toBe('runs');
    }
    const intolerant = podWith(spec({ tolerations: [] }));
    expect(predict(intolerant, tainted('node.kubernetes.io/unschedulable')).stopsAt).toBe('node');
    expect(predict({ ...intolerant, kind: 'DaemonSet' }, tainted('node.kubernetes.io/unschedulable')).verdict).toBe(
      'runs',
    );
  });

  test('runs as a local group whose members may log on', () => {
    expect(predict(podWith(runAs('Users')), snapshotWith()).verdict).toBe('runs');
  });

  test('runs as the account of containerd when the annotation reaches the shim, with any user', () => {
    const pod = podWith((object) => {
      annotated({ [inheritUser]: 'true' })(object);
      runAs('CORP\\svc')(object);
    });
    expect(predict(pod, snapshotWith(handing(inheritUser))).verdict).toBe('runs');
    expect(predict(pod, snapshotWith()).stopsAt).toBe('user');
  });
});

describe('a pod that does not run', () => {
  test.each(failures)('%s', (_what, podEdit, edit, stage, cause, around) => {
    const pod = podWith(podEdit);
    const snapshot = snapshotWith(edit);
    const prediction = predict(pod, snapshot, around);
    expect([prediction.verdict, prediction.stopsAt]).toEqual(['does-not-run', stage]);
    const points = prediction.stages.find(({ id }) => id === stage)?.points ?? [];
    expect(points.find(({ verdict }) => verdict === 'fails')?.cause).toBe(cause);
  });

  test('is not said to follow the rules as well, where the API server refuses it as invalid', () => {
    const admission = (prediction: Prediction) => prediction.stages.find(({ id }) => id === 'admission')?.points ?? [];
    const follows = admission(predict(podWith(), snapshotWith())).find(({ verdict }) => verdict === 'passes')?.summary;
    const refused = failures
      .map(([, podEdit, edit, , , around]) => admission(predict(podWith(podEdit), snapshotWith(edit), around)))
      .filter((points) => points.some((point) => /is invalid:|cannot be handled as/.test(point.expect?.text ?? '')));
    expect([typeof follows, refused.length > 5]).toEqual(['string', true]);
    // Faults that only the form of an object has.
    const odd = [spec({ terminationGracePeriodSeconds: 'soon' }), container({ image: 7 })];
    for (const edit of odd) refused.push(admission(predict(podWith(edit), snapshotWith())));
    expect(refused.filter((points) => points.some(({ summary }) => summary === follows))).toEqual([]);
  });

  test('explain finds the predicted cause in the text of every predicted failure', () => {
    const all = [
      ...Object.values(composed),
      ...failures.map(([, , edit]) => snapshotWith(edit)),
      snapshotWith(six),
      snapshotWith(fallback),
    ];
    // Most failures are on one of a few nodes.
    const nodes = [...new Map(all.map((snapshot) => [JSON.stringify(snapshot), snapshot])).values()];
    let count = 0;
    for (const [, podEdit, , , , around] of failures) {
      const pod = podWith(podEdit);
      for (const snapshot of nodes) {
        for (const point of failing(predict(pod, snapshot, around))) {
          expectExplained(point, pod, snapshot);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(failures.length * 20);
  });

  test('is judged to the last stage, and stages that it does not reach are marked', () => {
    const pod = podWith((object) => {
      runAs('ContainerUser')(object);
      command('C:\\C\\0123\\agent.exe')(object);
    });
    const order = (edit: Edit) =>
      predict(pod, snapshotWith(edit))
        .stages.filter(({ verdict }) => verdict === 'fails')
        .map(({ id, reached }) => [id, reached]);
    expect(order(bind)).toEqual([
      ['user', true],
      ['executable', false],
    ]);
    // Older shims look for the program first, so that a wrong path hides a wrong user.
    expect(order(six)).toEqual([
      ['executable', true],
      ['user', false],
    ]);
  });
});

describe('the text of a failure', () => {
  const textOf = (podEdit: PodEdit, edit: Edit) =>
    failing(predict(podWith(podEdit), snapshotWith(edit)))[0]?.expect?.text;

  test('is as the kubelet shows it, with the container name instead of its id', () => {
    expect(
      textOf(command('$(CONTAINER_SANDBOX_MOUNT_POINT)\\agent.exe', '%CONTAINER_SANDBOX_MOUNT_POINT%\\a.yaml'), six),
    ).toBe(
      'Error: failed to start containerd task "agent": failed to get application name from commandline "$(CONTAINER_SANDBOX_MOUNT_POINT)\\\\agent.exe %CONTAINER_SANDBOX_MOUNT_POINT%\\\\a.yaml": failed to find executable "$(CONTAINER_SANDBOX_MOUNT_POINT)\\\\agent.exe C:\\\\C\\\\agent\\\\a.yaml": unknown',
    );
    expect(textOf(undefined, asUser)).toBe(
      'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown',
    );
  });

  test('depends on the shim version: an older one reports an empty user in other words', () => {
    expect(textOf(runAs(undefined), six)).toContain('empty user string passed');
    expect(textOf(runAs(undefined), bind)).toContain('empty username or group name passed');
  });

  test('comes from cmd in bind mode, where the container starts and then exits', () => {
    const [point] = failing(predict(podWith(command('C:\\C\\0123\\agent.exe')), snapshotWith(bind)));
    expect(point?.expect).toMatchObject({ where: 'container-log', text: 'The system cannot find the path specified.' });
  });
});

describe('what cannot be known', () => {
  const open = ({ stages }: Prediction) =>
    stages.filter(({ verdict }) => verdict === 'cannot-tell').map(({ id }) => id);

  test.each<[string, PodEdit, Edit, StageId[]]>([
    ['the ENTRYPOINT of an image', container({ command: [], args: ['--x'] }), bind, ['executable']],
    ["a program on the node's own disk", command('C:\\k\\agent.exe'), bind, ['executable']],
    ['a path without a drive', command('/agent.exe'), six, ['executable']],
    [
      'a value from the cluster',
      (pod) => {
        container({ env: [{ name: 'DIR', valueFrom: { secretKeyRef: { name: 'settings', key: 'dir' } } }] })(pod);
        command('$(DIR)\\agent.exe')(pod);
      },
      bind,
      ['executable'],
    ],
    [
      'hostProcess of the containers only, on an older kubelet',
      (pod) => {
        pod.spec.securityContext.windowsOptions.hostProcess = undefined;
        container({ securityContext: { windowsOptions: { hostProcess: true } } })(pod);
      },
      told({ kubeletVersion: 'v1.24.8' }),
      ['node'],
    ],
    ['a socket', mount('C:\\run\\x.sock', 'C:\\x.sock'), bind, ['volumes']],
    [
      'hives of an image on Windows Server 2025',
      container({ image: 'other:1' }),
      (facts) =>
        Object.assign(facts.os, {
          version: got({ build: 26_100, revision: 1, product: 'Windows Server 2025', installation: 'Server' }),
        }),
      ['image'],
    ],
    ['containerd as NetworkService', undefined, runsAs('S-1-5-20'), ['user']],
  ])('%s', (_what, podEdit, edit, stages) => {
    const prediction = predict(podWith(podEdit), snapshotWith(edit));
    expect([prediction.verdict, open(prediction)]).toEqual(['cannot-tell', stages]);
  });

  test('says why, and never treats an unknown as a failure', () => {
    const denied = { kind: 'denied' as const, message: 'no' };
    const ids = Object.keys(snapshotWith().facts) as (keyof FactValues)[];
    const blind = snapshotWith(undefined, Object.fromEntries(ids.map((id) => [id, denied])));
    const prediction = predict(podWith(), blind);
    expect([prediction.verdict, prediction.mode, prediction.containerd]).toEqual(['cannot-tell', null, null]);
    expect(open(prediction)).toEqual(['node', 'image', 'mode', 'sandbox', 'create', 'user', 'executable']);
    for (const { points } of prediction.stages) {
      for (const { verdict, summary } of points) {
        if (verdict === 'cannot-tell') expect(summary).toContain('access denied): no');
      }
    }
  });
});

test('a namespace in the input or in the facts decides whether its Pod Security level admits the pod', () => {
  const labels = (level: string) =>
    surroundingsOf({ Namespace: { monitoring: seen({ labels: { 'pod-security.kubernetes.io/enforce': level } }) } });
  const admission = (pod: ReturnType<typeof podWith>, level: string) =>
    predict(pod, snapshotWith(), labels(level)).stages[0];
  expect(admission(podWith(), 'privileged')?.verdict).toBe('passes');
  const refused = admission(podWith(), 'baseline')?.points.find(({ verdict }) => verdict === 'fails');
  expect(refused).toMatchObject({
    cause: 'pod-security',
    expect: {
      where: 'api-server',
      text: 'pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces, hostProcess',
    },
  });
});

test('the API server accepts a DaemonSet, and an event shows that the namespace refuses its pods', () => {
  const snapshot = snapshotWith(({ cluster }) => {
    const labels = got({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.30',
    });
    cluster.seen?.podSecurity.push({ namespace: 'monitoring', labels });
  });
  const [point] = failing(predict({ ...podWith(), kind: 'DaemonSet' }, snapshot));
  expect(point?.expect?.where).toBe('event');
  expect(point?.expect?.text).toMatch(
    /^Error creating: pods "agent-" is forbidden: violates PodSecurity "restricted:v1.30": /,
  );
  expect(point?.cause).toBe('pod-security');
});

describe('the fix of a failure', () => {
  const fixOf = (pod: ReturnType<typeof podWith>, edit: Edit, around?: Parameters<typeof predict>[2]) =>
    textOf(failing(predict(pod, snapshotWith(edit), around))[0]?.fix);
  const missing = command('C:\\C\\0123456789ab\\bin\\agent.exe', '--config', 'a.yaml');

  test.each<[string, PodEdit, Edit, string[]]>([
    [
      'a path of another mode',
      missing,
      bind,
      ['%CONTAINER_SANDBOX_MOUNT_POINT%\\bin\\agent.exe', '--config', 'a.yaml'],
    ],
    ['a path of another mode', missing, six, ['%CONTAINER_SANDBOX_MOUNT_POINT%\\bin\\agent.exe', '--config', 'a.yaml']],
    [
      'another spelling of the variable',
      command('$(CONTAINER_SANDBOX_MOUNT_POINT)\\a.exe', '-v'),
      bind,
      ['%CONTAINER_SANDBOX_MOUNT_POINT%\\a.exe', '-v'],
    ],
    ['arguments in the same word', command('agent.exe --x y', 'z'), six, ['agent.exe', '--x', 'y', 'z']],
    [
      'a program in a volume',
      (pod) => {
        command('C:\\tools\\a.exe')(pod);
        mount('C:\\elsewhere', 'C:\\tools')(pod);
      },
      fallback,
      ['%CONTAINER_SANDBOX_MOUNT_POINT%\\tools\\a.exe'],
    ],
  ])('names the program of the manifest, with its arguments: %s', (_what, podEdit, edit, words) => {
    const pod = podWith(podEdit);
    const point = failing(predict(pod, snapshotWith(edit))).find(({ cause }) => cause === 'executable-path');
    const fragment = parse(point?.fix?.steps[0]?.run ?? '');
    expect(fragment.spec.containers[0].command).toEqual(words);
  });

  test('is proved by the next prediction, as it can be typed', () => {
    expect(fixOf(podWith(missing), bind)).toContain('    hostprobe predict agent.json --node win-node-1\nExpected: ');
    const pasted = fixOf({ ...podWith(missing), file: 'standard input' }, bind);
    expect(pasted).toContain('    hostprobe predict <manifest> --node win-node-1\n');
    expect(pasted).toContain('<manifest> is the file of the manifest');
    const elsewhere = podWith((object) => {
      missing(object);
      object.metadata.namespace = undefined;
    });
    expect(fixOf(elsewhere, bind, surroundingsOf({}, { namespace: 'ops' }))).toContain(' --namespace ops\n');
    expect(fixOf(podWith(), asUser)).toContain('hostprobe predict agent.json');
    const saved = (as: string) => textOf(failing(predict(podWith(missing), snapshotWith(bind), undefined, as))[0]?.fix);
    expect(saved('my facts.json')).toContain(
      "    hostprobe predict agent.json --facts 'my facts.json'\nExpected: With facts",
    );
    expect(saved('-')).toContain('    hostprobe predict agent.json --facts <facts>\n');
    expect(saved('-')).toContain('<facts> is the file with the facts of the node');
  });

  test('names the pod with its namespace, and no pod by the name of its controller', () => {
    const fixesOf = (kind?: string) =>
      failures.flatMap(([, podEdit, edit, , , around]) => {
        const pod = podWith(podEdit);
        return failing(predict(kind === undefined ? pod : { ...pod, kind }, snapshotWith(edit), around)).map(
          ({ fix }) => textOf(fix),
        );
      });
    expect(fixesOf().filter((text) => text.includes('pod agent -n monitoring'))).not.toEqual([]);
    expect(fixesOf().filter((text) => text.includes('pod agent -n <namespace>'))).toEqual([]);
    expect(fixesOf().filter((text) => /kubectl (?:apply|replace|delete pod agent|get pods -n) /.test(text))).toEqual(
      [],
    );
    expect(fixesOf('DaemonSet').filter((text) => / pod agent\b/.test(text))).toEqual([]);
    expect(fixesOf('DaemonSet').filter((text) => text.includes('pod <pod> -n monitoring'))).not.toEqual([]);
  });
});

test('the same pod and snapshot give the same prediction', () => {
  expect(predict(podWith(), snapshotWith())).toEqual(predict(podWith(), snapshotWith()));
});

const recorded = storyNames().map((name): [string, Snapshot] => [name, snapshotOf(name)]);
const stoppers = new Set(checks.flatMap(({ id, stopsNewPods }) => (stopsNewPods === undefined ? [] : [id])));

/** The ids of failed checks that stop every new pod, as the report has them. */
const stopping = (snapshot: Snapshot) =>
  assess(snapshot).findings.flatMap(({ check, status }) => (status === 'fail' && stoppers.has(check) ? [check] : []));

test.each(recorded)('report and predict agree on whether new pods start on %s', (_name, snapshot) => {
  const { verdict } = predict(podWith(), snapshot);
  expect(verdict === 'does-not-run').toBe(stopping(snapshot).length > 0);
});

test('some of these nodes start pods, and some do not', () => {
  const counts = recorded.map(([, snapshot]) => stopping(snapshot).length);
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(5);
  expect(counts.filter((count) => count === 0).length).toBeGreaterThan(5);
});

const edited = [...Object.values(faults).flatMap(({ fail }) => fail ?? []), ...Object.values(furtherFaults).flat()];
const stopped = [...recorded.map(([, snapshot]) => snapshot), ...edited.map((edit) => snapshotWith(edit))].map(
  (snapshot) => ({ snapshot, by: stopping(snapshot) }),
);

/**
 * Where Kubernetes stops a new pod, by the event that its operators see. Source: kubernetes.io, taint-and-toleration (taints of a
 * node that is not ready, or short of disk); pkg/kubelet/events/event.go; the last ones have no event of their own, and the
 * container runs by other rules.
 */
const stageOf = {
  ...{ FailedScheduling: 'node', 'Failed to pull': 'image' },
  ...{ FailedCreatePodSandBox: 'sandbox', none: 'mode' },
};
test.each<[check: string, event: keyof typeof stageOf]>([
  ['kubelet-service', 'FailedScheduling'],
  ['disk-space', 'FailedScheduling'],
  ['os-build', 'FailedScheduling'],
  ['containers-feature', 'Failed to pull'],
  ['containerd-service', 'FailedCreatePodSandBox'],
  ['cri-endpoint', 'FailedCreatePodSandBox'],
  ['runtime-ready', 'FailedCreatePodSandBox'],
  ['containerd-version', 'none'],
  ['shim-version', 'none'],
])('where %s fails first of those that stop a pod, it stops at the event: %s', (check, event) => {
  const nodes = stopped.filter(({ by }) => by[0] === check && by.slice(1).every((one) => one === 'cri-endpoint'));
  expect(nodes).not.toEqual([]);
  for (const { snapshot } of nodes) expect(predict(podWith(), snapshot).stopsAt).toBe(stageOf[event]);
});

describe('a check that stops every new pod', () => {
  const diskFull = snapshotWith((facts) => {
    facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 100 * 2 ** 30, freeBytes: 2 ** 30 }) }];
  });

  test('fails at its stage, with its evidence, and the prediction as the proof of its fix', () => {
    const { stopsAt, stages } = predict(podWith(), diskFull);
    const point = stages.find(({ id }) => id === 'node')?.points.find(({ verdict }) => verdict === 'fails');
    expect(stopsAt).toBe('node');
    expect(point).toMatchObject({
      summary: expect.stringContaining('C:\\ has 1.0 GiB of 100.0 GiB free (1 %)'),
      evidence: [{ label: 'C:\\', value: '1.0 GiB of 100.0 GiB free (1 %)' }],
      cause: 'container-storage',
      fix: { verify: { run: expect.stringMatching(/^hostprobe predict /) } },
    });
  });

  test('is not told again where the stage says the same, but its fix knows more', () => {
    const stopped = snapshotWith((facts) => {
      facts.runtime.connection = 'absent';
      facts['runtime-process'].containerd = [];
      facts['runtime-process'].counts.containerd = 0;
      if (facts.services.containerd.ok && facts.services.containerd.value !== null) {
        Object.assign(facts.services.containerd.value, { state: 'stopped', pid: 0 });
      }
    });
    expect(stopping(stopped)).toEqual(['containerd-service', 'cri-endpoint']);
    const points = predict(podWith(), stopped).stages.find(({ id }) => id === 'sandbox')?.points ?? [];
    const failing = points.filter(({ verdict }) => verdict === 'fails');
    expect(failing.map(({ cause }) => cause)).toEqual(['containerd-stopped']);
    expect(failing[0]?.fix?.steps.map(({ run }) => run)).toContain('Start-Service containerd');
    expect(failing[0]?.fix?.steps.map(({ run }) => run)).not.toContain('Get-Service containerd');
  });

  test('does not stop a pod whose own user makes it no fault', () => {
    const asUser = snapshotWith((facts) => {
      handing(inheritUser)(facts);
      const user = { sid: 'S-1-5-21-1-2-3-1001', name: 'WIN\\svc' };
      for (const process of facts['runtime-process'].containerd) process.account = got(user);
      if (facts.services.containerd.ok && facts.services.containerd.value !== null) {
        Object.assign(facts.services.containerd.value, { account: '.\\svc' });
      }
    });
    expect(stopping(asUser)).toEqual(['containerd-account']);
    expect(predict(podWith(), asUser).stopsAt).toBe('user');
    const inheriting = podWith((object) => annotated({ [inheritUser]: 'true' })(object));
    expect(predict(inheriting, asUser).verdict).toBe('runs');
  });

  test('is not asked inside an ordinary container, whose services are not those of the node', () => {
    const inside = snapshotWith((facts) => {
      facts.identity.silo = got({ id: 1, server: true });
      facts.services.kubelet = got(null);
      facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 100 * 2 ** 30, freeBytes: 2 ** 30 }) }];
    });
    expect(
      predict(podWith(), inside).stages.flatMap(({ points }) => points.map(({ verdict }) => verdict)),
    ).not.toContain('fails');
  });
});
