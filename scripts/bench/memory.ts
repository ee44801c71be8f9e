import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { nodeFlags } from '../../image/bundle.ts';
import { writeBareServer } from './bare.ts';
import { bundle } from './bundle.ts';
import type { Measure } from './index.ts';
import { startServer } from './server.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
const requests = 10_000;
const warmUp = 2000;

/**
 * Resident memory of hostprobe as it ships, serving the story of a healthy containerd 1.7 node, against a bare
 * node:http server of the same Node: both after the same warm-up, on which V8's young generation has its size; then
 * whether 10,000 requests more make it grow.
 */
export async function memory(): Promise<Measure[]> {
  const program = await bundle();
  const bare = await startServer([await writeBareServer(join(dirname(program), 'bare.mjs'))]);
  await bare.ask(warmUp, '/');
  const bareMiB = await bare.residentMiB();
  await bare.close();

  const server = await startServer([...nodeFlags, program, 'serve', '--facts', story]);
  const idleMiB = await server.residentMiB();
  await server.ask(warmUp, '/report');
  const before = await server.residentMiB();
  await server.ask(requests, '/report');
  const after = await server.residentMiB();
  await server.close();
  const clientMiB = await clientCost(join(dirname(program), 'kubernetes-client.mjs'));
  return [
    { what: 'bare node:http server after the warm-up', value: bareMiB, unit: 'MiB', limit: null },
    { what: 'hostprobe before the first request', value: idleMiB, unit: 'MiB', limit: null },
    { what: 'hostprobe after the warm-up', value: before, unit: 'MiB', limit: null },
    { what: 'hostprobe against the bare server', value: before / bareMiB, unit: 'x', limit: 1.4 },
    { what: `after ${requests} requests more, against before`, value: after / before, unit: 'x', limit: 1.05 },
    {
      what: 'the Kubernetes client beside it, where there is an API to ask',
      value: clientMiB,
      unit: 'MiB',
      limit: null,
    },
  ];
}

/** What loading the client adds to a process that did nothing else. */
async function clientCost(client: string): Promise<number> {
  const measure = `const before = process.memoryUsage().rss;
    await import(${JSON.stringify(pathToFileURL(client).href)});
    console.log((process.memoryUsage().rss - before) / 2 ** 20);`;
  const { stdout } = await execa(process.execPath, [...nodeFlags, '--input-type=module', '--eval', measure]);
  return Number(stdout);
}
