import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = (image: string) => lintWith('image-name')(hostProcessPod(`  containers: [{name: a, image: ${image}}]`));

test('image-name has the message of the API server about an empty image, and blanks around one', () => {
  expect(judge('""')).toEqual(['11:26 error spec.containers[0].image: Required value']);
  expect(judge('" r/a:1"')).toEqual([
    '11:26 error spec.containers[0].image: Invalid value: " r/a:1": must not have leading or trailing whitespace',
  ]);
  expect(judge('r/a:1')).toEqual([]);
  // ValidatePodSpec requires it of each container, also in a template.
  expect(lintWith('image-name')(hostProcessPod('  containers: [{name: a}]'))).toEqual([
    expect.stringMatching(/error spec\.containers\[0\]\.image: Required value$/),
  ]);
});
