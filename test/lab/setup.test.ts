import { expect, test } from 'vitest';
import { ifKnown } from '../../agent/fact.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { scenarios } from '../../scripts/lab/scenarios.ts';
import { readStrict } from './report.ts';
import { withNode } from './with-node.ts';

const bySystem = scenarios['healthy-1.7'];
if (bySystem === undefined) throw new Error('the lab has a healthy node');

test('facts --with setup reads services, registry, files and images of the node, and starts no program', () =>
  withNode('setup', bySystem, async (node) => {
    const agent = startAgent(node, 'setup', ['facts', '--with', 'setup']);
    expect(await agent.exited, agent.log()).toBe(0);
    const { setup } = readSnapshot(agent.stdout(), 'setup.json');
    if (!setup?.ok) throw new Error(JSON.stringify(setup));
    const { services, registry, files, images, programs, hosts } = setup.value;
    const named = (name: string) => ifKnown(services)?.items.find((one) => one.name === name);
    expect(named('containerd')).toMatchObject({ kind: 'program', state: 'running', account: 'LocalSystem' });
    expect(named('containerd')?.file).toMatch(/\\node\.exe$|\\containerd\.exe$/i);
    expect(ifKnown(services)?.items.some(({ kind }) => kind !== 'program')).toBe(true);
    expect(ifKnown(registry)?.filter(({ values }) => !values.ok)).toEqual([]);
    expect(ifKnown(files)?.items.map(({ path, settings }) => [path, settings.ok])).toContainEqual([
      'C:\\Program Files\\containerd\\config.toml',
      true,
    ]);
    expect(ifKnown(images)?.items.map(({ digest }) => digest)).toContainEqual(expect.stringMatching(/^sha256:/));
    expect(ifKnown(programs)?.items.length).toBeGreaterThan(0);
    const variables = ifKnown(registry)?.find(({ key }) => key.endsWith('Environment'))?.values;
    expect(Object.keys((variables && ifKnown(variables)) ?? {})).toContain('PATH');
    expect(hosts.ok).toBe(true);
    expect(readStrict(node)).toEqual({ refused: [], kept: [] });
  }));
