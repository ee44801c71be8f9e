import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { listenerFor, otherToken, readersToken } from './listener.ts';
import { openWire, statusesIn } from './wire.ts';

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

test('bodies that one reader does not finish keep no other reader out', async () => {
  const port = await listenerFor({ readers: true });
  const slow = await Promise.all(Array.from({ length: 12 }, () => openWire(port)));
  for (const wire of slow) wire.send(post(readersToken, 'x', 1000));
  await sleep(200);
  for (let time = 0; time < 3; time++) {
    const wire = await openWire(port);
    wire.send(post(otherToken, 'denied'));
    expect(statusesIn(await wire.answers(1))).toEqual([200]);
  }
});

test('requests of one reader that take long run one at a time, and another reader does not wait for them', async () => {
  const port = await listenerFor({ readers: true });
  const done: string[] = [];
  const ask = async (who: string, token: string, body: string) => {
    const wire = await openWire(port);
    wire.send(post(token, body));
    done.push(`${who} ${statusesIn(await wire.answers(1))}`);
  };
  const large = 'failed to create user process token: failed to lo\n'.repeat(20_000);
  const slow = [1, 2, 3].map(() => ask('slow', readersToken, large));
  await sleep(300);
  await ask('other', otherToken, 'denied');
  expect(done.filter((one) => one.startsWith('slow')).length).toBeLessThan(2);
  expect(done).toContain('other 200');
  await Promise.all(slow);
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
