import { expect, test } from 'vitest';
import { createLanes } from '../../agent/win32/lane.ts';

const never = () => new Promise<never>(() => undefined);
const turn = () => new Promise(setImmediate);

test('work is begun only when the work before it is over', async () => {
  const lane = createLanes()('the service');
  const first = Promise.withResolvers<string>();
  const begun: string[] = [];
  const work = (name: string, answer: Promise<string>) =>
    lane(() => {
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
  const lane = createLanes()('the service');
  const failing = lane(() => Promise.reject(new Error('refused')));
  const next = lane(async () => 'fine');
  await expect(failing).rejects.toThrow('refused');
  expect(await next).toBe('fine');
});

test('a lane that hangs does not hold up another', async () => {
  const lanes = createLanes();
  void lanes('one')(never);
  expect(await lanes('other')(async () => 'fine')).toBe('fine');
});

test('calls that never return hold two threads; later ones time out and are never made', async () => {
  const lanes = createLanes(30);
  let out = 0;
  const hang = () => {
    out += 1;
    return never();
  };
  for (const service of ['services', 'accounts', 'domain', 'event log', 'names']) {
    for (let run = 0; run < 3; run++) lanes(service)(hang).catch(() => undefined);
  }
  await expect(lanes('the event log')(hang)).rejects.toMatchObject({
    kind: 'timeout',
    message: 'the event log was not asked: an earlier question is out for 30 ms',
  });
  expect(out).toBe(2);
});

test('a service that comes back is asked again, but not what was given up', async () => {
  const lane = createLanes(20)('the service');
  const hanging = Promise.withResolvers<void>();
  const first = lane(() => hanging.promise);
  let asked = false;
  const late = lane(async () => {
    asked = true;
  });
  await expect(late).rejects.toMatchObject({ kind: 'timeout' });
  hanging.resolve();
  await first;
  expect(await lane(async () => 'fine')).toBe('fine');
  expect(asked).toBe(false);
});
