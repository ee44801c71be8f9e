import { describe, expect, test } from 'vitest';
import { checks } from '../../agent/checks/index.ts';
import { readingRules } from '../../agent/lint/problems.ts';
import { rules } from '../../agent/rules/index.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

describe('hostprobe list', () => {
  test('names every check and why it matters', async () => {
    const { code, stdout } = await run(['list', 'checks', '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).checks).toEqual(checks.map(({ id, title, why }) => ({ id, title, why })));
  });

  test('names every rule, also those for what cannot be read', async () => {
    const { stdout } = await run(['list', 'rules', '-o', 'json']);
    const ids = JSON.parse(stdout).rules.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...rules, ...readingRules].map(({ id }) => id));
    expect(readingRules.length).toBeGreaterThan(0);
  });

  test('is text for people by default', async () => {
    const { stdout } = await run(['list']);
    expect(stdout).toMatch(/^containerd-account\n {4}[A-Z][^.]+\. /m);
  });

  test('prints several lists, as its help says', async () => {
    const both = await run(['list', 'checks', 'rules']);
    expect(both).toEqual(await run(['list']));
    expect((await run(['list', '--help'])).stdout).toContain('Usage: hostprobe list [checks|rules]... [flags]\n');
  });

  test('says which lists there are', async () => {
    const { code, stderr } = await run(['list', 'chekcs']);
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: 'hostprobe list: there is no list chekcs; did you mean checks?\n',
    });
  });
});
