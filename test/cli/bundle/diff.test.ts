import { describe, expect, test } from 'vitest';
import { bundleDifferenceSchema } from '../../../agent/bundle/diff/result.ts';
import { bundleOf } from '../../bundle/bundles.ts';
import { composed } from '../../composed.ts';
import { run, saved } from '../../run.ts';
import { snapshotWith } from '../../snapshot.ts';

const healthy = saved(await bundleOf());
const later = saved(await bundleOf({ snapshot: { ...snapshotWith(), at: '2026-11-01T12:03:00.000Z' } }));
const user = saved(await bundleOf({ snapshot: composed['nssm-user-account'] ?? expect.fail() }));
const blind = saved(
  await bundleOf({ snapshot: snapshotWith(() => undefined, { logs: { kind: 'timeout', message: 'too slow' } }) }),
);

describe('hostprobe bundle --diff', () => {
  test('exits with 0 if nothing differs, as diff does', async () => {
    expect(await run(['bundle', '--diff', healthy, later])).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        `a: win-node-1 as seen at 2026-11-01T12:00:00.000Z (${healthy})`,
        `b: win-node-1 as seen at 2026-11-01T12:03:00.000Z (${later})`,
        '',
        'SAME in everything that could be compared',
        '',
      ].join('\n'),
    });
  });

  test('exits with 1 if something differs, and shows it as text and JSON', async () => {
    const text = await run(['bundle', '--diff', healthy, user]);
    expect(text).toMatchObject({ code: 1, stderr: '' });
    expect(text.stdout).toContain('\nDIFFERENT (a -> b)\n        status: healthy -> unhealthy\n');
    expect(text.stdout).toContain('\n        containerd account: LocalSystem -> S-1-5-21-1-2-3-1001\n');
    const json = await run(['bundle', '--diff', healthy, user, '-o', 'json']);
    expect(json.code).toBe(1);
    const { a, b, differences } = bundleDifferenceSchema.parse(JSON.parse(json.stdout));
    expect([a.bundle, b.bundle]).toEqual([healthy, user]);
    expect(differences).toContainEqual({ what: 'status', a: 'healthy', b: 'unhealthy' });
  });

  test('does not count what could not be compared as a difference', async () => {
    const { code, stdout } = await run(['bundle', '--diff', healthy, blind]);
    expect(code).toBe(0);
    expect(stdout).toContain('\nSAME in everything that could be compared\n');
    expect(stdout).toContain('\nNOT COMPARED: unknown or uncertain in one of them (a -> b)\n');
    expect(stdout).toContain('\n        fact logs: read -> not known\n');
  });

  test('prints no control character and no forged line from a bundle', async () => {
    const forged = saved(await bundleOf({ snapshot: { ...snapshotWith(), node: 'x\u001b[2J\n\nSAME in all' } }));
    const { stdout } = await run(['bundle', '--diff', healthy, forged]);
    expect(stdout.split('\n')[1]).toMatch(/^b: x {2}SAME in all as seen at /);
  });

  test('reads one of them from standard input', async () => {
    const { code, stdout } = await run(['bundle', '--diff', healthy, '-'], { input: await bundleOf() });
    expect({ code, last: stdout.split('\n')[1] }).toEqual({
      code: 0,
      last: 'b: win-node-1 as seen at 2026-11-01T12:00:00.000Z (standard input)',
    });
  });

  test.each([
    [['a.zip'], '--diff compares two bundles, but got 1: hostprobe bundle --diff a.zip b.zip'],
    [[healthy, healthy, healthy], '--diff compares two bundles, but got 3'],
    [['-', '-'], 'standard input can be read only once; save one bundle to a file'],
    [
      [healthy, saved(snapshotWith())],
      'is a snapshot; take one in the folder of hostprobe on the node: .\\hostprobe.cmd bundle',
    ],
    [[healthy, '/no/such.zip'], '/no/such.zip cannot be read: there is no such file; check its path'],
  ])('%j is bad use', async (operands, why) => {
    const { code, stdout, stderr } = await run(['bundle', '--diff', ...operands]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
