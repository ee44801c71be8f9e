import { expect, test } from 'vitest';
import { lint as command } from '../../agent/cli/lint.ts';
import { lintFormNamed } from '../../agent/lint/index.ts';
import { lint } from '../../agent/lint.ts';
import { plainView } from '../../agent/renderer.ts';
import { anyNode, hostProcessPod } from '../rules/lint.ts';

/** More than a page, a list or a table of anything shows at once. */
const files = Array.from({ length: 120 }, (_, index) => ({
  file: `pod-${index}.yaml`,
  text: hostProcessPod('  hostNetwork: false\n  containers: [{name: a, image: r/a:1}]'),
}));

test.each(command.outputs ?? [])('lint -o %s leaves no problem out, however many there are', async (id) => {
  const result = lint(files, { nodes: anyNode, all: false });
  expect(result.problems.length).toBeGreaterThanOrEqual(files.length);
  const told = (await lintFormNamed(id)).render(result, plainView);
  expect(files.filter(({ file }) => !told.includes(file)).map(({ file }) => file)).toEqual([]);
});
