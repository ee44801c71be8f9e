import { expect, test } from 'vitest';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { readStrict } from './report.ts';
import { withNode } from './with-node.ts';

/** Of what is asked, that which Wine has a program for, and which no stand-in answers. */
const same = ['a value of the registry'];

test('the self-check asks each question twice, one a line, as far as Wine has the program', () =>
  withNode('self-check', healthy, async (node) => {
    const agent = startAgent(node, 'self-check', ['report', '--self-check']);
    expect(await agent.exited, agent.log()).toBeLessThan(3);
    const [, ...lines] = agent.stdout().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(line).toMatch(/^(?:same {3}|differs|unknown) [^:]+: .+ \(.+\)$/);
    for (const what of same) expect(lines.find((line) => line.includes(` ${what}:`))).toMatch(/^same/);
    expect(readStrict(node)).toEqual({ refused: [], kept: [] });
  }));
