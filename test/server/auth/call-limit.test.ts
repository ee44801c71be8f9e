import { expect, test } from 'vitest';
import { createCallLimit } from '../../../agent/server/auth/call-limit.ts';

/** Calls that last until the test ends them, in the order in which they began. */
function calls(limits: { most: number; waiting: number }) {
  const pass = createCallLimit(limits);
  const begun: { name: string; end: (answer: Promise<string>) => void }[] = [];
  return {
    begun: () => begun.map(({ name }) => name),
    start: (name: string) => pass(() => new Promise<string>((end) => begun.push({ name, end }))),
    end: (name: string) => begun.find((one) => one.name === name)?.end(Promise.resolve(name)),
    fail: (name: string) => begun.find((one) => one.name === name)?.end(Promise.reject(new Error(name))),
  };
}

test('a few run at once, the others wait for their turn, in order', async () => {
  const { start, end, begun } = calls({ most: 2, waiting: 2 });
  const running = ['a', 'b', 'c', 'd'].map(start);
  expect(begun()).toEqual(['a', 'b']);
  end('b');
  expect(await running[1]).toBe('b');
  expect(begun()).toEqual(['a', 'b', 'c']);
  end('a');
  await running[0];
  end('c');
  await running[2];
  expect(begun()).toEqual(['a', 'b', 'c', 'd']);
});

test('who comes when the line is full is refused at once, and gets in again when it is not', async () => {
  const { start, end, begun } = calls({ most: 1, waiting: 1 });
  const running = [start('a'), start('b')];
  await expect(start('c')).rejects.toMatchObject({ name: 'QueryError', message: expect.stringMatching(/too many/) });
  end('a');
  await running[0];
  const late = start('d');
  end('b');
  await running[1];
  end('d');
  expect(await late).toBe('d');
  expect(begun()).toEqual(['a', 'b', 'd']);
});

test('a call that fails gives its place back', async () => {
  const { start, end, fail } = calls({ most: 1, waiting: 1 });
  const first = start('a');
  const second = start('b');
  fail('a');
  await expect(first).rejects.toThrow('a');
  end('b');
  expect(await second).toBe('b');
  const third = start('c');
  end('c');
  expect(await third).toBe('c');
});

test('only so many calls run at once, after any number of calls', async () => {
  const { start, end, begun } = calls({ most: 2, waiting: 2 });
  for (const name of ['a', 'b', 'c']) {
    const one = start(name);
    end(name);
    await one;
  }
  const running = ['d', 'e', 'f'].map(start);
  expect(begun().slice(3)).toEqual(['d', 'e']);
  for (const name of ['d', 'e']) end(name);
  await Promise.all(running.slice(0, 2));
  end('f');
  await running[2];
});
