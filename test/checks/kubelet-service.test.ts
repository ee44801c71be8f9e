import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { kubeletService } from '../../agent/checks/kubelet-service.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, processWith, serviceWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(kubeletService, snapshotWith(edit));

type Health = FactValues['network']['kubeletHealth'];

const answers = (status: number): Health =>
  got({ status, date: null, receivedAt: '2026-11-01T12:00:00.000Z', certificate: null });
const refused: Health = got(null);
const timeout: Health = { ok: false, error: { kind: 'timeout', message: 'no answer within 3000 ms' } };

const withHealth = (health: Health, edit: (facts: FactValues) => void = () => undefined) =>
  judge((facts) => {
    edit(facts);
    facts.network.kubeletHealth = health;
  });

function noProcess(facts: FactValues): void {
  facts['runtime-process'].kubelet = [];
  facts['runtime-process'].counts.kubelet = 0;
}

describe('kubelet-service', () => {
  test('passes for a service that runs and is healthy', () => {
    expect(judge()).toMatchObject({
      status: 'pass',
      summary: 'the service kubelet runs, and reports that it is healthy',
    });
  });

  test('passes for a kubelet below nssm, and one below the service that embeds it', () => {
    expect(judge(distributions.kubeadm).status).toBe('pass');
    expect(judge(distributions.RKE2)).toMatchObject({
      status: 'pass',
      summary: 'the kubelet is started by rke2, and reports that it is healthy',
    });
  });

  test('names rke2 also where a service of containerd stands beside it', () => {
    const finding = judge((facts) => {
      facts.services.kubelet = got(null);
      facts.services.embedding = got(serviceWith({ name: 'rke2' }));
    });
    expect(finding.summary).toBe('the kubelet is started by rke2, and reports that it is healthy');
  });

  test('passes for a healthy kubelet that no service starts', () => {
    const finding = judge((facts) => {
      facts.services.kubelet = got(null);
    });
    expect(finding.summary).toBe('the kubelet runs without a service, and reports that it is healthy');
  });

  test('fails for a stopped service', () => {
    const finding = judge((facts) => {
      facts.services.kubelet = got(serviceWith({ name: 'kubelet', state: 'stopped', pid: null, exitCode: 1067 }));
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('the service kubelet is stopped (its process ended unexpectedly)');
    expect(textOf(finding.fix)).toContain('Start-Service kubelet');
  });

  test('fails when the service that embeds it is stopped', () => {
    const finding = judge((facts) => {
      distributions.k0s?.(facts);
      facts.services.embedding = got(serviceWith({ name: 'k0sworker', state: 'stopped', pid: null }));
    });
    expect(textOf(finding.fix)).toContain('Start-Service k0sworker');
  });

  test('ends what rke2 left running, and a rival of its containerd, before it starts it', () => {
    const withRke2 = (edit: (facts: FactValues) => void) =>
      judge((facts) => {
        distributions.RKE2?.(facts);
        noProcess(facts);
        facts.services.embedding = got(serviceWith({ name: 'rke2', state: 'stopped', pid: null }));
        edit(facts);
      });
    const left = withRke2((facts) => {
      facts['runtime-process'].containerd = [processWith({ pid: 2100, parentName: null })];
    });
    expect(commandsOf(left.fix).slice(0, 2)).toEqual(['Stop-Process -Id 2100 -Force', 'Start-Service rke2']);
    const starting = withRke2((facts) => {
      facts['runtime-process'].containerd = [processWith({ pid: 2100, parentName: null })];
      facts.services.embedding = got(serviceWith({ name: 'rke2', state: 'start-pending', pid: 900 }));
    });
    expect(textOf(starting.fix)).not.toContain('Stop-Process');
    const rival = withRke2((facts) => {
      facts.services.containerd = got(serviceWith({}));
    });
    expect(rival.broughtBy).toEqual(['containerd-service']);
    expect(left.broughtBy).toEqual([]);
  });

  test('is not told of a stopped rke2 where another program runs the kubelet', () => {
    const finding = judge((facts) => {
      distributions.RKE2?.(facts);
      facts.services.embedding = got(serviceWith({ name: 'rke2', state: 'stopped', pid: null }));
      facts['runtime-process'].kubelet = [processWith({ parentName: 'powershell.exe' })];
    });
    expect(finding.summary).toBe('the kubelet runs without a service, and reports that it is healthy');
  });

  // Only 200 says that it is well: another program may answer on that port.
  test.each([500, 404, 401, 204])('fails for a kubelet that does not say it is healthy: %i', (status) => {
    const finding = withHealth(answers(status));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain(`HTTP ${status}`);
    expect(textOf(finding.fix)).toContain("curl.exe -s 'http://127.0.0.1:10248/healthz?verbose'");
  });

  test('warns of one that does not answer in time', () => {
    const finding = withHealth(timeout);
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('its health check on port 10248 does not answer in time');
    // A restart can lose what the log shows.
    expect(textOf(finding.fix)).toMatch(/log of kubelet[\s\S]+Restart-Service kubelet -Force/);
  });

  test('warns of one that runs and does not listen', () => {
    const finding = withHealth(refused);
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('healthzPort is set to another port');
  });

  test('fails when nssm runs, and the program that it starts does not', () => {
    const finding = withHealth(refused, (facts) => {
      distributions.kubeadm?.(facts);
      noProcess(facts);
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('but no kubelet.exe runs');
    expect(textOf(finding.fix)).toContain('Restart-Service kubelet -Force');
    expect(textOf(finding.fix)).not.toContain('the fix of containerd-service');
  });

  test('names no service to restart for a kubelet that none starts', () => {
    const finding = withHealth(answers(500), (facts) => {
      facts.services.kubelet = got(null);
    });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('Restart the kubelet.');
    expect(textOf(finding.fix)).not.toContain('Restart-Service');
  });

  test('warns where there is no kubelet at all', () => {
    const finding = withHealth(refused, (facts) => {
      facts.services.kubelet = got(null);
      noProcess(facts);
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('this is not, or no longer, a Kubernetes node');
  });

  test('is unknown when the service could not be read, or its health could not be asked', () => {
    const hidden = judge((facts) => {
      facts.services.kubelet = denied();
    });
    const unasked = withHealth({ ok: false, error: { kind: 'failed', message: 'ENETDOWN' } });
    expect([hidden.status, unasked.status]).toEqual(['unknown', 'unknown']);
  });
});
