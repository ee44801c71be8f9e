import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { inSystem32 } from '../../agent/host/exec.ts';
import { readCsv, readGroups, readServiceConfig } from './told.ts';

const run = (program: string, ...args: string[]) => execFileSync(inSystem32(program), args, { encoding: 'utf8' });
const powershell = (command: string) =>
  run('WindowsPowerShell\\v1.0\\powershell.exe', '-NoProfile', '-NonInteractive', '-Command', command).trim();

/** Only where Windows is real: Wine's own programs tell nothing (test/lab has what can be asked of it). */
const real = process.platform === 'win32' && process.env.WINEPREFIX === undefined;

describe.runIf(real)('what Windows tells by its calls is what its programs tell', () => {
  const host = async () => (await import('../../agent/host/machine.ts')).createHost();

  test.each(['EventLog', 'Winmgmt', 'RpcSs'])('of the service %s (sc.exe qc)', async (name) => {
    const told = readServiceConfig(run('sc.exe', 'qc', name, '8000'));
    const service = await (await host()).services.query(name);
    expect(service).toMatchObject({
      commandLine: told.get('BINARY_PATH_NAME'),
      account: told.get('SERVICE_START_NAME'),
      displayName: told.get('DISPLAY_NAME'),
    });
  });

  test('of the own token (whoami)', async () => {
    const token = await (await host()).self.token();
    expect(token.sid).toBe(readCsv(run('whoami.exe', '/user', '/fo', 'csv', '/nh'))[0]?.[1]);
    const groups = readCsv(run('whoami.exe', '/groups', '/fo', 'csv', '/nh')).map(([, , sid]) => sid ?? '');
    // whoami adds the integrity level, which is no group of the token.
    const told = groups.filter((sid) => !sid.startsWith('S-1-16-')).sort();
    expect(told.filter((sid) => !token.groups.some((group) => group.sid === sid))).toEqual([]);
    const privileges = readCsv(run('whoami.exe', '/priv', '/fo', 'csv', '/nh'));
    expect(token.privileges.map(({ name }) => name).sort()).toEqual(privileges.map(([name]) => name).sort());
    for (const [name, , state] of privileges) {
      expect(token.privileges.find((one) => one.name === name)?.enabled, name).toBe(state === 'Enabled');
    }
  });

  test('of local groups and their members (net localgroup, Get-LocalGroupMember)', async () => {
    const { accounts } = await host();
    expect((await accounts.groups()).sort()).toEqual(readGroups(run('net.exe', 'localgroup')).sort());
    const members = JSON.parse(
      powershell('ConvertTo-Json @(Get-LocalGroupMember -SID S-1-5-32-544 | ForEach-Object { $_.SID.Value })'),
    );
    const name = await accounts.name('S-1-5-32-544');
    const read = await accounts.members(name?.split('\\').at(-1) ?? '');
    expect(read?.map(({ sid }) => sid).sort()).toEqual(members.sort());
    expect(await accounts.groupExists('Administrators')).toBe(true);
    expect(await accounts.groupExists('hostprobe-nosuch')).toBe(false);
  });

  test('of the own process (Get-Process, Get-CimInstance)', async () => {
    const { processes } = await host();
    const told = JSON.parse(
      powershell(
        `Get-CimInstance Win32_Process -Filter 'ProcessId=${process.pid}' | Select-Object ExecutablePath, CommandLine, ParentProcessId | ConvertTo-Json`,
      ),
    );
    expect(await processes.image(process.pid)).toBe(told.ExecutablePath);
    expect(await processes.commandLine(process.pid)).toBe(told.CommandLine);
    const own = (await processes.list()).find(({ pid }) => pid === process.pid);
    expect(own?.parentPid).toBe(told.ParentProcessId);
  });

  test('of files (Get-Acl, fsutil)', async () => {
    const { files, system } = await host();
    const folder = process.env.SystemRoot ?? 'C:\\Windows';
    const security = await files.security(folder);
    const sddl = powershell(`(Get-Acl '${folder}').Sddl`);
    expect(sddl).toContain(security?.sddl.replace(/^D:/, '') ?? 'no list');
    const free = Number(powershell(`(Get-PSDrive ${folder[0]}).Free`));
    const disk = await system.disk(`${folder[0]}:\\`);
    expect(Math.abs((disk?.freeBytes ?? 0) - free)).toBeLessThan(2 ** 30);
  });

  test('of listeners (Get-NetTCPConnection) and of the version (Get-CimInstance)', async () => {
    const { network, system } = await host();
    const told: { LocalPort: number; OwningProcess: number }[] = JSON.parse(
      powershell(
        'ConvertTo-Json @(Get-NetTCPConnection -State Listen | Where-Object LocalPort -lt 1024 | Select-Object LocalPort, OwningProcess)',
      ),
    );
    const read = (await network.listeners()).map(({ port, pid }) => `${port} ${pid}`);
    for (const { LocalPort, OwningProcess } of told) expect(read).toContain(`${LocalPort} ${OwningProcess}`);
    const build = powershell('(Get-CimInstance Win32_OperatingSystem).BuildNumber');
    expect(String((await system.version()).build)).toBe(build);
  });

  test('of the event log (Get-WinEvent)', async () => {
    const newest = Number(powershell('(Get-WinEvent -LogName System -MaxEvents 1).RecordId'));
    const events = await (await host()).eventLogs.read('System', {
      after: Math.max(0, newest - 20),
      maxBytes: 2 ** 20,
    });
    const record = events?.find((event) => event.record === newest);
    expect(record?.source).toBe(
      powershell(`(Get-WinEvent -LogName System -FilterXPath '*[System[EventRecordID=${newest}]]').ProviderName`),
    );
    expect(await (await host()).eventLogs.read('hostprobe-nosuch', { after: 0, maxBytes: 1000 })).toBeNull();
  });
});
