import { expect, test } from 'vitest';
import { explained } from '../../agent/fix/explained.ts';
import { inManifest, onCluster, onNode, verified } from '../../agent/fix.ts';

const saysOf = (fix: Parameters<typeof explained>[0]) => explained(fix).steps.map(({ say }) => say);
const drain = onCluster('Drain the node.', 'kubectl drain <node>');

test('a placeholder is explained where the first command has it, and nowhere else', () => {
  const fix = verified(
    [onNode('Wait.'), drain, onCluster('See its pods.', 'kubectl get pods -n <namespace> --field-selector <node>')],
    'kubectl get node <node>',
    'It is Ready.',
  );
  expect(saysOf(fix)).toEqual([
    'Wait.',
    'Drain the node; <node> is the name of the node in the list of nodes of the cluster.',
    'See its pods; <namespace> is the namespace of the pod.',
  ]);
  expect(explained(fix).verify).toEqual({ on: 'cluster', run: 'kubectl get node <node>', expect: 'It is Ready.' });
});

test('what only the last command has is explained there', () => {
  const { verify } = explained(verified([onNode('Wait.')], 'kubectl get node <node>', 'It is Ready.'));
  expect(verify?.expect).toBe('It is Ready; <node> is the name of the node in the list of nodes of the cluster.');
});

test('a sentence that has the placeholder explains it itself', () => {
  expect(saysOf({ steps: [onCluster('Drain <node>, which is the slow one.', 'kubectl drain <node>')] })).toEqual([
    'Drain <node>, which is the slow one.',
  ]);
});

test('a placeholder that a sentence has means the same in later steps', () => {
  const ask = onCluster('Ask <node>, which is the slow one.', 'kubectl get node <node>');
  expect(saysOf({ steps: [ask, drain] })).toEqual(['Ask <node>, which is the slow one.', 'Drain the node.']);
});

test('an explained fix stays as it is', () => {
  const once = explained({ steps: [drain, drain, onNode('List them.', 'crictl.exe ps <container id>')] });
  expect(explained(once)).toEqual(once);
});

test('where crictl comes from is said once, and not where it is known to be on the node', () => {
  const list = onNode('List them.', 'crictl.exe ps');
  expect(saysOf({ steps: [list, onNode('List all.', 'crictl.exe ps -a')] })).toEqual([
    'List them; a node without crictl gets it from github.com/kubernetes-sigs/cri-tools/releases.',
    'List all.',
  ]);
  expect(saysOf({ steps: [onNode('List them.', "& 'C:\\bin\\crictl.exe' ps")] })).toEqual(['List them.']);
});

test('a fragment of a manifest is explained as a command is', () => {
  expect(saysOf({ steps: [inManifest('Name it.', 'image: <new image>')] })).toEqual([
    'Name it; <new image> is the name of your image with a tag that it has not had yet.',
  ]);
});

test('a fix without a check gets none', () => {
  expect(explained({ steps: [drain] })).not.toHaveProperty('verify');
});
