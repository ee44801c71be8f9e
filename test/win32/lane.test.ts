import { expect, test } from 'vitest';
import { createLane } from '../../agent/win32/lane.ts';

test('work is begun only when the work before it is over', async () => {
  const lane = createLane('the service');
  const first = Promise.withResolvers<string>();
  const begun: string[] = [];
  const work = (name: string, answer: Promise<string>) =>
    lane(() => {
      begun.push(name);
      return answer;
    });
  const answers = Promise.all([work('first', first.promise), work('second', Promise.resolve('two'))]);
  await new Promise(setImmediate);
  expect(begun).toEqual(['first']);
  first.resolve('one');
  expect(await answers).toEqual(['one', 'two']);
  expect(begun).toEqual(['first', 'second']);
});

test('a failure is told to who asked, and to nobody after', async () => {
  const lane = createLane('the service');
  const failing = lane(() => Promise.reject(new Error('refused')));
  const next = lane(async () => 'fine');
  await expect(failing).rejects.toThrow('refused');
  expect(await next).toBe('fine');
});

test('lanes do not wait for each other', async () => {
  const [hanging, other] = [createLane('the service'), createLane('the service')];
  void hanging(() => new Promise(() => undefined));
  expect(await other(async () => 'fine')).toBe('fine');
});

test('a question that has waited too long for those before it is a time-out, and is not asked later', async () => {
  const lane = createLane('the service', 20);
  const hanging = Promise.withResolvers<void>();
  const first = lane(() => hanging.promise);
  let asked = false;
  const late = lane(async () => {
    asked = true;
  });
  await expect(late).rejects.toMatchObject({
    kind: 'timeout',
    message: 'the service has not answered an earlier question for 20 ms',
  });
  hanging.resolve();
  await first;
  expect(await lane(async () => 'fine')).toBe('fine');
  expect(asked).toBe(false);
});
