import { expect, onTestFinished, test } from 'vitest';
import { host, newName, runInSystem32 } from './machine.ts';

/** A service that is never started, and gone after the test. */
async function newService(options: { name: string; commandLine: string; more?: string[] }): Promise<void> {
  const { name, commandLine, more = [] } = options;
  await runInSystem32('sc.exe', 'create', name, 'binPath=', commandLine, 'start=', 'demand', ...more);
  onTestFinished(() => runInSystem32('sc.exe', 'delete', name));
}

test('a service is read as it was configured, down to the spelling of its account', async () => {
  const name = newName();
  const commandLine = 'C:\\Program Files\\containerd\\containerd.exe --run-service';
  await newService({ name, commandLine, more: ['obj=', '.\\Administrator', 'DisplayName=', 'A test of hostprobe'] });
  expect(await host.services.query(name)).toMatchObject({
    name,
    displayName: 'A test of hostprobe',
    state: 'stopped',
    startType: 'demand',
    account: '.\\Administrator',
    commandLine,
    dependsOn: [],
    pid: null,
  });
});

test('a command line longer than the first buffer is read whole', async () => {
  const name = newName();
  const commandLine = `C:\\hpc\\kubelet.exe ${'--feature-gates=WindowsHostProcessContainers=true '.repeat(40)}--v=4`;
  await newService({ name, commandLine });
  expect((await host.services.query(name))?.commandLine).toBe(commandLine);
});

test('the list holds a service, and what it says of it is what the service itself says', async () => {
  const name = newName();
  await newService({ name, commandLine: 'C:\\hpc\\kubelet.exe' });
  const list = await host.services.list();
  expect(list).toContainEqual(expect.objectContaining({ name, state: 'stopped', pid: null }));
  const running = list.find(({ state }) => state === 'running');
  expect(await host.services.query(running?.name ?? '')).toMatchObject({ state: 'running', pid: running?.pid });
});

test('a service that is not there is null, a name that cannot be one is an error', async () => {
  expect(await host.services.query('hostprobe-nosuch')).toBeNull();
  await expect(host.services.query('no/name')).rejects.toMatchObject({
    kind: 'failed',
    code: '123',
    message: 'OpenServiceW no/name: ERROR_INVALID_NAME (123)',
  });
});
