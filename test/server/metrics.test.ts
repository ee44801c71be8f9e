import { expect, test } from 'vitest';
import { recordedWatch } from '../../agent/watch.ts';
import { readExposition } from '../exposition.ts';
import { snapshotWith } from '../snapshot.ts';
import { serverFor } from './client.ts';

test('/metrics is the report and hostprobe itself, in one valid text', async () => {
  const ask = await serverFor(recordedWatch(snapshotWith()));
  await ask('/livez');
  await ask('/nothing');
  const { headers, body } = await ask('/metrics');
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const samples = readExposition(body);
  const sampleOf = (name: string, labels = {}) =>
    samples.find((one) => one.name === name && matches(one.labels, labels))?.value;
  expect(sampleOf('hostprobe_check_status', { check: 'containerd-account', status: 'pass' })).toBe(1);
  expect(sampleOf('hostprobe_http_requests_total', { code: '404' })).toBe(1);
  expect(sampleOf('hostprobe_http_requests_total', { code: '200' })).toBe(1);
  expect(sampleOf('hostprobe_process_resident_memory_bytes')).toBeGreaterThan(10 * 2 ** 20);
  expect(samples.filter(({ name }) => !name.startsWith('hostprobe_'))).toEqual([]);
});

const matches = (labels: Record<string, string>, wanted: Record<string, string>) =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
