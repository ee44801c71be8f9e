import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { criEndpoint } from '../../agent/checks/cri-endpoint.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, serviceWith } from '../distributions.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(criEndpoint, snapshotWith(edit));

const pipe = '\\\\.\\pipe\\containerd-containerd';

function closed(facts: FactValues, connection: FactValues['runtime']['connection']): void {
  facts.runtime.connection = connection;
  facts.runtime.version = { ok: false, error: { kind: 'failed', message: 'no connection' } };
}

function noProcess(facts: FactValues): void {
  facts['runtime-process'].containerd = [];
}

describe('cri-endpoint', () => {
  test('passes when it answers', () => {
    const finding = judge();
    expect(finding).toMatchObject({ status: 'pass', summary: `${pipe} answers, CRI v1` });
    expect(finding.evidence).toContainEqual({ label: 'named by', value: 'default' });
  });

  test('warns of an endpoint that speaks the older CRI only', () => {
    const finding = judge((facts) => {
      facts.runtime.version = got({ name: 'containerd', version: '1.5.18', apiVersion: 'v1alpha2' });
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('kubelet of 1.26 or newer');
  });

  test('fails when containerd answers without its cri plugin', () => {
    const finding = judge((facts) => {
      facts.runtime.version = {
        ok: false,
        error: { kind: 'failed', message: 'unknown service runtime.v1.RuntimeService', code: 'UNIMPLEMENTED' },
      };
    });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('disabled_plugins');
    expect(finding.evidence).toContainEqual({ label: 'answer', value: 'unknown service runtime.v1.RuntimeService' });
  });

  test.each([
    ['ListContainers', 'containers'],
    ['ListPodSandbox', 'sandboxes'],
    ['Status', 'status'],
    ['Version', 'version'],
  ] as const)('fails when %s gets no answer, whatever the others say', (call, part) => {
    const finding = judge((facts) => {
      facts.runtime[part] = { ok: false, error: { kind: 'timeout', message: 'no answer within 4000 ms' } };
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain(`${call} gets no answer: containerd hangs`);
    expect(textOf(finding.fix)).toContain('Restart-Service containerd');
  });

  test('fails when the kubelet looks for containerd elsewhere, and not for another spelling of the same pipe', () => {
    const finding = judge((facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet configuration' };
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('the kubelet looks for it at \\\\.\\pipe\\containerd');
    expect(textOf(finding.fix)).toContain('containerRuntimeEndpoint: "npipe:////./pipe/containerd-containerd"');
    const same = judge((facts) => {
      facts.runtime.kubelet = { endpoint: pipe.toUpperCase(), from: 'kubelet command line' };
    });
    expect(same.status).toBe('pass');
  });

  test('fails when nothing listens and containerd is stopped, with the service to start', () => {
    const finding = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('no containerd.exe runs');
    expect(textOf(finding.fix)).toContain('Start-Service containerd');
  });

  test('restarts a service that runs without containerd, and points to the search where none is known', () => {
    const withService = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
    });
    expect(textOf(withService.fix)).toMatch(/which runs without containerd\.\n +Restart-Service containerd -Force/);
    const without = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
      facts.services.containerd = denied();
    });
    expect(textOf(without.fix)).toContain('see containerd-service');
  });

  test('fails when containerd runs and does not listen', () => {
    const finding = judge((facts) => closed(facts, 'absent'));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('though containerd.exe runs (pid 1200)');
    expect(textOf(finding.fix)).toContain('--container-runtime-endpoint');
  });

  test('only warns where another service starts containerd and nobody named the endpoint', () => {
    const embedded = (endpointFrom: FactValues['runtime']['endpointFrom']) =>
      judge((facts) => {
        distributions.RKE2?.(facts);
        closed(facts, 'absent');
        facts.runtime.endpointFrom = endpointFrom;
      });
    expect(embedded('default').status).toBe('warn');
    expect(embedded('kubelet command line').status).toBe('fail');
  });

  test('fails when it takes connections and stays silent', () => {
    const finding = judge((facts) => closed(facts, 'silent'));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('takes connections and never answers');
    expect(textOf(finding.fix)).toContain('Restart-Service containerd -Force');
  });

  test.each(['read-only', 'denied'] as const)(
    'is unknown, never bad, for an account that is refused (%s)',
    (connection) => {
      const finding = judge((facts) => closed(facts, connection));
      expect(finding.status).toBe('unknown');
      expect(finding.summary).toContain('access denied');
      expect(textOf(finding.fix)).toContain('NT AUTHORITY\\SYSTEM');
    },
  );

  test('is unknown when it answers with an error of another kind', () => {
    const finding = judge((facts) => {
      facts.runtime.version = { ok: false, error: { kind: 'failed', message: 'CRI Version: UNAVAILABLE' } };
    });
    expect(finding.status).toBe('unknown');
  });
});
