import { expect, test } from 'vitest';
import { createQueues } from '../../agent/win32/queue.ts';

const never = () => new Promise<never>(() => undefined);
const turn = () => new Promise(setImmediate);

test('work is begun only when the work before it is over', async () => {
  const queue = createQueues()('the service');
  const first = Promise.withResolvers<string>();
  const begun: string[] = [];
  const work = (name: string, answer: Promise<string>) =>
    queue(() => {
      begun.push(name);
      return answer;
    });
  const answers = Promise.all([work('first', first.promise), work('second', Promise.resolve('two'))]);
  await turn();
  expect(begun).toEqual(['first']);
  first.resolve('one');
  expect(await answers).toEqual(['one', 'two']);
  expect(begun).toEqual(['first', 'second']);
});

test('a failure is returned to its caller, and to no later one', async () => {
  const queue = createQueues()('the service');
  const failing = queue(() => Promise.reject(new Error('refused')));
  const next = queue(async () => 'fine');
  await expect(failing).rejects.toThrow('refused');
  expect(await next).toBe('fine');
});

test('a queue that hangs does not hold up another', async () => {
  const queues = createQueues();
  void queues('one')(never);
  expect(await queues('other')(async () => 'fine')).toBe('fine');
});

test('what waits for a thread is begun when one comes back', async () => {
  const queues = createQueues();
  const first = Promise.withResolvers<void>();
  void queues('one')(() => first.promise);
  void queues('two')(never);
  const third = queues('three')(async () => 'fine');
  await turn();
  first.resolve();
  expect(await third).toBe('fine');
});

test('calls that never return hold two threads; later ones time out and are never made', async () => {
  const queues = createQueues(30);
  await queues('a service that answers')(async () => undefined);
  let out = 0;
  const hang = () => {
    out += 1;
    return never();
  };
  for (const service of ['services', 'accounts', 'domain', 'event log', 'names']) {
    for (let run = 0; run < 3; run++) queues(service)(hang).catch(() => undefined);
  }
  await expect(queues('the event log')(hang)).rejects.toMatchObject({
    kind: 'timeout',
    message: 'the event log was not asked: an earlier question is out for 30 ms',
  });
  expect(out).toBe(2);
});

test('what has begun is waited for, however long it takes', async () => {
  const queue = createQueues(20)('the service');
  expect(await queue(() => new Promise((resolve) => setTimeout(resolve, 60, 'fine')))).toBe('fine');
});

test('a service that comes back is asked again, but not what was given up', async () => {
  const queue = createQueues(20)('the service');
  const hanging = Promise.withResolvers<void>();
  const first = queue(() => hanging.promise);
  let asked = false;
  const late = queue(async () => {
    asked = true;
  });
  await expect(late).rejects.toMatchObject({ kind: 'timeout' });
  hanging.resolve();
  await first;
  expect(await queue(async () => 'fine')).toBe('fine');
  expect(asked).toBe(false);
});
