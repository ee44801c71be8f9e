import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assess } from '../../agent/assess.ts';
import { run } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

describe('hostprobe schema', () => {
  test.each([
    ['report', assess(snapshotWith())],
    ['facts', snapshotWith()],
  ])('%s prints a JSON Schema that the real thing fits, and nonsense does not', async (name, value) => {
    const { code, stdout } = await run(['schema', name]);
    expect(code).toBe(0);
    const schema = z.fromJSONSchema(JSON.parse(stdout));
    expect(schema.safeParse(value).error).toBeUndefined();
    expect(schema.safeParse({ ...value, at: 7 }).success).toBe(false);
  });

  test.each([
    [[], 'hostprobe schema: say which one: report or facts or lint\n'],
    [['repot'], 'hostprobe schema: there is no schema repot; did you mean report?\n'],
  ])('hostprobe schema %j is bad use', async (args, stderr) => {
    expect(await run(['schema', ...args])).toEqual({ code: 64, stdout: '', stderr });
  });
});
