import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usualLimits } from '../../agent/bundle/writer.ts';
import { allCommands, commandNamed } from '../../agent/cli/index.ts';
import { flags } from '../../agent/config/flags.ts';
import { settingsOfWay } from '../../agent/config/ways.ts';
import { defaultOf, type Flag, readConfig, variableOf } from '../../agent/config.ts';
import { manyNodes } from '../../agent/fleet/many-nodes.ts';
import { causesInFull } from '../../agent/report.ts';
import { describeApi } from '../../agent/server/openapi.ts';
import { operations } from '../../agent/server/operations.ts';
import { project } from '../../image/folder.ts';

/** The lines of the sources in which the agent speaks of itself. */
const lines = globSync('agent/**/*.ts', { cwd: project }).flatMap((file) =>
  readFileSync(join(project, file), 'utf8')
    .split('\n')
    .map((line, index) => ({ file, line, at: `${file}:${index + 1}` })),
);

/** What the lines name that is not there, and where. */
const missing = (missingIn: (line: string, file: string) => string[]) =>
  lines.flatMap(({ line, file, at }) => missingIn(line, file).map((what) => `${at} ${what}`));

const commands = await allCommands();
const common = ['--help', '-h', '--version', '--output', '-o', '--color', '--filename', '-f'];
const flagsOf = (of: readonly Flag[]) =>
  new Set([...common, ...of.flatMap((flag) => [`--${flag}`, `-${flags[flag].short ?? flag}`])]);
/** The commands whose text speaks of flags of others. */
const ofAll = ['complete', 'status'];
const taken = new Map(commands.map(({ id, flags: own }) => [id, flagsOf(own)]));

/** A line with the commands of other programs, which have flags of their own, or with none of ours. */
const ofOthers = /\b(?:kubectl|docker|curl|openssl|crictl|ctr|npm|node) |=>|\.exe\b/;

test('a command line in a sentence is of a command that there is, with flags that it has', () => {
  const commandLine = /\bhostprobe (?!can |reads |runs )([a-z]+(?:-[a-z]+)*)((?: [^\s;,.|>`'"()]+)*)/g;
  const unknown = missing((line) =>
    [...line.matchAll(commandLine)].flatMap(([all, id = '', rest = '']) => {
      const given = rest.split(' ').flatMap((word) => /^--?[a-z][a-z-]*/i.exec(word)?.[0] ?? []);
      const own = taken.get(id);
      if (own !== undefined) return given.flatMap((flag) => (own.has(flag) ? [] : [`${flag}: ${all}`]));
      return given.length > 0 || /^ (?:[<$-]|pod\/)/.test(rest) ? [all] : [];
    }),
  );
  expect(unknown).toEqual([]);
});

test('a flag that a command names is its own, and elsewhere one of some command', () => {
  const some = flagsOf(commands.flatMap((command) => command.flags));
  const unknown = missing((line, file) => {
    const [, room = '', id = ''] = /^agent\/(\w+)[/.]([\w-]+)/.exec(file) ?? [];
    const own = ['cli', 'server', 'fleet', 'source', 'bundle', 'compare', 'history', 'print', 'error'].includes(room)
      ? ((room === 'cli' && !ofAll.includes(id) ? taken.get(id) : undefined) ?? some)
      : null;
    if (own === null || ofOthers.test(line) || /hostprobe \w|var\(|--(?:flag|no-|running)/.test(line)) return [];
    return [...line.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].flatMap(([flag]) => (own.has(flag) ? [] : [flag]));
  });
  expect(unknown).toEqual([]);
});

test('an example in --help can be typed', async () => {
  const examples = commands.flatMap(({ details }) =>
    details
      .split('\n')
      .flatMap((line) => /^ {2}(?:.* \| )?hostprobe (.+?)(?:(?: [|>] | {2,}).*)?$/.exec(line)?.[1] ?? []),
  );
  expect(examples.length).toBeGreaterThan(20);
  for (const example of examples) {
    const [id = '', ...args] = (example.match(/"[^"]*"|[^\s]+/g) ?? []).map((word) => word.replaceAll('"', ''));
    const command = await commandNamed(id);
    if (command === null) throw new Error(`there is no command ${id}: ${example}`);
    const use = readConfig(command, args, {});
    await settingsOfWay(command.ways ?? [], use);
    expect([example, use.operands.length > 0 && command.operands === null]).toEqual([example, false]);
  }
});

test('a route in a sentence is one of the server, with a parameter that it has', () => {
  const unknown = missing((line) =>
    [...line.matchAll(/\b(GET|POST) (\/[a-z]*(?:\.json)?)(?:\?([a-z]+)=)?/g)].flatMap(
      ([all, method, path, parameter]) => {
        const operation = operations[`${method} ${path}`];
        const isThere =
          path === '/schema' ||
          (operation !== undefined && (parameter === undefined || operation.query?.shape[parameter]));
        return isThere ? [] : [all];
      },
    ),
  );
  expect(unknown).toEqual([]);
});

test('a variable, a file of the project or a script of npm that a sentence names is there', () => {
  const variables = new Set(Object.keys(flags).map((flag) => variableOf(flag as Flag)));
  const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const unknown = missing((line) => [
    ...[...line.matchAll(/(?<![\w/])(?:manifests|image|agent|test)\/[\w-]+[\w./-]*\.[a-z]+/g)].flatMap(([path]) =>
      existsSync(join(project, path)) ? [] : [path],
    ),
    ...[...line.matchAll(/\bnpm run (?:-s )?(\w+)/g)].flatMap(([all, name = '']) => (name in scripts ? [] : [all])),
    ...[...line.matchAll(/\bHOSTPROBE_(?!PORT|SERVICE_)[A-Z_]+\b/g)].flatMap(([name]) =>
      variables.has(name) ? [] : [name],
    ),
  ]);
  expect(unknown).toEqual([]);
});

test('a figure in --help and in the description of the API is that of the code', () => {
  const helps = new Map(
    commands.map(({ id, details, flagHelp = {} }) => [id, [details, ...Object.values(flagHelp)].join('\n')]),
  );
  const words = ['none', 'one', 'two', 'three', 'four', 'five'];
  const api = JSON.stringify(describeApi([{ method: 'POST', path: '/explain', access: 'readers' }], operations));
  const figures: readonly [said: string | undefined, figure: RegExp, is: number][] = [
    [flags.yes.help, /more than (\d+) nodes/, manyNodes],
    [helps.get('bundle'), /the last (\d+) MB of each log/, usualLimits.maxItemBytes / 1e6],
    [defaultOf('max-size') ?? '', /(\d+)MB/, usualLimits.maxBytes / 1e6],
    [api, /not only the first (\w+)/, causesInFull],
  ];
  for (const [said = '', figure, is] of figures) {
    const [, found = ''] = figure.exec(said) ?? [];
    expect([said, words.includes(found) ? words.indexOf(found) : Number(found)]).toEqual([said, is]);
  }
});
