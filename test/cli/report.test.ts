import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { outputs, rendererOf } from '../../agent/cli/report.ts';
import { blockOf, knownLine } from '../../agent/history/lines.ts';
import { renderers } from '../../agent/renderers/index.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import { newFolder } from '../host/folder.ts';
import { source } from '../program.ts';
import { run as runAlone, runNode, saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import { snapshotFile } from '../stories.ts';

/** One that looks at this machine or reads standard input runs alone. */
const run = useManyRuns();

const userAccount = snapshotWith((facts) => {
  const process = facts['runtime-process'].containerd[0];
  if (process) process.account = { ok: true, value: { sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' } };
});
const nothingKnown = snapshotWith((facts) => {
  const process = facts['runtime-process'].containerd[0];
  if (process) process.account = denied();
  facts.services.containerd = denied();
});

const recorded = saved(snapshotWith());

describe('hostprobe report --self-check', () => {
  test.skipIf(process.platform === 'win32')('says that it needs a Windows node', async () => {
    const { code, stderr, stdout } = await runAlone(['report', '--self-check']);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^hostprobe report: --self-check needs a Windows node/);
  });

  test('is refused for a saved snapshot', async () => {
    const { code, stderr } = await run(['report', '--self-check', '--facts', recorded]);
    expect(code).toBe(64);
    expect(stderr).toContain('--facts has no effect with --self-check: leave out one of them');
  });
});

describe('hostprobe report --facts', () => {
  test('a value that the account may not see is no alarm; with --strict it counts as not judged, and a note warns', async () => {
    const asked = ['report', '--facts', snapshotFile('local-service')];
    expect(await run(asked)).toMatchObject({ code: 0, stdout: expect.stringContaining('is healthy') });
    const strict = await run([...asked, '--strict']);
    expect(strict).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/is degraded(?:.*\n)*WARN {4}containerd-version(?:.*\n)*UNKNOWN /),
    });
  });

  test('judges a saved snapshot: 0 for a healthy node', async () => {
    const { code, stdout, stderr } = await run(['report', '--facts', saved(snapshotWith())]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^hostprobe 0\.1\.0: win-node-1 is healthy.*\d+ of \d+ passed/s);
  });

  test('exits with 1 if something failed, and with 2 if something could not be judged', async () => {
    expect(await run(['report', '--facts', saved(userAccount), '-o', 'npd'])).toMatchObject({ code: 1, stderr: '' });
    expect(await run(['report', '--facts', saved(nothingKnown), '-o', 'npd'])).toMatchObject({ code: 2, stderr: '' });
  });

  test('prints the same bytes for any language, time zone and console', async () => {
    const path = saved(userAccount);
    const here = await run(['report', '--verbose', '--facts', path]);
    const environment = { LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Kathmandu', TERM: 'xterm-256color' };
    expect(await runAlone(['report', '--verbose', '--facts', path], { environment })).toEqual(here);
  });

  test('is plain in a pipe, unless FORCE_COLOR is set', async () => {
    const path = saved(userAccount);
    expect((await run(['report', '--facts', path])).stdout).not.toContain('\u001b');
    const forced = await run(['report', '--facts', path], { environment: { FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain('\u001b[31mFAIL');
  });

  test('reads standard input, and files that Windows PowerShell writes with >', async () => {
    const input = JSON.stringify(snapshotWith());
    expect((await run(['report', '--facts', '-'], { input })).code).toBe(0);
    expect((await run(['report', '--facts', saved(Buffer.from(`\ufeff${input}`, 'utf16le'))])).code).toBe(0);
  });

  test.each([
    ['a file that is not there', '/no/such/file.json', 'there is no such file'],
    ['a directory', '/', 'it is a folder; name a file in it'],
    ['text', saved('hello\n'), 'is not JSON'],
    ['an empty file', saved('\n'), 'is empty'],
    ['standard input without a byte', '-', 'but standard input is empty; see whether the command before it failed'],
    ['the first part of a snapshot', saved(JSON.stringify(snapshotWith()).slice(0, -9)), 'its end is missing; copy it'],
    ['a bundle in base64', saved('UEsDBBQAAAAI'), 'is a zip archive in base64; decode it, for example with certutil'],
    ['a report', saved(JSON.stringify(assess(snapshotWith()))), 'is a report, which is made from a snapshot'],
    ['other JSON', saved('{"items":[]}'), 'is JSON, but not a hostprobe snapshot'],
    [
      'another schema version',
      saved(JSON.stringify({ ...snapshotWith(), schemaVersion: 99 })),
      'has schema version 99, this hostprobe reads 1',
    ],
    ['a wrong value', saved(JSON.stringify({ ...snapshotWith(), at: 'noon' })), 'is not a valid snapshot: at: '],
  ])('refuses %s in one sentence', async (_name, path, reason) => {
    const { code, stdout, stderr } = await runAlone(['report', '--facts', path]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('loads neither the native calls nor the server', async () => {
    const refuse = `data:text/javascript,${encodeURIComponent(refuseHeavy)}`;
    const { code, stderr } = await runNode(['--import', refuse, source, 'report', '--facts', saved(snapshotWith())]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

const refuseHeavy = `
  import { registerHooks } from 'node:module';
  const heavy = ['koffi', 'fastify', 'pino', 'execa', 'systeminformation', '@bufbuild/protobuf'];
  registerHooks({
    resolve(specifier, context, next) {
      if (heavy.includes(specifier)) throw new Error(specifier + ' was loaded by ' + context.parentURL);
      return next(specifier, context);
    },
  });
`;

test('hostprobe report --node prints the same report as --facts with the facts of that node', async () => {
  using node = await serve(['--facts', saved(userAccount)]);
  const offline = await run(['report', '--facts', saved(userAccount)]);
  expect(await run(['report', '--node', node.url])).toEqual(offline);
  await node.end('SIGTERM');
  const { code, stdout, stderr } = await run(['report'], { environment: { HOSTPROBE_NODE: node.url } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /^hostprobe report: http:\/\/127\.0\.0\.1:\d+ cannot be reached: nothing listens at 127\.0\.0\.1:\d+; /,
  );
});

describe('hostprobe report on this machine', () => {
  test('runs the probes, and says why something could not be read', async () => {
    const { code, stdout } = await runAlone(['report', '-o', 'json']);
    const report = JSON.parse(stdout);
    expect([1, 2]).toContain(code);
    expect(report.facts.services).toMatchObject({ ok: expect.any(Boolean) });
    expect(report.findings.length).toBe(
      report.counts.pass + report.counts.skip + report.counts.warn + report.counts.fail + report.counts.unknown,
    );
  });

  test('where there is no Windows, text is one sentence with the ways to a node', async () => {
    const { code, stdout, stderr } = await runAlone(['report']);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(
      /^hostprobe report: the node must be one with Windows, .* --node, .* --facts node\.json.*\n$/,
    );
    expect(stderr.length).toBeLessThan(3 * 80);
  });
});

describe('hostprobe report --since', () => {
  test('shows what changed on this machine since the last run of serve, and writes nothing', async () => {
    const folder = await newFolder();
    const path = join(folder, 'history.jsonl');
    const kept = blockOf([knownLine('2026-01-01T00:00:00.000Z', new Map([['node name', 'its-former-name']]))]);
    await writeFile(path, kept);
    const told = await runAlone(['report', '--since', '2h', '--state-dir', folder, '-o', 'json']);
    const { history } = reportSchema.parse(JSON.parse(told.stdout));
    expect(history).toMatchObject({ begins: '2026-01-01T00:00:00.000Z', file: path, problem: null });
    expect(history?.changes).toMatchObject([{ what: 'node name', from: 'its-former-name', after: null }]);
    const environment = { HOSTPROBE_SINCE: '2h', HOSTPROBE_STATE_DIR: folder };
    const { stdout } = await runAlone(['report'], { environment });
    expect(stdout).toMatch(/^CHANGED since .*\n +found at .*\n +node name: its-former-name -> \S+$/m);
    expect(await readFile(path, 'utf8')).toBe(kept);
  });

  test('shows the changes on another node, which its agent keeps across restarts', async () => {
    const folder = await newFolder();
    const path = join(folder, 'history.jsonl');
    const known = (name: string) => blockOf([knownLine('2026-01-01T00:00:00.000Z', new Map([['node name', name]]))]);
    await writeFile(path, `${known('its-former-name')}{"v":1,"kind":"ch`);
    for (const _start of ['first', 'second']) {
      using node = await serve(['--state-dir', folder, '--interval', '3600']);
      await expect.poll(() => fetch(`${node.url}/readyz`).then(({ status }) => status)).toBe(200);
      const { stdout } = await run(['report', '--node', node.url, '--since', '1d', '-o', 'json']);
      const { history } = reportSchema.parse(JSON.parse(stdout));
      expect(history).toMatchObject({ file: path, begins: '2026-01-01T00:00:00.000Z' });
      expect(history?.changes).toMatchObject([{ what: 'node name', from: 'its-former-name', after: null }]);
      await expect.poll(() => readFile(path, 'utf8')).toContain('"kind":"change"');
      expect((await node.end('SIGTERM')).code).toBe(0);
    }
  });

  test.each([
    [
      ['--since', 'yesterday'],
      '--since must be a time back from now, such as 30m, 2h, 1h30m or 3d, or a time with its zone',
    ],
    [['--since', '2h', '-o', 'npd'], '--since needs -o text, json, html; -o npd cannot show changes'],
    [
      ['--since', '2h', '--facts', recorded],
      '--since needs the history of a node, which a snapshot does not contain: pass a bundle to --facts',
    ],
    [['--since', '2h', '--state-dir', ''], '--state-dir must name a folder, but is ""'],
  ])('%j is bad use', async (args, why) => {
    const { code, stdout, stderr } = await run(['report', ...args]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('-o of report knows all renderers, in their order', async () => {
  expect(await Promise.all(outputs.map((output) => rendererOf(output)))).toEqual(renderers);
});
