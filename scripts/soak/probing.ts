import { request } from 'node:http';
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
