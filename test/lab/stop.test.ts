import { expect, test } from 'vitest';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { places } from '../../scripts/lab/layout.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { wine } from '../../scripts/lab/wine.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

test('the stop of a container, which reaches Node as no signal, ends the agent in order', () =>
  withNode('stop', healthy, async (node) => {
    const url = `127.0.0.1:${await freePort()}`;
    const agent = startAgent(node, 'agent', ['serve', '--listen', url]);
    await until(async () => (await fetch(`http://${url}/readyz`)).ok);
    const lines = () =>
      agent
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const { pid } = lines().find(({ msg }) => msg === 'listening');

    await wine(node.prefix, places.lab, 'stop-container', String(pid));
    expect(await agent.exited).toBe(0);
    expect(lines().at(-1)).toMatchObject({ msg: 'stopping' });
  }));
