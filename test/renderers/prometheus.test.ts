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
    expect(series).toHaveLength(10);
    expect(series.filter(({ value }) => value === 1).map(({ labels }) => labels)).toEqual([
      { check: 'a', status: 'fail' },
      { check: 'b', status: 'pass' },
    ]);
  });

  test('tells versions, and when the node was looked at', () => {
    const samples = samplesOf([finding('a')]);
    expect(samples).toContainEqual({ name: 'hostprobe_build_info', labels: { version: '0.1.0' }, value: 1 });
    expect(samples).toContainEqual({ name: 'hostprobe_containerd_info', labels: { version: '1.7.28' }, value: 1 });
    const at = Date.parse('2026-11-01T12:00:00.000Z') / 1000;
    expect(samples).toContainEqual({ name: 'hostprobe_report_timestamp_seconds', labels: {}, value: at });
  });

  test('lets nothing of a strange runtime into a label', () => {
    const names = (version: string | null) =>
      samplesOf([], { runtime: version === null ? null : { name: 'x', version } })
        .filter(({ name }) => name === 'hostprobe_containerd_info')
        .map(({ labels }) => labels.version);
    expect(names('v1.7.9+azure"} 1\nevil 1')).toEqual(['1.7.9+azure']);
    expect(names('C:\\Users\\admin')).toEqual([]);
    expect(names(null)).toEqual([]);
  });

  test('has ids of hostprobe only as labels', () => {
    const samples = samplesOf([finding('a', { status: 'fail', summary: 'S-1-5-21-1-2-3-500 in C:\\Users' })]);
    for (const { labels } of samples)
      for (const value of Object.values(labels)) expect(value).toMatch(/^[a-z0-9.+-]+$/);
  });
});
