import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { predictionsSchema } from '../../agent/stage/prediction.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { scenarioOf } from '../../scripts/lab/scenarios.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

const manifest = readFileSync(new URL('../predict/agent.yaml', import.meta.url), 'utf8');

test('a manifest that is sent to the agent of a node is judged by what that node is like', () =>
  withNode('predict', scenarioOf('containerd-user-account'), async (node) => {
    const url = `127.0.0.1:${await freePort()}`;
    const agent = startAgent(node, 'agent', ['serve', '--listen', url]);
    await until(async () => (await fetch(`http://${url}/readyz`)).ok);
    const answer = await fetch(`http://${url}/predict`, { method: 'POST', body: manifest });
    expect(answer.status).toBe(200);
    const [prediction] = predictionsSchema.parse(await answer.json()).predictions;
    expect(prediction).toMatchObject({ verdict: 'does-not-run', stopsAt: 'user', mode: 'bind' });
    const points = prediction?.stages.find(({ id }) => id === 'user')?.points ?? [];
    expect(points).toContainEqual(expect.objectContaining({ verdict: 'fails', cause: 'containerd-account' }));
    await agent.stop();
  }));
