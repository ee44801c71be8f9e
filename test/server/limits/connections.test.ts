import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { boundConnections, connectionsWithin } from '../../../agent/server/limits/connections.ts';
import { program } from '../../program.ts';
import { openWire, statusesIn } from '../wire.ts';

const story = fileURLToPath(new URL('../../nodes/healthy/snapshot.json', import.meta.url));

test.skipIf(process.platform === 'win32')(
  'a process that can open 64 files answers probes in spite of a hundred connections',
  async () => {
    const command = `ulimit -n 64; exec "$0" "$@"`;
    const args = [program, 'serve', '--facts', story, '--listen', '127.0.0.1:0'];
    const child = spawn('sh', ['-c', command, process.execPath, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = await once(createInterface(child.stderr), 'line');
    child.stderr.resume();
    const { port } = JSON.parse(line);
    for (let batch = 0; batch < 10; batch++) {
      const silent = await Promise.all(Array.from({ length: 10 }, () => openWire(port)));
      expect(silent).toHaveLength(10);
      const probe = await openWire(port);
      probe.send('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      expect(statusesIn(await Promise.race([probe.end, sleep(5000, 'late', { ref: false })]))).toEqual([200]);
    }
  },
);

test('all listeners together leave handles for everything else, and each has some connections', () => {
  for (const handles of [64, 100, 256, 1024, 4096]) {
    for (const listeners of [1, 2, 3]) {
      const most = connectionsWithin({ wanted: 256, listeners, handles });
      const withProbes = listeners * (most + 8);
      if (most > 4) expect(withProbes + 40, `${handles} for ${listeners}`).toBeLessThanOrEqual(handles);
      if (most < 256) expect(withProbes + 40 + listeners, `${handles} for ${listeners}`).toBeGreaterThan(handles);
      expect(most).toBeGreaterThanOrEqual(4);
    }
  }
  expect(connectionsWithin({ wanted: 256, listeners: 2, handles: null })).toBe(256);
});

describe('what has opened so many connections', () => {
  /** Opens a connection from an address to a listener that has room for ten. */
  function listening() {
    const server = createServer();
    boundConnections(server, 10);
    let remotePort = 1024;
    return (remoteAddress: string) => {
      remotePort += 1;
      const events = new EventEmitter();
      const socket = Object.assign(events, {
        ...{ remoteAddress, remotePort, destroyed: false },
        destroy() {
          this.destroyed = true;
          events.emit('close');
        },
      });
      server.emit('connection', socket);
      return socket;
    };
  }

  test('is a network of IPv6, whatever its addresses: it closes its own connections, and no others', () => {
    const open = listening();
    const others = ['2001:db8:1::1', '10.0.0.1', '::ffff:10.0.0.1'].map(open);
    const many = Array.from({ length: 50 }, (_, index) => open(`2001:db8:2::${index.toString(16)}`));
    expect(others.map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
    expect(many.filter(({ destroyed }) => !destroyed)).toEqual(many.slice(-7));
  });

  test('is an address, among those of one network', () => {
    const open = listening();
    const neighbour = open('2001:db8:2::1');
    const many = Array.from({ length: 50 }, () => open('2001:db8:2::2'));
    expect(neighbour.destroyed).toBe(false);
    expect(many.filter(({ destroyed }) => !destroyed)).toEqual(many.slice(-9));
  });
});
