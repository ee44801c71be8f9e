import { expect, test } from 'vitest';
import { UserError } from '../../agent/error.ts';
import { follow, type Reading, readFiles } from '../../agent/server/reload.ts';
import { saved } from '../run.ts';

test('what is read counts once two reads agree, and until it changes again', async () => {
  const marks = ['a', 'half', 'b', 'half', 'b', 'b', 'b', 'c', 'b', 'c', 'c', 'b', 'b'];
  const left = [...marks];
  const taken: string[] = [];
  const done = Promise.withResolvers<void>();
  const { stop } = follow<string>({
    first: { mark: 'a', value: 'a' },
    async read() {
      const [mark = 'b'] = left.splice(0, 1);
      if (left.length === 0) done.resolve();
      return { mark, value: mark };
    },
    everyMs: 0,
    take: (reading: Reading<string>) => void taken.push(reading.mark),
  });
  await done.promise;
  await expect.poll(() => taken).toEqual(['b', 'c', 'b']);
  stop();
});

test('a file may have as many bytes as it may have, and its texts come in the order of the paths', async () => {
  const [short, long] = [saved('ab'), saved('cde')];
  const read = (maxBytes: number) => readFiles([long, short], { maxBytes, judge: (texts) => texts });
  expect(await read(3)).toMatchObject({ value: ['cde', 'ab'] });
  expect(await read(2)).toMatchObject({ wrong: `${long} has more than 2 bytes; is it the right file?` });
  const refused = await readFiles([short], {
    maxBytes: 2,
    judge() {
      throw new UserError('it must be another');
    },
  });
  // The same wrong text is the same reading, so that it is told once.
  expect(refused).toEqual({
    mark: (await readFiles([short], { maxBytes: 2, judge: () => 0 })).mark,
    wrong: 'it must be another',
  });
});
