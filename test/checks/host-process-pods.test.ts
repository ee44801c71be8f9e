import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { hostProcessPods } from '../../agent/checks/host-process-pods.ts';
import type { ClusterSeen } from '../../agent/facts/cluster.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { type Edit, fromOutside, nodeIn, podIn, stopStart, tellReady } from '../variations.ts';

const judge = (edit: Edit = () => undefined) => {
  const { status, summary, evidence } = runCheck(
    hostProcessPods,
    snapshotWith((facts) => {
      fromOutside(facts);
      edit(facts);
    }),
  );
  return { status, summary, evidence: evidence.map(({ label, value }) => `${label}: ${value}`) };
};
const seenBy =
  (change: (seen: ClusterSeen) => void): Edit =>
  ({ cluster: { seen } }) => {
    if (seen !== null) change(seen);
  };

describe('host-process-pods', () => {
  test('skips where an agent answered', () => {
    expect(runCheck(hostProcessPods, snapshotWith()).status).toBe('skip');
  });

  test('passes where HostProcess pods run', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: '1 HostProcess pod runs here, as the cluster tells' });
  });

  test('skips where none is', () => {
    const edit = seenBy((seen) => {
      seen.pods = got({ hostProcess: [], others: 3, truncated: false });
    });
    expect(judge(edit).status).toBe('skip');
  });

  test('fails where none starts, with the state of each and what Kubernetes says of it', () => {
    expect(judge((facts) => stopStart(podIn(facts), 'RunContainerError', 'Access is denied.'))).toEqual({
      status: 'fail',
      summary: 'no HostProcess pod runs here, and these do not start: hostprobe/hostprobe-x7k2p',
      evidence: [
        'pod hostprobe/hostprobe-x7k2p: Pending, hostprobe waiting (RunContainerError), 3 restarts: Access is denied.',
        'capacity: cpu 4, memory 16674356Ki of 16776756Ki, pods 110',
      ],
    });
  });

  test('a pod that Kubernetes calls Running, and whose container fails, does not run', () => {
    const looping: Edit = (facts) => {
      stopStart(podIn(facts), 'CrashLoopBackOff');
      podIn(facts).phase = 'Running';
    };
    expect(judge(looping).summary).toMatch(/^no HostProcess pod runs here, and these do not start/);
  });

  test('names three of many pods, and how many more there are', () => {
    const edit: Edit = (facts) => {
      stopStart(podIn(facts), 'RunContainerError');
      const { seen } = facts.cluster;
      if (!seen?.pods.ok) return;
      const others = ['a', 'b', 'c', 'd'].map((name) => ({ ...podIn(facts), name }));
      seen.pods.value.hostProcess.push(...others);
    };
    expect(judge(edit).summary).toMatch(/: hostprobe\/hostprobe-x7k2p, hostprobe\/a, hostprobe\/b and 2 more$/);
  });

  test('waits for a pod that is being started, and not for ever', () => {
    const starting =
      (createdAt: string): Edit =>
      (facts) => {
        const pod = podIn(facts);
        stopStart(pod, 'ContainerCreating');
        Object.assign(pod.containers[0] ?? {}, { restarts: 0 });
        pod.createdAt = createdAt;
      };
    expect(judge(starting('2026-11-01T11:59:30.000Z')).status).toBe('skip');
    expect(judge(starting('2026-11-01T11:40:00.000Z')).status).toBe('fail');
  });

  // A pod that has just been made, of whose container Kubernetes says this. Phases and states: kubernetes.io, Pod Lifecycle.
  const state = (kind: 'waiting' | 'terminated' | 'running', reason: string, exitCode: number | null = null) => ({
    ...{ kind, reason, exitCode, message: '', at: null },
  });
  const pod = { phase: 'Pending', troubled: true, reason: '', message: '', createdAt: '2026-11-01T11:59:30.000Z' };
  const warning = (type: string) => {
    const about = { kind: 'Pod', namespace: 'hostprobe', name: 'hostprobe-x7k2p' };
    const event = {
      container: null,
      reason: 'FailedMount',
      message: 'not found',
      count: 1,
      firstAt: null,
      lastAt: null,
    };
    return got({ items: [{ about, type, ...event }], truncated: false });
  };
  test.each<[what: string, isFailing: boolean, pod: object, container: object]>([
    ['it waits for its container', false, {}, { state: state('waiting', 'ContainerCreating') }],
    ['an init container runs first', false, {}, { state: state('waiting', 'PodInitializing') }],
    ['Kubernetes says nothing yet', false, {}, { state: state('waiting', '') }],
    ['nothing is known of its container', false, {}, { state: null }],
    ['its container ran to its end before', false, {}, { last: state('terminated', 'Completed', 0) }],
    ['its image is not there', true, {}, { state: state('waiting', 'ErrImagePull') }],
    ['its container failed before', true, {}, { last: state('terminated', 'Error', 1) }],
    ['it failed', true, { phase: 'Failed' }, {}],
    ['the kubelet did not admit it', true, { reason: 'NodeAffinity' }, {}],
    ['the kubelet says why', true, { message: 'Pod was rejected' }, {}],
    ['an event warns', true, { events: warning('Warning') }, {}],
    ['an event says how it goes', false, { events: warning('Normal') }, {}],
    ['all of it is ready but one that debugs it', false, {}, { ready: true }],
  ])(
    'a new pod that is not well: %s; it fails: %s, also beside a container that is ready',
    (_, isFailing, ofPod, ofContainer) => {
      for (const isAlone of [true, false]) {
        const { status } = judge((facts) => {
          const { containers } = Object.assign(
            podIn(facts),
            { events: got({ items: [], truncated: false }) },
            pod,
            ofPod,
          );
          const ready = containers.map((one) => ({ ...one, name: 'beside', ready: true, state: state('running', '') }));
          for (const one of containers)
            Object.assign(one, { ready: false, state: state('waiting', 'ContainerCreating'), last: null }, ofContainer);
          if (!isAlone) containers.unshift(...ready);
        });
        expect(status).toBe(isFailing ? 'fail' : 'skip');
      }
    },
  );

  test('fails where the node is not ready, but not for want of a pod network alone', () => {
    const down = judge((facts) => tellReady(facts, 'False', 'container runtime is down'));
    expect(down).toMatchObject({ status: 'fail', summary: 'the node is not ready (False): container runtime is down' });
    const noNetwork =
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized';
    expect(judge((facts) => tellReady(facts, 'False', noNetwork)).status).toBe('pass');
  });

  test('warns where a node that is ready was posted too long ago, and does without what older versions left out', () => {
    const posted =
      (at: string | undefined): Edit =>
      (facts) => {
        const { conditions } = nodeIn(facts);
        for (const one of conditions) {
          if (at === undefined) delete one.heartbeatAt;
          else one.heartbeatAt = at;
        }
      };
    expect(judge(posted('2026-11-01T11:54:40.000Z')).status).toBe('pass');
    expect(judge(posted(undefined)).status).toBe('pass');
    expect(judge(posted('2026-11-01T11:13:00.000Z'))).toMatchObject({
      status: 'warn',
      summary: expect.stringMatching(/^the kubelet posted the status of this Node last at 2026-11-01T11:13:00/),
      evidence: expect.arrayContaining(["the Node's condition Ready: True, posted at 2026-11-01T11:13:00.000Z"]),
    });
    const leased = (fresh: boolean) =>
      judge((facts) => {
        posted('2026-11-01T11:13:00.000Z')(facts);
        const beside = facts.cluster.seen?.beside;
        if (beside) beside.lease = got({ renewedAt: '2026-11-01T11:59:55.000Z', fresh });
      }).evidence;
    expect(leased(true)).toContain("the kubelet's lease: renewed at 2026-11-01T11:59:55.000Z");
    expect(leased(false)).toContain("the kubelet's lease: renewed at 2026-11-01T11:59:55.000Z, which is too long ago");
  });

  test('names what the API server did not tell, and is unknown without it where nothing fails', () => {
    const refuse = (key: 'pods' | 'refused' | 'node') =>
      seenBy((seen) => {
        seen[key] = denied(`list ${key} is forbidden`);
      });
    for (const key of ['pods', 'refused', 'node'] as const) {
      expect(judge(refuse(key)), key).toMatchObject({
        status: 'unknown',
        summary: expect.stringContaining(`list ${key} is forbidden`),
      });
    }
    const both: Edit = (facts) => {
      stopStart(podIn(facts), 'CrashLoopBackOff');
      refuse('refused')(facts);
    };
    expect(judge(both)).toMatchObject({
      status: 'fail',
      evidence: expect.arrayContaining(['not seen: list refused is forbidden']),
    });
  });

  test('is unknown where a list is longer than what was read, unless something fails', () => {
    const edit = seenBy(({ pods }) => {
      if (pods.ok) pods.value.truncated = true;
    });
    const summary = expect.stringContaining('pods: there are more than were read');
    expect(judge(edit)).toMatchObject({ status: 'unknown', summary });
    const failing: Edit = (facts) => {
      edit(facts);
      stopStart(podIn(facts), 'CrashLoopBackOff');
    };
    const evidence = expect.arrayContaining(['not seen: pods: there are more than were read']);
    expect(judge(failing)).toMatchObject({ status: 'fail', evidence });
  });

  test('does without the lease and runtime classes where they are not allowed', () => {
    const edit = seenBy(({ beside }) => {
      if (beside) beside.lease = denied('get leases is forbidden');
    });
    expect(judge(edit)).toMatchObject({
      status: 'pass',
      evidence: expect.arrayContaining(['not seen: get leases is forbidden']),
    });
  });
});
