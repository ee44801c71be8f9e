import { expect, test } from 'vitest';
import { showFix } from '../../agent/fix/show.ts';
import { inImage, inManifest, onCluster, onNode, verified } from '../../agent/fix.ts';

const restart = onNode('Restart it.', 'Restart-Service containerd -Force', 'New pods wait.');
const setUser = inManifest('Set the user.', 'windowsOptions:\n  runAsUserName: x');

test('a fix of one step has no number', () => {
  expect(showFix({ steps: [restart] })).toEqual([
    'Fix, on the node: Restart it.',
    '    Restart-Service containerd -Force',
    'Risk: New pods wait.',
  ]);
  expect(showFix({ steps: [onNode('Restart the program.')] })).toEqual(['Fix: Restart the program.']);
});

test('several steps are numbered, each with the place where its command is typed, and end with the check', () => {
  const steps = [
    onCluster('Drain the node.', 'kubectl drain win-1', 'Its pods end.'),
    setUser,
    inImage('Build it.', 'docker build .'),
    onNode('Wait a minute.'),
  ];
  const fix = verified('sc.exe qc containerd', 'SERVICE_START_NAME is LocalSystem.', steps);
  expect(showFix(fix).join('\n')).toBe(`Fix:
1. Where you run kubectl: Drain the node.
    kubectl drain win-1
   Risk: Its pods end.
2. In the manifest: Set the user.
    windowsOptions:
      runAsUserName: x
3. Where you build the image: Build it.
    docker build .
4. Wait a minute.
To see whether it worked, on the node:
    sc.exe qc containerd
Expected: SERVICE_START_NAME is LocalSystem.`);
});

test('a place that all steps share is said once', () => {
  expect(showFix({ steps: [restart, onNode('Wait a minute.')] }).filter((line) => !line.startsWith(' '))).toEqual([
    'Fix, on the node:',
    '1. Restart it.',
    '2. Wait a minute.',
  ]);
  expect(showFix({ steps: [inManifest('Remove it.'), setUser] })[0]).toBe('Fix, in the manifest:');
  expect(showFix({ steps: [inManifest('Remove it.'), inManifest('Remove that too.')] })[0]).toBe('Fix:');
});
