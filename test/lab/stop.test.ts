import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { places } from '../../scripts/lab/layout.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { wine } from '../../scripts/lab/wine.ts';
import { until } from './until.ts';
import { useNode } from './with-node.ts';

const node = useNode('stop', healthy);

async function serve() {
  const url = `127.0.0.1:${await freePort()}`;
  const agent = startAgent(node(), 'agent', ['serve', '--listen', url]);
  await until(async () => (await fetch(`http://${url}/readyz`)).ok);
  const lines = () =>
    agent
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { agent, lines };
}

test('the stop of a container, which reaches Node as no signal, ends the agent in order', async () => {
  const { agent, lines } = await serve();
  const { pid } = lines().find(({ msg }) => msg === 'listening');
  await wine(node().prefix, places.lab, 'stop-container', String(pid));
  expect(await agent.exited).toBe(0);
  expect(lines().at(-1)).toMatchObject({ msg: 'stopping', why: 'CTRL_SHUTDOWN_EVENT' });
});

test('Ctrl-C ends the agent too while it waits for the inventory of the machine', async () => {
  const { agent, lines } = await serve();
  // The inventory is begun 10 s after the start, and under Wine its programs do not come back.
  await sleep(13_000);
  expect(await agent.stop()).toBe(0);
  expect(lines().at(-1)).toMatchObject({ msg: 'stopping', why: 'SIGINT' });
});
