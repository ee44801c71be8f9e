import { expect, test } from 'vitest';
import { picture } from '../../agent/facts/os.ts';
import { takePicture } from '../../agent/host/picture.ts';

test('a picture of this machine is taken on a thread of its own', async () => {
  // The thread keeps no process alive; waiting for it does.
  const waiting = setInterval(() => undefined, 1000);
  const taken = await takePicture(false).finally(() => clearInterval(waiting));
  expect(picture.parse(taken)).toEqual(taken);
  expect(taken.cores).toBeGreaterThan(0);
  expect(taken.interfaces.map(({ name }) => name)).toContain('lo');
});
