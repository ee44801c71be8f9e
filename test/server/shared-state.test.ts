import { expect, test } from 'vitest';
import { listenerFor, otherToken, readersToken } from './listener.ts';
import { openWire, statusesIn, type Wire } from './wire.ts';

const post = (token: string, body: string, length = body.length, path = '/explain') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n${body}`;

const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
const slow = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'slow' } },
  spec: {
    ...{ hostNetwork: true, securityContext: { windowsOptions } },
    containers: [{ name: 'a', image: 'r', command: ['$('.repeat(450_000)] }],
  },
});

/** Resolves when the server has begun with a request that says how to, and waits for its body. */
async function begun(wire: Wire, token: string, length: number) {
  wire.send(post(token, '', length).replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n'));
  expect(statusesIn(await wire.answers(1))).toEqual([100]);
}

test('bodies that one reader does not finish keep no other reader out', async () => {
  const port = await listenerFor({ readers: true });
  const slow = await Promise.all(Array.from({ length: 12 }, () => openWire(port)));
  for (const wire of slow.slice(0, 10)) await begun(wire, readersToken, 1000);
  for (const wire of slow.slice(10)) wire.send(post(readersToken, 'x', 1000));
  for (let time = 0; time < 3; time++) {
    const wire = await openWire(port);
    wire.send(post(otherToken, 'denied'));
    expect(statusesIn(await wire.answers(1))).toEqual([200]);
  }
});

test('requests of one reader that take long run one at a time, and another reader does not wait for them', async () => {
  const port = await listenerFor({ readers: true });
  const done: string[] = [];
  const other = await openWire(port);
  const slow = await Promise.all([1, 2, 3].map(() => openWire(port)));
  const ask = async (wire: Wire, who: string, body: string) => {
    wire.send(body);
    done.push(`${who} ${statusesIn(await wire.answers(2)).at(-1)}`);
  };
  const large = 'failed to create user process token: failed to lo\n'.repeat(20_000);
  for (const wire of slow) await begun(wire, readersToken, large.length);
  const asked = slow.map((wire) => ask(wire, 'slow', large));
  await expect.poll(() => slow.map(({ socket }) => socket.writableLength)).toEqual([0, 0, 0]);
  await begun(other, otherToken, 'denied'.length);
  await ask(other, 'other', 'denied');
  expect(done.filter((one) => one.startsWith('slow')).length).toBeLessThan(2);
  expect(done).toContain('other 200');
  await Promise.all(asked);
  expect(done.filter((one) => one === 'slow 200')).toHaveLength(3);
});

test('a full line refuses the newest of a reader who has more than the others', async () => {
  const port = await listenerFor({ readers: true });
  const [first, ...many] = await Promise.all(Array.from({ length: 14 }, () => openWire(port)));
  // It takes seconds to judge, and no other of this reader is begun before it ends.
  first?.send(post(readersToken, slow, slow.length, '/predict'));
  for (const wire of many) wire.send(post(readersToken, 'denied'));
  const refused = () => many.flatMap((wire) => statusesIn(wire.heard())).filter((status) => status === 503).length;
  await expect.poll(refused).toBe(4);
  const other = await openWire(port);
  other.send(post(otherToken, 'denied'));
  expect(statusesIn(await other.answers(1))).toEqual([200]);
  expect([refused(), first?.heard()]).toEqual([5, '']);
  for (const wire of many) wire.socket.destroy();
  first?.socket.destroy();
});
