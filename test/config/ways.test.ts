import { describe, expect, test } from 'vitest';
import { allCommands, commandNamed } from '../../agent/cli/index.ts';
import { settingsOfWay } from '../../agent/config/ways.ts';
import { readConfig } from '../../agent/config.ts';
import { UserError } from '../../agent/error.ts';

/** The settings of a command line, or the sentence that refuses it. */
async function settingsOf(line: string, environment = {}) {
  const [name = '', ...args] = line.split(' ');
  const command = await commandNamed(name);
  if (command === null) throw new Error(`no command ${name}`);
  try {
    return await settingsOfWay(command.ways ?? [], readConfig(command, args, environment));
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe('a flag without an effect is refused', () => {
  test.each([
    ['bundle --facts f --node http://a', '--node has no effect with --facts: leave out one of them'],
    ['bundle --all --facts f', '--facts has no effect with --all: leave out one of them'],
    ['bundle --node http://a --dry-run', '--dry-run has no effect with --node <url>: leave out one of them'],
    ['bundle --node a --dry-run --redact f', '--redact has no effect with --dry-run --node: leave out one of them'],
    ['bundle --all --redact f', '--redact has no effect with --all: leave out one of them'],
    ['bundle --dry-run --redact f', '--redact has no effect with --dry-run: leave out one of them'],
    ['bundle --facts f --dry-run --redact f', '--redact has no effect with --dry-run --facts: leave out one of them'],
    ['bundle --facts f --state-dir d', '--state-dir has no effect with --facts: leave out one of them'],
    [
      'bundle --yes',
      '--yes has an effect only with --all or --selector or several nodes or --dry-run --node: leave it out here',
    ],
    [
      'report --facts f --token-file t',
      '--token-file has an effect only with --node <url> or --node <url>,<name>: leave it out here',
    ],
    [
      'report --since 2h --token-file t',
      '--token-file has an effect only with --node <url> or --node <url>,<name>: leave it out here',
    ],
    [
      'report --facts f --context c',
      '--context has an effect only with --node <name> or --node <url>,<name>: leave it out here',
    ],
    [
      'report --node a --ca-file c',
      '--ca-file has an effect only with --node <url> or --node <url>,<name>: leave it out here',
    ],
    [
      'report --node http://a --via exec',
      '--via has an effect only with --node <name> or --node <url>,<name>: leave it out here',
    ],
    ['report --state-dir d', '--state-dir has an effect only with --since: leave it out here'],
    ['report --self-check --facts f', '--facts has no effect with --self-check: leave out one of them'],
    ['report --self-check -o json', '--output has no effect with --self-check: leave out one of them'],
    ['facts --node a --log-level info', '--log-level has no effect with --node <name>: leave out one of them'],
    ['explain text -n x', '--namespace has an effect only with pod/<name>: leave it out here'],
    ['explain --list text --facts f', '--facts has no effect with --list: leave out one of them'],
    ['explain host-ports --all', '--all has no effect with an id: leave out one of them'],
    ['explain pod/x --containerd 1.6', '--containerd has no effect with pod/<name>: leave out one of them'],
    ['explain pod/x --pod p.yaml', '--pod has no effect with pod/<name>: leave out one of them'],
    ['explain pod/x --run-as-user u', '--run-as-user has no effect with pod/<name>: leave out one of them'],
    ['explain pod/x --facts f', '--facts has no effect with pod/<name>: leave out one of them'],
    ['explain text --facts f --bind-filter yes', '--bind-filter has no effect with --facts: leave out one of them'],
    ['lint a.yaml --via exec', '--via has an effect only with --node <name> or --node <url>,<name>: leave it out here'],
    ['predict a.yaml -l x=y --node a', '--node has no effect with --selector: leave out one of them'],
    ['predict a.yaml --facts f --listen a:1', '--listen has no effect with --facts: leave out one of them'],
    ['predict a.yaml --yes', '--yes has an effect only with --selector: leave it out here'],
    ['serve --facts f --publish', '--publish has no effect with --facts: leave out one of them'],
    ['serve --facts f --interval 5', '--interval has no effect with --facts: leave out one of them'],
    ['status --live --watch', '--watch has no effect with --live: leave out one of them'],
    ['status --watch --via exec', '--via has no effect with --watch: leave out one of them'],
  ])('%s', async (line, refused) => {
    expect(await settingsOf(line)).toBe(refused);
  });
});

test('agents by address and nodes of a cluster, in one command, take the flags of both', async () => {
  const line = 'report --node http://a --node b --via exec --token-file t --context c';
  expect(await settingsOf(line)).toMatchObject({ via: 'exec', 'token-file': 't', context: 'c' });
});

describe('a variable without an effect', () => {
  test('is not read, because it may be set for other uses', async () => {
    const environment = { HOSTPROBE_NODE: 'win-1', HOSTPROBE_STATE_DIR: 'd', HOSTPROBE_YES: 'true' };
    expect(await settingsOf('bundle --facts f', environment)).toMatchObject({
      facts: 'f',
      node: [],
      'state-dir': null,
      yes: false,
    });
  });

  test('chooses a way as a flag does, and is named', async () => {
    expect(await settingsOf('bundle --node a', { HOSTPROBE_FACTS: 'f' })).toBe(
      '--node has no effect with HOSTPROBE_FACTS: leave out one of them',
    );
    expect(await settingsOf('report --state-dir d', { HOSTPROBE_SINCE: '2h' })).toMatchObject({ 'state-dir': 'd' });
    expect(await settingsOf('status --yes', { HOSTPROBE_LIVE: 'false' })).toContain('--yes has an effect only with');
  });
});

describe('the ways of every command', () => {
  test('name its own flags, give each flag an effect, and end with one that always fits', async () => {
    for (const { id, flags, ways } of await allCommands()) {
      if (ways === undefined) continue;
      const named = ways.flatMap(({ by, takes }) => [...by, ...takes]);
      expect({ id, flags: [...new Set(named)].toSorted() }).toEqual({ id, flags: [...flags].toSorted() });
      expect(ways.at(-1)).toMatchObject({ by: [] });
      expect(ways.at(-1)?.when).toBeUndefined();
    }
  });

  test('read the node from one place', async () => {
    for (const { id, flags, ways = [] } of await allCommands()) {
      if (!flags.includes('facts') || !flags.includes('node')) continue;
      const both = ways
        .map(({ by, takes }) => [...by, ...takes])
        .filter((all) => all.includes('facts') && all.includes('node'));
      expect({ id, both, has: ways.length > 0 }).toEqual({ id, both: [], has: true });
    }
  });
});
