import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { run, saved } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

const recorded = saved(snapshotWith());
const newFile = () => join(mkdtempSync(join(tmpdir(), 'hostprobe-bundle-')), 'node.zip');
const unzip = async (...args: string[]) => (await execa('unzip', args, { stripFinalNewline: false })).stdout;

describe('hostprobe bundle', () => {
  test('writes an archive that unzip finds whole, with the report as report -o json prints it', async () => {
    const file = newFile();
    const { code, stdout, stderr } = await run(['bundle', '--facts', recorded, file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('files of win-node-1');
    expect(await unzip('-tqq', file)).toBe('');
    const { stdout: report } = await run(['report', '--facts', recorded, '-o', 'json']);
    expect(await unzip('-p', file, 'report.json')).toBe(report);
  });
});
