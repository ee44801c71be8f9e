import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { healthy, scenarioOf } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { opened } from '../bundle/take.ts';
import { run } from '../run.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

const secret = 'Tr0ub4dor-and-3';

test('the bundle of a node gives the node’s own report, byte for byte, on another machine', () =>
  withNode('bundle', healthy, async (node) => {
    const log = join(node.prefix.directory, 'drive_c/var/log/containerd/containerd.log');
    appendFileSync(log, `time="2026-11-01T11:59:00Z" level=info msg="exec curl --password ${secret}"\n`);
    const origin = `http://127.0.0.1:${await freePort()}`;
    const flags = ['--interval', '3600', '--listen', origin.replace('http://', '')];
    const agent = startAgent(node, 'agent', ['serve', ...flags]);
    await until(async () => (await fetch(`${origin}/readyz`)).ok);

    const answer = await fetch(`${origin}/bundle`);
    expect(answer.status).toBe(200);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const archive = join(node.directory, 'b.zip');
    writeFileSync(archive, bytes);
    const reported = await (await fetch(`${origin}/report?format=text&status=200`)).text();
    // The server wraps its text; a pipe is as wide as it is asked to be.
    const environment = { COLUMNS: '100' };
    expect((await run(['report', '--facts', archive], { environment })).stdout).toBe(reported);
    const inJson = await run(['report', '--facts', archive, '-o', 'json']);
    const { stale, ...report } = await (await fetch(`${origin}/report?status=200`)).json();
    expect(stale).toBe(false);
    expect(inJson.stdout).toBe(`${JSON.stringify(report, null, 2)}\n`);

    const { text, errors, names } = await opened(bytes);
    expect(text('report.json')).toBe(inJson.stdout);
    expect(text('logs/hostprobe.jsonl')).toContain('"listening"');
    expect(names).toContain('config/containerd.toml');
    const logs = names.filter((name) => name.startsWith('logs/containerd-'));
    expect(logs, JSON.stringify(errors)).not.toEqual([]);
    const written = logs.map((name) => text(name)).join('');
    expect(written).toContain('[redacted:flag:');
    expect(written).not.toContain(secret);
    expect(await agent.stop()).toBe(0);
  }));

test('what containerd said when it died is taken from the folders of its command line', () =>
  withNode('bundle', scenarioOf('containerd-folders-moved'), async (node) => {
    const agent = startAgent(node, 'bundle', ['bundle', 'C:\\lab\\b.zip']);
    expect(await agent.exited, agent.log()).toBe(0);
    const { text, names } = await opened(readFileSync(onDrive(node.prefix, 'C:\\lab\\b.zip')));
    expect(text('logs/containerd-panic.log.old')).toMatch(/^panic: runtime error/);
    expect(names).toContain('logs/containerd-panic.log');
  }));
