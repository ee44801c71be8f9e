import { expect, test } from 'vitest';
import { showPredictionTable } from '../../agent/predict/table.ts';
import { predict } from '../../agent/predict.ts';
import { command, container, podWith, spec } from '../pod.ts';
import { snapshotWith } from '../snapshot.ts';
import { bind, six } from '../stages/nodes.ts';

type PodEdit = Parameters<typeof podWith>[0];

/** What the table says of a pod on a node, by the question. */
function told(pod: PodEdit, snapshot = snapshotWith(bind)): Record<string, string> {
  const table = showPredictionTable([{ title: 'win-1', prediction: predict(podWith(pod), snapshot) }]);
  return Object.fromEntries(
    table.split('\n').map((line) =>
      line
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    ),
  );
}

test('what a pod does not have is none, and the rest is not known', () => {
  const bare: PodEdit = (object) => {
    spec({ automountServiceAccountToken: false })(object);
    container({ volumeMounts: [] })(object);
  };
  expect(told(bare)).toMatchObject({ token: 'none', 'in-cluster client': 'the pod has no token' });
  expect(Object.keys(told(bare)).filter((row) => /^volume|^token,/.test(row))).toEqual([]);
  const error = { kind: 'denied' as const, message: 'no' };
  const blind = snapshotWith(undefined, { runtime: error, 'runtime-binaries': error });
  expect(told(undefined, blind)).toMatchObject({
    'mount point': 'not known',
    'command line': expect.stringContaining('not known'),
    token: 'not known',
  });
});

test('what is expected is code as it is written, and nothing where nothing is said', () => {
  expect(told(command('C:\\hpc\\a`b\\'), snapshotWith(six))['expected error']).toMatch(/^``.*``$/);
  const elsewhere = snapshotWith((facts) => {
    bind(facts);
    facts.runtime.connection = 'silent';
  });
  expect(told(undefined, elsewhere)).toMatchObject({ 'will it run': 'it will not run; it stops at sandbox' });
  expect(told(undefined, elsewhere)['expected error']).toBe('nothing');
});

test('a stroke in a cell stays in its cell', () => {
  const table = showPredictionTable([{ title: 'a|b', prediction: predict(podWith(), snapshotWith(bind)) }]);
  expect(table.split('\n')[0]).toMatch(/^\| +\| a\\\|b +\|$/);
});

test('a volume has its places, and what becomes of readOnly only where it is asked for', () => {
  const mounted =
    (readOnly: boolean | undefined): PodEdit =>
    (object) => {
      object.spec.volumes = [{ name: 'data', hostPath: { path: 'D:\\d' } }];
      container({ volumeMounts: [{ name: 'data', mountPath: '/data', readOnly }] })(object);
    };
  const places = 'C:\\data and C:\\hpc\\data';
  expect(told(mounted(undefined))['volume data']).toBe(`\`${places}\``);
  expect(told(mounted(true))['volume data']).toBe(`\`${places} (read-only: honoured)\``);
  expect(told(mounted(true), snapshotWith(six))['volume data']).toBe('`C:\\C\\<id>\\data (read-only: ignored)`');
});

test('of several containers each row names its own', () => {
  const two: PodEdit = ({ spec: { containers } }) => {
    containers.push({ ...containers[0], name: 'helper', command: ['cmd.exe'] });
  };
  const rows = told(two);
  expect(rows['command line (agent)']).toContain('agent.exe');
  expect(rows['command line (helper)']).toContain('cmd.exe');
  expect(rows['command line']).toBeUndefined();
});

test('a volume that a container mounts twice has all its places', () => {
  const twice: PodEdit = (object) => {
    object.spec.volumes = [{ name: 'data', hostPath: { path: 'D:\\d' } }];
    const volumeMounts = ['one', 'two'].map((at) => ({ name: 'data', mountPath: `/${at}`, subPath: at }));
    container({ volumeMounts })(object);
  };
  expect(told(twice)['volume data']).toBe('`C:\\one and C:\\hpc\\one; C:\\two and C:\\hpc\\two`');
});
