import { expect, test } from 'vitest';
import { describeCondition } from '../../agent/publish/condition.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { scenarioOf, scenarios } from '../../scripts/lab/scenarios.ts';
import { promiseOf, saidIn } from '../promises.ts';
import { readReport, readStrict } from './report.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

/** As README installs it: the last test has its node. */
const installed = 'local-service';
const others = Object.keys(scenarios).filter((name) => name !== installed);

test.each(others)('%s gives the findings of its name and no others', (name) =>
  withNode('scenario', scenarioOf(name), async (node) => {
    // On a busy machine a question may take longer than its deadline: then the next report knows.
    const reported = expect.poll(async () => saidIn(await readReport(node)), { interval: 1000, timeout: 150_000 });
    await reported.toEqual(promiseOf(name));
    expect(readStrict(node)).toEqual({ refused: [], kept: [] });
  }),
);

test('as README installs it, a healthy node is healthy: exit code 0, HTTP 200, the condition True', () =>
  withNode(installed, scenarioOf(installed), async (node) => {
    let printed = '';
    // As above: what was late for one report is known to the next.
    const exitCode = async () => {
      const once = startAgent(node, 'report', ['report', '-o', 'json']);
      const code = await once.exited;
      printed = once.stdout();
      return code;
    };
    await expect.poll(exitCode, { interval: 1000, timeout: 150_000 }).toBe(0);
    const report = reportSchema.parse(JSON.parse(printed));
    expect(report.outline.agent.account).toContain('LOCAL SERVICE');
    expect(report).toMatchObject({ status: 'healthy', counts: { warn: 0, fail: 0, unknown: 0, hidden: 2 } });
    expect(saidIn(report)).toEqual(promiseOf(installed));
    expect(readStrict(node)).toEqual({ refused: [], kept: [] });
    expect(describeCondition(report)).toMatchObject({ status: 'True', reason: 'ChecksPassed' });

    const port = await freePort();
    const agent = startAgent(node, 'agent', ['serve', '--listen', `127.0.0.1:${port}`]);
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    await until(async () => (await ask('/readyz')) === 200);
    expect(await ask('/report')).toBe(200);
    expect(await agent.stop()).toBe(0);
  }));
