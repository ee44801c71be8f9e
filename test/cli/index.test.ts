import { expect, test } from 'vitest';
import { usualLimits } from '../../agent/bundle/writer.ts';
import { allCommands, commandNamed } from '../../agent/cli/index.ts';
import { flags } from '../../agent/config/flags.ts';
import { agentPort } from '../../agent/config/socket-address.ts';
import { settingsOfWay } from '../../agent/config/ways.ts';
import { readConfig } from '../../agent/config.ts';
import { UserError } from '../../agent/error.ts';
import { rowStatuses } from '../../agent/fleet/row.ts';

test.each(['serve', 'report', 'facts', 'pods', 'policy', 'mcp', 'connect'])(
  '%s takes flags only: a name that it would leave unheeded is refused',
  async (id) => {
    const command = await commandNamed(id);
    if (command === null) throw new Error(`there is no command ${id}`);
    expect(() => readConfig(command, ['win-1'], {})).toThrow(UserError);
  },
);

/** The commands among a text's examples, which are indented by two spaces: up to a pipe, a redirection or a remark. */
const examplesIn = (text: string): string[][] =>
  [...text.matchAll(/^ {2}\S.*$/gm)].flatMap(([line]) =>
    [...line.matchAll(/\bhostprobe ((?:"[^"]*"|[^"|>&)])*)/g)].map(
      ([, words = '']) =>
        (words.split(/ {2,}/)[0] ?? '').match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [],
    ),
  );

test('each example of the help is one that its command takes, with flags that have an effect in it', async () => {
  let count = 0;
  for (const { details } of await allCommands()) {
    for (const [id = '', ...words] of examplesIn(details)) {
      const command = await commandNamed(id);
      if (command === null) throw new Error(`an example names ${id}, which is no command`);
      const read = readConfig(command, words, {});
      await expect(settingsOfWay(command.ways ?? [], read), `${id} ${words.join(' ')}`).resolves.toBeDefined();
      count++;
    }
  }
  expect(count).toBeGreaterThan(25);
});

const detailsOf = async (id: string) => (await commandNamed(id))?.details.replaceAll('\n', ' ') ?? '';

test('help has the limits and the words that the program has', async () => {
  expect(await detailsOf('bundle')).toContain(`the last ${usualLimits.maxItemBytes / 1e6} MB of each log`);
  const ofStatus = await detailsOf('status');
  expect(rowStatuses.filter((status) => !new RegExp(`\\b${status}\\b`).test(ofStatus))).toEqual([]);
});

test('an address in a text for people has the port that agents listen on', async () => {
  const texts = (await allCommands()).flatMap(({ summary, details, flagHelp = {}, exits }) => [
    ...[summary, details],
    ...Object.values(flagHelp),
    ...Object.values(exits),
  ]);
  const ports = [...texts, ...Object.values(flags).map(({ help }) => help)].flatMap((text) =>
    [...String(text).matchAll(/(?:host|\d|<address[^>]*>|localhost):(\d{4,5})\b/g)].map(([, port]) => Number(port)),
  );
  expect(ports.length).toBeGreaterThan(5);
  expect([...new Set(ports)]).toEqual([agentPort]);
});
