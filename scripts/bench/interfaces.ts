import { execFileSync } from 'node:child_process';
import type { Measure } from './results.ts';

const addresses = 500;
/** For ip of iproute2. Addresses of one interface cost what those of many do. */
const batch = Array.from({ length: addresses }, (_, index) => {
  return `address add 10.1.${Math.floor(index / 250)}.${index % 250}/32 dev lo\n`;
}).join('');
/** In a network of its own, which ends with it. */
const shell = 'ip link set lo up && ip -batch - && exec "$@"';
const network = new URL('../../agent/host/network.ts', import.meta.url);
const read = `
import { createNetwork } from '${network}';
const none = () => { throw new Error('not asked here'); };
const options = { windows: false, programs: { run: none }, native: { listeners: none, owner: none, queue: () => (work) => work() } };
const { interfaces, nameServers } = createNetwork(options);
const took = async () => {
  const before = process.cpuUsage();
  const found = await interfaces();
  await nameServers();
  const { user, system } = process.cpuUsage(before);
  return { found: found.length, ms: (user + system) / 1000 };
};
console.log(JSON.stringify([await took(), await took()]));
`;

/**
 * What a run pays for the addresses of a busy node, which Node and c-ares read on the main thread, and what the next run pays, to
 * which they are told again.
 */
export async function interfaces(): Promise<Measure[]> {
  const program = [process.execPath, '--input-type=module', '--eval', read];
  const text = execFileSync('unshare', ['--net', '--map-root-user', 'sh', '-c', shell, 'sh', ...program], {
    encoding: 'utf8',
    input: batch,
  });
  const [first, second] = JSON.parse(text);
  if (first.found < addresses) throw new Error(`the network has ${first.found} addresses, and not ${addresses}`);
  const what = `interfaces and name servers with ${addresses} addresses`;
  return [
    { what, value: first.ms, unit: 'ms', bare: null, goal: 50 },
    { what: 'the same in the next run', value: second.ms, unit: 'ms', bare: null, goal: 1 },
  ];
}
