import { expect, test } from 'vitest';
import { predict } from '../../agent/predict.ts';
import { rootfsLocation } from '../../agent/shim/annotation.ts';
import { annotated, podWith } from '../pod.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import { bind, containerd, fallback, handing, six } from './nodes.ts';
import { judge, summaries } from './subject.ts';

test.each([
  ['bind', bind],
  ['fallback', fallback],
  ['volume', six],
])('%s mode follows from the shim and bindfltapi.dll', (mode, node) => {
  expect(predict(podWith(), snapshotWith(node)).mode).toBe(mode);
  expect(judge('mode', undefined, node).verdict).toBe('passes');
});

test('a shim without HostProcess support fails, and later stages are not known', () => {
  const { stages } = predict(podWith(), snapshotWith(containerd('v1.5.18', '0.8.25')));
  const failed = stages.find(({ id }) => id === 'mode');
  expect([failed?.verdict, failed?.points[0]?.expect]).toEqual(['fails', null]);
  expect(stages.find(({ id }) => id === 'user')?.verdict).toBe('cannot-tell');
});

test('the mode is not known when bindfltapi.dll could not be read, except with containerd 1.6', () => {
  const blind = (facts: Parameters<typeof six>[0]) => {
    facts['runtime-binaries'].bindFilter.present = denied();
  };
  expect(judge('mode', undefined, blind).verdict).toBe('cannot-tell');
  expect(
    judge('mode', undefined, (facts) => {
      six(facts);
      blind(facts);
    }).verdict,
  ).toBe('passes');
});

test('a custom rootfs location needs an annotation that reaches the shim, and a final backslash', () => {
  const at = (value: string, ...patterns: string[]) =>
    judge('mode', annotated({ [rootfsLocation]: value }), handing(...patterns));
  expect(summaries(at('C:\\r\\'), 'warns')).toEqual([
    `${rootfsLocation} has no effect: containerd does not pass it to the shim`,
  ]);
  expect(summaries(at('C:\\r\\', 'microsoft.com/*'), 'warns')).toEqual([]);
  expect(summaries(at('C:\\r', 'microsoft.com/*'), 'warns')).toHaveLength(1);
  const [container] = predict(
    podWith(annotated({ [rootfsLocation]: 'C:\\r\\' })),
    snapshotWith(handing(rootfsLocation)),
  ).containers;
  expect(container?.commandLine.becomes).toBe('cmd /c C:\\r\\agent.exe');
});

test('the bind filter is evidence where it decides, and with containerd 1.6 it does not', () => {
  const labels = (node: typeof six) =>
    judge('mode', undefined, node).points.flatMap(({ evidence }) => evidence.map(({ label }) => label));
  expect(labels(bind)).toContain('C:\\Windows\\System32\\bindfltapi.dll');
  expect(labels(six)).not.toContain('C:\\Windows\\System32\\bindfltapi.dll');
});
