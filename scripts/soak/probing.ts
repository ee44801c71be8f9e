import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 100;
/** The default timeoutSeconds of a probe in the manifests. */
const timeoutMs = 5000;

/** Asks for /livez as the kubelet does, each time on a new connection. */
export function startProbing(port: number) {
  const tookMs: number[] = [];
  let failed = 0;
  let stopped = false;

  async function probe() {
    while (!stopped) {
      const started = performance.now();
      if (!(await isAlive(port))) failed += 1;
      tookMs.push(performance.now() - started);
      await sleep(everyMs);
    }
  }
  const probing = probe();

  return {
    async stop() {
      stopped = true;
      await probing;
      const sorted = tookMs.toSorted((a, b) => a - b);
      return { asked: sorted.length, failed, p999Ms: sorted[Math.floor(sorted.length * 0.999)] ?? 0 };
    },
  };
}

export function isAlive(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/livez', agent: false, timeout: timeoutMs }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.end();
  });
}

/** When the newest report was made; null: there is none. */
export async function reportTime(port: number): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${port}/report?status=200`).catch(() => null);
  if (answer?.status !== 200) return null;
  const { at } = Object(await answer.json());
  return String(at);
}

/**
 * What a reader with this token is answered over TLS; 0: nothing.
 * @param from the address of the reader
 */
export function statusFor(
  { readersPort: port }: { readersPort: number },
  token: string,
  from = '127.0.0.1',
): Promise<number> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const connection = { host: '127.0.0.1', port, localAddress: from, agent: false, rejectUnauthorized: false };
    const asked = requestSecurely({ ...connection, headers, path: '/report?status=200' }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('error', () => resolve(0));
    asked.end();
  });
}
