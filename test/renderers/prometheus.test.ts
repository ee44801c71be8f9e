import { describe, expect, test } from 'vitest';
import { plainView } from '../../agent/renderer.ts';
import { prometheus } from '../../agent/renderers/prometheus.ts';
import { readExposition } from '../exposition.ts';
import { finding, reportOf } from './reports.ts';

const samplesOf = (...args: Parameters<typeof reportOf>) =>
  readExposition(prometheus.render(reportOf(...args), plainView));

describe('the report as metrics', () => {
  test('has a series for every status of every check, one of them 1', () => {
    const samples = samplesOf([finding('a', { status: 'fail' }), finding('b')]);
    const series = samples.filter(({ name }) => name === 'hostprobe_check_status');
    expect(series).toHaveLength(12);
    expect(series.filter(({ value }) => value === 1).map(({ labels }) => labels)).toEqual([
      { check: 'a', status: 'fail' },
      { check: 'b', status: 'pass' },
    ]);
  });

  test('has the versions, and the time of the run', () => {
    const samples = samplesOf([finding('a')]);
    expect(samples).toContainEqual({ name: 'hostprobe_build_info', labels: { version: '0.1.0' }, value: 1 });
    expect(samples).toContainEqual({ name: 'hostprobe_containerd_info', labels: { version: '1.7.28' }, value: 1 });
    const at = Date.parse('2026-11-01T12:00:00.000Z') / 1000;
    expect(samples).toContainEqual({ name: 'hostprobe_report_timestamp_seconds', labels: {}, value: at });
  });

  test('has the outcome of each fact', () => {
    const samples = samplesOf([], {
      facts: { ...reportOf([]).facts, os: { ok: true, ms: 250 }, token: { ok: false, ms: 1500 } },
    });
    const of = (name: string, fact: string) => samples.find((one) => one.name === name && one.labels.fact === fact);
    expect(of('hostprobe_probe_success', 'os')?.value).toBe(1);
    expect(of('hostprobe_probe_success', 'token')?.value).toBe(0);
    expect(of('hostprobe_probe_duration_seconds', 'token')?.value).toBe(1.5);
  });

  test.each([
    ['v1.7.28', ['1.7.28']],
    ['v1.7.9+azure', ['1.7.9+azure']],
    ['v2.0.4-k3s2', ['2.0.4-k3s2']],
    ['v2.2.0-rc.1', ['2.2.0-rc.1']],
    ['1.7.24~ds1', ['1.7.24~ds1']],
    ['v1.7.28-acme.20261101.4711', ['1.7.28']],
    ['1.7.28-rc.1+evil', ['1.7.28']],
    ['v1.7.9+azure"} 1\nevil 1', ['1.7.9+azure']],
    ['v1.7.20261101', []],
    ['v9.99.99', ['9.99.99']],
    ['v10.0.0', []],
    ['v1.100.0', []],
    ['v1.7.100', []],
    ['2026.11.1', []],
    ['C:\\Users\\admin', []],
    [null, []],
  ])('the label of the version %j is %j', (version, labels) => {
    const samples = samplesOf([], { runtime: version === null ? null : { name: 'x', version } });
    const infos = samples.filter(({ name }) => name === 'hostprobe_containerd_info');
    expect(infos.map((info) => info.labels.version)).toEqual(labels);
  });

  test('has what each HostProcess container uses, by the names of Kubernetes; any other name gives no series', () => {
    const felix = { namespace: 'calico-system', pod: 'calico-node-windows-9h7lm', container: 'felix' };
    const used = { processes: 3, cpuSeconds: 90.5, memoryBytes: 4096, memoryLimitBytes: null, handles: null };
    const evil = { ...felix, pod: 'evil"} 1\nother 1' };
    const samples = samplesOf([], {
      containers: [
        { ...felix, ...used },
        { ...evil, ...used },
        { ...felix, namespace: 'Not One', ...used },
        { ...felix, container: 'not_one', ...used },
      ],
    });
    expect(samples.filter(({ name }) => name.startsWith('hostprobe_container_'))).toEqual([
      { name: 'hostprobe_container_processes', labels: felix, value: 3 },
      { name: 'hostprobe_container_cpu_seconds', labels: felix, value: 90.5 },
      { name: 'hostprobe_container_memory_bytes', labels: felix, value: 4096 },
    ]);
  });

  // Source: RFC 1123, as Kubernetes has it: 253 characters at most, a letter or a digit at each end.
  test.each<[name: string, isOne: boolean]>([
    ['a', true],
    ['a1', true],
    ['a-b', true],
    ['a'.repeat(253), true],
    ['a'.repeat(254), false],
    ['-a', false],
    ['a-', false],
    ['A', false],
    ['', false],
  ])('a container called %s has a series: %s', (container, isOne) => {
    const used = { processes: 3, cpuSeconds: 1, memoryBytes: 1, memoryLimitBytes: null, handles: null };
    const samples = samplesOf([], { containers: [{ namespace: 'n', pod: 'p', container, ...used }] });
    expect(samples.some(({ name }) => name === 'hostprobe_container_processes')).toBe(isOne);
  });

  test('has only ids of hostprobe as labels', () => {
    const samples = samplesOf([finding('a', { status: 'fail', summary: 'S-1-5-21-1-2-3-500 in C:\\Users' })]);
    for (const { labels } of samples)
      for (const value of Object.values(labels)) expect(value).toMatch(/^[a-z0-9.+-]+$/);
  });
});
