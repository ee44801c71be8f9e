import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { runtimeReady } from '../../agent/checks/runtime-ready.ts';
import type { RuntimeStatus } from '../../agent/facts/runtime.ts';
import { textOf } from '../fix.ts';
import { denied, snapshotWith, withoutAgent } from '../snapshot.ts';
import { type Edit, fromOutside, nodeIn, podIn, tellReady, withoutApi } from '../variations.ts';

type Condition = RuntimeStatus['conditions'][number];

const ready: Condition = { type: 'RuntimeReady', status: true, reason: '', message: '' };
const noNetwork: Condition = {
  type: 'NetworkReady',
  status: false,
  reason: 'NetworkPluginNotReady',
  message: 'Network plugin returns error: cni plugin not initialized',
};

const judge = (conditions: Condition[], edit: (status: RuntimeStatus) => void = () => undefined) =>
  runCheck(
    runtimeReady,
    snapshotWith((facts) => {
      if (!facts.runtime.status.ok) return;
      facts.runtime.status.value.conditions = conditions;
      edit(facts.runtime.status.value);
    }),
  );

describe('runtime-ready', () => {
  test('passes when runtime and network are ready', () => {
    expect(runCheck(runtimeReady, snapshotWith())).toMatchObject({ status: 'pass', summary: 'ready' });
  });

  test('a pause image of Kubernetes that has no variant for this Windows is a note', () => {
    const note = (sandboxImage: string) =>
      judge([ready], (status) => {
        if (status.config !== null) status.config.sandboxImage = sandboxImage;
      }).note;
    expect(note('registry.k8s.io/pause:3.5')).toContain('no variant for Windows Server 2022 before 3.6');
    expect(note('k8s.gcr.io/pause:3.5')).toContain('no variant for Windows Server 2022 before 3.6');
    expect(note('registry.k8s.io/pause:3.6')).toBeUndefined();
    expect(note('mcr.microsoft.com/oss/kubernetes/pause:3.5')).toBeUndefined();
  });

  test('passes with a note when containerd warns of deprecated settings', () => {
    const finding = judge([
      ready,
      {
        type: 'ContainerdHasNoDeprecationWarnings',
        status: false,
        reason: 'ContainerdHasDeprecationWarnings',
        message: '{}',
      },
    ]);
    expect(finding).toMatchObject({ status: 'pass', summary: 'ready; containerd warns of deprecated settings' });
    expect(finding.evidence.at(-1)?.value).toBe('false ContainerdHasDeprecationWarnings {}');
  });

  test("fails with the runtime's own reason", () => {
    const finding = judge([{ ...ready, status: false, reason: 'Broken', message: 'snapshotter not loaded' }]);
    expect(finding).toMatchObject({ status: 'fail', summary: 'the runtime is not ready: snapshotter not loaded' });
    expect(finding.evidence).toContainEqual({
      label: 'RuntimeReady',
      value: 'false Broken snapshotter not loaded',
    });
    expect(textOf(finding.fix)).toContain('plugins ls');
    expect(judge([{ ...ready, status: false, reason: 'Broken' }]).summary).toContain('Broken');
    expect(judge([{ ...ready, status: false }]).summary).toContain('it gives no reason');
  });

  // As GetRuntimeCondition of the kubelet.
  test('takes the first of two conditions of one type', () => {
    expect(judge([{ ...ready, status: false, reason: 'Broken' }, ready]).status).toBe('fail');
  });

  test('only warns of a pod network that is not ready, since HostProcess pods need none', () => {
    const finding = judge([ready, noNetwork], (status) => {
      status.lastCniLoadStatus = 'no network config found';
    });
    const silent = judge([ready, noNetwork], (status) => {
      status.lastCniLoadStatus = null;
    });
    expect(silent.evidence.map(({ label }) => label)).not.toContain('last load of the CNI configuration');
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('cni plugin not initialized. HostProcess pods start without it');
    expect(textOf(finding.fix)).toContain("'C:\\Program Files\\containerd\\cni\\conf'");
    expect(finding.evidence).toContainEqual({
      label: 'CNI configuration in',
      value: 'C:\\Program Files\\containerd\\cni\\conf',
    });
    expect(finding.evidence).toContainEqual({
      label: 'last load of the CNI configuration',
      value: 'no network config found',
    });
  });

  test('tells of the pod that brings the network whether it runs', () => {
    const said = (troubled: boolean) =>
      runCheck(
        runtimeReady,
        snapshotWith((facts) => {
          if (facts.runtime.status.ok) facts.runtime.status.value.conditions = [ready, noNetwork];
          Object.assign(podIn(facts), { namespace: 'calico-system', name: 'calico-node-windows-9h7lm', troubled });
        }),
      ).summary;
    expect(said(false)).toMatch(/calico-node-windows-9h7lm, which runs: see its log$/);
    expect(said(true)).toMatch(/calico-node-windows-9h7lm, which is not ready \(/);
  });

  test('gives the reason of the network where it has no message, and says so where it has neither', () => {
    expect(judge([ready, { ...noNetwork, message: '', reason: 'CniBroken' }]).summary).toContain('CniBroken');
    const neither = judge([ready, { ...noNetwork, message: '', reason: '' }]);
    expect(neither.summary).toContain('the runtime gives no reason');
    expect(judge([ready, noNetwork]).summary).not.toContain('NetworkPluginNotReady');
  });

  test('says what to look up where the runtime prints no configuration', () => {
    const finding = judge([ready, noNetwork], (status) => {
      status.config = null;
    });
    expect(textOf(finding.fix)).toContain('in conf_dir of the CNI in config.toml.');
    expect(finding.evidence.map(({ label }) => label)).not.toContain('CNI configuration in');
  });

  test('is unknown without the condition, and without an answer', () => {
    const silent = refused(withoutApi);
    expect(judge([])).toMatchObject({
      status: 'unknown',
      summary: expect.stringContaining('the runtime gives no condition RuntimeReady'),
    });
    expect(silent.status).toBe('unknown');
  });

  describe('for an account that may not ask the runtime', () => {
    const both =
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:no config';
    test.each([
      ['pass', 'True', 'kubelet is posting ready status', "ready, by the Node's condition Ready"],
      [
        'fail',
        'False',
        `[container runtime is down, container runtime not ready: RuntimeReady=false reason:X message:no shim, ${both}]`,
        'the runtime is not ready: reason:X message:no shim',
      ],
      [
        'fail',
        'False',
        'Container runtime not ready: RuntimeReady=false reason:DockerDaemonNotReady message:docker: down',
        'the runtime is not ready: reason:DockerDaemonNotReady message:docker: down',
      ],
      ['warn', 'False', both, 'the pod network is not ready: reason:NetworkPluginNotReady message:no config.'],
      ['unknown', 'False', 'container runtime is down', 'the kubelet gets no answer from the runtime'],
    ])('gives %s for Ready=%s "%s"', (status, ready, message, said) => {
      const finding = refused((facts) => tellReady(facts, ready, message));
      expect(finding).toMatchObject({ status, summary: expect.stringContaining(said) });
    });
  });

  describe('of a node without an agent', () => {
    const alone = (edit: Edit) =>
      runCheck(
        runtimeReady,
        withoutAgent((facts) => {
          fromOutside(facts);
          const { beside } = facts.cluster.seen ?? {};
          if (beside) beside.lease = denied('get leases is forbidden');
          edit(facts);
        }),
      );
    const posted =
      (at: string): Edit =>
      (facts) => {
        for (const one of nodeIn(facts).conditions) one.heartbeatAt = at;
      };

    test('the word of its kubelet counts without the lease, if it was posted lately', () => {
      expect(alone(posted('2026-11-01T11:54:40.000Z'))).toMatchObject({
        status: 'pass',
        evidence: [{}, { label: 'posted by the kubelet', value: 'at 2026-11-01T11:54:40.000Z' }],
      });
      expect(alone(posted('2026-11-01T11:13:00.000Z')).status).toBe('hidden');
    });

    test('a runtime that does not answer its kubelet is left to the check that says so', () => {
      const down: Edit = (facts) => {
        tellReady(facts, 'False', 'container runtime is down');
        posted('2026-11-01T11:59:40.000Z')(facts);
      };
      expect(alone(down).status).toBe('hidden');
    });
  });
});

const refused = (edit: Edit) =>
  runCheck(
    runtimeReady,
    snapshotWith((facts) => {
      facts.runtime.status = denied();
      edit(facts);
    }),
  );
