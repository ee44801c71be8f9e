import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import { allCommands } from '../agent/cli/index.ts';
import { flags } from '../agent/config/flags.ts';
import { type Flag, variableOf } from '../agent/config.ts';
import { factIds, onDemand } from '../agent/fact/ids.ts';
import { createProbes } from '../agent/probes/index.ts';
import { renderers } from '../agent/renderers/index.ts';
import { textOf } from './fix.ts';
import { runNode } from './run.ts';
import { snapshotWith } from './snapshot.ts';

const pathOf = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Names of the files in a folder of agent/, without its list. */
const unitsIn = (folder: string) =>
  readdirSync(pathOf(`agent/${folder}`))
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();

const commands = await allCommands();

const sorted = (ids: readonly string[]) => [...ids].sort();

describe('the lists', () => {
  test.each([
    ['checks', checks.map(({ id }) => id)],
    ['cli', commands.map(({ id }) => id)],
    ['renderers', renderers.map(({ id }) => id)],
    ['facts', [...factIds, ...onDemand]],
  ])('%s: every file is in the list, under its own name', (folder, ids) => {
    const fix = `agent/${folder}/index.ts must name each file of agent/${folder}/ once, by an id equal to the file's name`;
    expect(sorted(ids), fix).toEqual(unitsIn(folder));
  });

  test('probes: one for every fact, in a file of its name', () => {
    const probes = createProbes();
    expect(sorted(Object.keys(probes))).toEqual(sorted(factIds));
    expect(unitsIn('probes')).toEqual(expect.arrayContaining(Object.keys(probes)));
  });

  test.each([
    ['checks', checks.map(({ id }) => id)],
    ['cli', commands.map(({ id }) => id)],
    ['renderers', renderers.map(({ id }) => id)],
    ['probes', [...factIds, ...onDemand]],
  ])('%s: each has a test of its name', (folder, ids) => {
    const untested = ids.filter((id) => !existsSync(pathOf(`test/${folder}/${id}.test.ts`)));
    expect(untested, `write test/${folder}/<id>.test.ts for each of these`).toEqual([]);
  });
});

describe('every check', () => {
  test.each(checks.map((check) => [check.id, check] as const))(
    '%s passes or skips on the healthy node',
    (_id, check) => {
      const { status, summary } = runCheck(check, snapshotWith());
      expect(['pass', 'skip'], summary).toContain(status);
    },
  );

  test.each(checks.map((check) => [check.id, check] as const))(
    '%s is unknown, not bad, when nothing could be seen',
    (_id, check) => {
      const error = { kind: 'denied' as const, message: 'no' };
      const missing = Object.fromEntries(factIds.map((id) => [id, error]));
      const finding = runCheck(check, snapshotWith(undefined, missing));
      expect(finding.status).toBe('unknown');
      expect(textOf(finding.fix)).toContain('kubectl apply -k manifests/overlays/system');
    },
  );

  test('says what it judges and why, in form', () => {
    for (const { id, title, why, reference } of checks) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title, id).toMatch(/[^.]$/);
      expect(why, id).toMatch(/\.$|\."$/);
      if (reference !== undefined) expect(reference, id).toMatch(/^https:\/\//);
    }
  });
});

describe('every flag', () => {
  const used = new Set(
    commands.flatMap((command) => [...command.flags, ...(command.outputs.length > 0 ? ['output', 'color'] : [])]),
  );

  test('is taken by a command', () => {
    const unused = Object.keys(flags).filter((flag) => !used.has(flag));
    expect(unused, 'name each of these in the flags of a command (agent/cli/), or remove it from config.ts').toEqual(
      [],
    );
  });

  test('has a variable that Kubernetes does not set by itself for a Service named hostprobe', () => {
    // Docker's link variables: HOSTPROBE_PORT, HOSTPROBE_SERVICE_HOST, HOSTPROBE_SERVICE_PORT(_name), HOSTPROBE_PORT_n_TCP.
    const variables = Object.keys(flags).map((flag) => variableOf(flag as Flag));
    expect(variables.filter((name) => /^HOSTPROBE_(PORT|SERVICE_(HOST|PORT))/.test(name))).toEqual([]);
  });
});

test('importing every module does nothing: no output, nothing left running', async () => {
  const files = readdirSync(pathOf('agent'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const script = `
    for (const file of ${JSON.stringify(files)}) await import(${JSON.stringify(`file://${pathOf('agent')}/`)} + file);
    console.log(JSON.stringify(process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap')));`;
  const { code, stdout, stderr } = await runNode(['--input-type=module', '-e', script]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual([]);
});

test('the help of each command fits into 120 columns, and calls signatures error texts', () => {
  const lines = commands.flatMap(({ details }) => details.split('\n'));
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
  const said = [...lines, ...Object.values(flags).map(({ help }) => help)];
  expect(said.filter((line) => /signature/i.test(line))).toEqual([]);
});

test('agent/README.md names files and rooms that exist, each in its room', () => {
  const all = readdirSync(pathOf('agent'), { recursive: true, encoding: 'utf8' }).map((path) => `/${path}`);
  const rows = [...readFileSync(pathOf('agent/README.md'), 'utf8').matchAll(/^\| (.*?) \| (.*?) \|(?: (.*?) \|)?/gm)];
  const wrong = rows.flatMap(([, rooms = '', holds = '', examples = '']) => {
    const named = [...rooms.matchAll(/`([a-z0-9/-]+)\/`/g)].map(([, room]) => `/${room}/`);
    const within = all.filter((path) => named.length === 0 || named.some((room) => path.startsWith(room)));
    return [...`${holds} ${examples}`.matchAll(/`([a-z][a-z0-9/-]*?)(?:\/|\.ts)?`/g)].flatMap(([, name = '']) =>
      (name.includes('/') ? all : within).some((path) => path.replace(/\.ts$/, '').endsWith(`/${name}`))
        ? []
        : [`${rooms}: ${name}`],
    );
  });
  expect(rows.length).toBeGreaterThan(20);
  expect(wrong, 'name the file as it is called now, in the row of its room').toEqual([]);
});

test('a name that modules export means one thing', () => {
  const places = new Map<string, Set<string>>();
  for (const path of readdirSync(pathOf('agent'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.endsWith('.pb.ts')) continue;
    const source = readFileSync(pathOf(`agent/${path}`), 'utf8');
    for (const [, name = ''] of source.matchAll(
      /^export (?:async )?(?:const|function\*?|interface|type|class) (\w+)/gm,
    )) {
      places.set(name, (places.get(name) ?? new Set()).add(path));
    }
  }
  // One noun goes through all rooms: facts/token.ts and probes/token.ts both export token.
  const meanings = (paths: ReadonlySet<string>) => new Set([...paths].map((path) => basename(path))).size;
  const twice = [...places]
    .filter(([, paths]) => meanings(paths) > 1)
    .map(([name, paths]) => [name, ...paths].join(' '));
  expect(places.size).toBeGreaterThan(1000);
  expect(twice, 'rename one of them, so that a reader who looks for the name finds what it is').toEqual([]);
});

test('a name that a module exports is imported by another module, or by a test', () => {
  const sources = new Map(
    ['agent', 'test', 'scripts', 'image'].flatMap((folder) =>
      readdirSync(pathOf(folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.m?[jt]s$/.test(path))
        .map((path) => [`${folder}/${path}`, readFileSync(pathOf(`${folder}/${path}`), 'utf8')] as const),
    ),
  );
  const imports =
    /(?:\b(?:import|export)(?: type)? (\{[^}]*\}) from |(?:\bconst|\blet) (\{[^}]*\}) = await import\(|)'(\.[^']*\.ts)'/g;
  const used = new Set<string>();
  for (const [path, source] of sources) {
    for (const [, names, taken, from = ''] of source.matchAll(imports)) {
      // A module that is imported as a whole: each name that the importer mentions.
      for (const [name] of (names ?? taken ?? source).matchAll(/\w+/g))
        used.add(`${join(dirname(path), from)} ${name}`);
    }
    for (const [, file, name] of source.matchAll(/scriptOf\('(\w+)', '(\w+)'\)/g))
      used.add(`agent/page/${file}.ts ${name}`);
  }
  const unused = [...sources].flatMap(([path, source]) =>
    !path.startsWith('agent/') || path.endsWith('.pb.ts')
      ? []
      : [...source.matchAll(/^export (?:async )?(?:const|function\*?|interface|type|class) (\w+)/gm)]
          .map(([, name]) => `${path} ${name}`)
          .filter((one) => !used.has(one)),
  );
  expect(used.size).toBeGreaterThan(1000);
  expect(unused, 'remove `export` where only its own file uses it, else remove the code').toEqual([]);
});

test('each test of redact/ has the name of a file there, stands in a folder of that name, or is of a whole room', () => {
  const tests = readdirSync(pathOf('test/redact'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => path.replace(/\.test\.ts$/, ''));
  const isOf = (path: string) => existsSync(pathOf(`agent/redact/${path}.ts`));
  const ofRooms = new Set(['whole', 'patterns']);
  const others = tests.filter((path) => !isOf(path) && !isOf(dirname(path)) && !ofRooms.has(dirname(path)));
  expect(tests.length).toBeGreaterThan(70);
  expect(others, 'move each to where its file is in agent/redact/').toEqual([]);
});
