import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountRight } from '../../agent/facts/accounts.ts';
import { inSystem32 } from '../../agent/host/exec.ts';
import { questionsTo } from '../../agent/self-check/questions.ts';
import { askBothWays, lineOf } from '../../agent/self-check.ts';
import { holdersIn } from '../../scripts/windows/rights.ts';

/** These tests have run nowhere yet. Only where Windows is real: Wine's own programs tell nothing (test/lab has what can be asked of it). */
const real = process.platform === 'win32' && process.env.WINEPREFIX === undefined;
const host = real ? await (await import('../../agent/host/machine.ts')).createHost() : null;
const powershell = (command: string) =>
  execFileSync(
    inSystem32('WindowsPowerShell\\v1.0\\powershell.exe'),
    ['-NoProfile', '-NonInteractive', '-Command', command],
    { encoding: 'utf8' },
  ).trim();

describe.runIf(host !== null)('the calls of Windows and its programs give the same answers', () => {
  test.each(host === null ? [] : questionsTo(host))('$what', async (question) => {
    if (host === null) return;
    const comparison = await askBothWays(host, question);
    expect(comparison.verdict, lineOf(comparison)).toBe('same');
  });

  test('members of a group (Get-LocalGroupMember)', async () => {
    const members = JSON.parse(
      powershell('ConvertTo-Json @(Get-LocalGroupMember -SID S-1-5-32-544 | ForEach-Object { $_.SID.Value })'),
    );
    const name = await host?.accounts.name('S-1-5-32-544');
    const read = await host?.accounts.members(name?.split('\\').at(-1) ?? '');
    expect(read?.map(({ sid }) => sid).sort()).toEqual(members.sort());
    expect(await host?.accounts.groupExists('hostprobe-nosuch')).toBe(false);
  });

  // No question of the self-check, since secedit writes files.
  test.each(accountRight.options)('holders of %s (secedit /export)', async (right) => {
    const template = join(mkdtempSync(join(tmpdir(), 'hostprobe-test-')), 'rights.inf');
    execFileSync(inSystem32('secedit.exe'), ['/export', '/areas', 'USER_RIGHTS', '/cfg', template]);
    const told = holdersIn(readFileSync(template, 'utf16le'), right);
    const read = (await host?.accounts.holders(right)) ?? [];
    const spellings = await Promise.all(
      read.map(async (sid) => [`*${sid}`, (await host?.accounts.name(sid))?.split('\\').at(-1)]),
    );
    expect(told).toHaveLength(read.length);
    for (const names of spellings)
      expect(
        told.some((one) => names.includes(one)),
        `${names}`,
      ).toBe(true);
  });

  test('command line and parent of the own process (Get-CimInstance)', async () => {
    const told = JSON.parse(
      powershell(
        `Get-CimInstance Win32_Process -Filter 'ProcessId=${process.pid}' | Select-Object CommandLine, ParentProcessId | ConvertTo-Json`,
      ),
    );
    expect(await host?.processes.commandLine(process.pid)).toBe(told.CommandLine);
    const started = powershell(`(Get-Process -Id ${process.pid}).StartTime.ToUniversalTime().ToString('o')`);
    const startedAt = (await host?.processes.startedAt(process.pid))?.getTime() ?? 0;
    expect(Math.abs(startedAt - Date.parse(started))).toBeLessThan(2);
    const own = (await host?.processes.list())?.find(({ pid }) => pid === process.pid);
    expect(own?.parentPid).toBe(told.ParentProcessId);
  });

  test('an access list to the letter (Get-Acl)', async () => {
    const folder = process.env.SystemRoot ?? 'C:\\Windows';
    const security = await host?.files.security(folder);
    expect(powershell(`(Get-Acl '${folder}').Sddl`)).toContain(security?.sddl.replace(/^D:/, '') ?? 'no list');
  });

  test('a log that is not there', async () => {
    expect(await host?.eventLogs.read('hostprobe-nosuch', { after: 0, maxBytes: 1000 })).toBeNull();
  });
});
