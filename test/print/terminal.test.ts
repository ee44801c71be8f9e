import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { exceptPaths, writeAll } from '../../agent/print/terminal.ts';
import { newFolder } from '../host/folder.ts';
import { program } from '../program.ts';
import { saved } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

const node = snapshotWith((facts) => {
  const process = facts['runtime-process'].containerd[0];
  if (process) process.account = { ok: true, value: { sid: 'S-1-5-21-1-2-3-500', name: 'WIN-KNOTEN\\Bürger' } };
});

const manifest = saved(
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, image: a}]}\n',
);

/** What the report, or another command, looks like on a terminal of this width: script(1) gives the program a real one. */
async function onTerminal(
  columns: number,
  environment: Record<string, string>,
  words = `report --facts '${saved(node)}'`,
): Promise<string[]> {
  const command = `stty cols ${columns}; exec '${process.execPath}' '${program}' ${words}`;
  const { stdout } = await execa('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', ...environment },
    extendEnv: false,
    reject: false,
  });
  return stdout.split('\r\n');
}

describe('on a terminal', () => {
  test('the report is coloured, and plain where NO_COLOR is set', async () => {
    expect((await onTerminal(90, {})).join('\n')).toContain('\u001b[31mFAIL');
    expect((await onTerminal(90, { NO_COLOR: '1' })).join('\n')).not.toContain('\u001b');
    // Where errors go says nothing of the report.
    const report = `report --facts '${saved(node)}'`;
    expect((await onTerminal(90, {}, `${report} 2>/dev/null`)).join('\n')).toContain('\u001b[31mFAIL');
  });

  test('it keeps to the width', async () => {
    const lines = await onTerminal(70, { NO_COLOR: '1' });
    const prose = lines.filter((line) => !/https:/.test(line) && !/^(hostprobe| {10})/.test(line));
    expect(prose.filter((line) => line.length > 70)).toEqual([]);
    expect(prose.some((line) => line.length > 55)).toBe(true);
  });

  test('in a window narrower than 60 it is as in one of 60, in which a sentence still reads', async () => {
    const narrow = await onTerminal(40, { NO_COLOR: '1' });
    expect(narrow).toEqual(await onTerminal(60, { NO_COLOR: '1' }));
  });

  test('help keeps to the width too', async () => {
    const lines = await onTerminal(80, {}, 'status --help');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeGreaterThan(50);
  });

  test('what lint finds keeps to the width, with its place whole and its step below it', async () => {
    const lines = (await onTerminal(80, { NO_COLOR: '1' }, `lint '${manifest}'`)).join('\n').split(/\r?\n/);
    expect(lines.filter((line) => line.startsWith(`${manifest}:`)).length).toBeGreaterThan(1);
    const prose = lines.filter((line) => !/^ {8}/.test(line) && line.length - manifest.length > 70);
    expect(prose).toEqual([]);
  });

  test('a prediction for more nodes than columns keeps to it, and says why above its table', async () => {
    const user = 'NT AUTHORITY\\SYTEM';
    const pod = saved(
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, nodeSelector: {kubernetes.io/os: windows}, securityContext: {windowsOptions: {hostProcess: true, runAsUserName: '${user}'}}, containers: [{name: a, image: a}]}\n`,
    );
    const lines = await onTerminal(80, { NO_COLOR: '1' }, `predict '${pod}'`);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.slice(0, 6).join(' ').replaceAll(/\s+/g, ' ')).toContain(
      '5 of 5 nodes: it will not run; it stops at user: "NT AUTHORITY\\SYTEM" is not spelled as the shim compares it: write "NT AUTHORITY\\SYSTEM"',
    );
    expect(lines).toContainEqual(expect.stringMatching(/^containerd 1\.6, Server 2022 +no +user/));
  });

  test('so does an error', async () => {
    const lines = await onTerminal(80, {}, 'report --output yam');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines[0]).toMatch(/^hostprobe report: --output must be .+[^ ]$/);
  });

  test('a table of nodes that is wider than the window is a list, in which equal answers stand once', async () => {
    const other = saved({ ...snapshotWith(), node: 'win-other' });
    const lines = await onTerminal(80, {}, `predict '${manifest}' --facts '${saved(node)}' --facts '${other}'`);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join('\n')).toMatch(/\nmode\n {4}[^:\n]+\n/);
  });

  test('letters beyond ASCII are shown where the console has UTF-8, and written out where it has not', async () => {
    expect((await onTerminal(100, { NO_COLOR: '1', LANG: 'C.UTF-8' })).join(' ')).toContain('WIN-KNOTEN\\Bürger');
    expect((await onTerminal(100, { NO_COLOR: '1', LANG: 'C' })).join(' ')).toContain('WIN-KNOTEN\\B\\u{fc}rger');
  });
});

test.skipIf(process.platform !== 'linux')('a full disk is an error of the user, in words', async () => {
  await expect(writeAll(createWriteStream('/dev/full'), 'x')).rejects.toThrow(
    'standard output cannot be written: the disk is full; make room, or write elsewhere',
  );
});

test('what people read is defused, and bytes are left alone', async () => {
  const path = saved('');
  const file = createWriteStream(path);
  await writeAll(file, 'a\u001b[2Jb\n');
  await writeAll(file, Buffer.from('\u001b'));
  expect(readFileSync(path, 'utf8')).toBe('a\\u001b[2Jb\n\u001b');
});

/** Takes words for keys, as a redaction may take a part of a path. */
const redact = (text: string) => text.replaceAll(/key\w+/g, '<redacted>');

test('paths that the user gave keep their names, whichever of them begins as another', async () => {
  const folder = join(await newFolder(), 'keyAbc');
  mkdirSync(join(folder, 'keyDef'), { recursive: true });
  const [short, long] = [join(folder, 'keyDef'), join(folder, 'keyDef', 'keyGhi.log')];
  const argv = ['redact', short, `--facts=${long}`];
  const inOneWord = ['redact', `--facts=${short},${long}`];
  for (const given of [argv, inOneWord]) {
    expect(exceptPaths(given, `${long} and ${short}, not keyJkl`, redact)).toBe(`${long} and ${short}, not <redacted>`);
  }
});

test('what is no path, or lies in a folder that is not there, is redacted', async () => {
  const nowhere = join(await newFolder(), 'keyAbc', 'node.json');
  expect(exceptPaths(['explain', 'keyDef', nowhere], `keyDef of ${nowhere}`, redact)).toBe(
    `<redacted> of ${nowhere.replace('keyAbc', '<redacted>')}`,
  );
});
