import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type History, historySchema } from '../../agent/history.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort, type LabNode } from '../../scripts/lab/node.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { wine } from '../../scripts/lab/wine.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

/** Serves on a node, and looks once more when it is asked what changed. */
async function serve(node: LabNode, name: string) {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const agent = startAgent(node, name, ['serve', '--interval', '3600', '--listen', origin.replace('http://', '')]);
  await until(async () => (await fetch(`${origin}/readyz`)).ok);
  return {
    async changes(): Promise<History> {
      await fetch(`${origin}/report?status=200`, { method: 'POST' });
      return historySchema.parse(await (await fetch(`${origin}/history`)).json());
    },
    stop: () => agent.stop(),
  };
}

const stopped = { what: 'service kubelet state', from: 'running', to: 'stopped' };
const started = { what: 'service kubelet state', from: 'stopped', to: 'running' };

test('what changed on a node survives the agent, and report --since shows it', () =>
  withNode('history', healthy, async (node) => {
    const first = await serve(node, 'first');
    expect((await first.changes()).changes).toEqual([]);
    await wine(node.prefix, 'sc', 'stop', 'kubelet');
    await expect.poll(first.changes, { timeout: 150_000 }).toMatchObject({
      file: 'C:\\ProgramData\\hostprobe\\history.jsonl',
      problem: null,
      changes: expect.arrayContaining([expect.objectContaining({ ...stopped, after: expect.any(String) })]),
    });
    expect(await first.stop()).toBe(0);
    expect(existsSync(join(node.prefix.directory, 'drive_c/ProgramData/hostprobe/history.jsonl'))).toBe(true);

    await wine(node.prefix, 'sc', 'start', 'kubelet');
    const report = startAgent(node, 'since', ['report', '--since', '1h', '-o', 'json']);
    await report.exited;
    const { history } = reportSchema.parse(JSON.parse(report.stdout()));
    expect(history?.changes).toMatchObject(expect.arrayContaining([expect.objectContaining(stopped)]));

    const second = await serve(node, 'second');
    await expect.poll(second.changes, { timeout: 150_000 }).toMatchObject({
      changes: expect.arrayContaining([expect.objectContaining(stopped), expect.objectContaining(started)]),
    });
    expect(await second.stop()).toBe(0);
  }));
