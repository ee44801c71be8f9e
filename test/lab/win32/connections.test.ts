import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { host } from './machine.ts';

test.each(['127.0.0.1', '::1'])('both ends of a connection over %s are of this process', async (address) => {
  const server = createServer().listen(0, address);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const client = connect(port, address);
  onTestFinished(() => void client.destroy());
  const [served] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => void served.destroy());
  const near = { address, port: served.remotePort ?? 0 };
  const far = { address, port };
  expect(await host.network.owner({ local: near, remote: far })).toBe(process.pid);
  expect(await host.network.owner({ local: far, remote: near })).toBe(process.pid);
  expect(await host.network.owner({ local: { address, port: 1 }, remote: far })).toBeNull();
});

test('the groups of a process are those of its token', async () => {
  const own = await host.self.token();
  const groups = await host.processes.groups(process.pid);
  expect(groups?.map(({ sid }) => sid)).toEqual(own.groups.map(({ sid }) => sid));
  expect(await host.processes.groups(0x7fff_fff0)).toBeNull();
});
