import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { tellingUsage } from '../../scripts/bench/usage.ts';

/** As a bench does: it holds a large input, and measures a child that holds nothing. */
const parent = `
const { spawnSync } = require('node:child_process');
const held = Buffer.alloc(300 * 2 ** 20, 1);
const { stderr } = spawnSync(process.execPath, [...JSON.parse(process.argv[1]), '-e', '0']);
process.stdout.write(stderr);
held.at(0);
`;

describe.runIf(process.platform === 'linux')('the usage of a measured process', () => {
  test('is its own, however much the one that measures holds', () => {
    const told = execFileSync(process.execPath, ['-e', parent, JSON.stringify(tellingUsage)], { encoding: 'utf8' });
    expect(JSON.parse(told).maxRSS / 1024).toBeLessThan(200);
  });

  test('counts what it held at its peak', () => {
    const held = 'Buffer.alloc(300 * 2 ** 20, 1).at(0)';
    const { stderr } = spawnSync(process.execPath, [...tellingUsage, '-e', held], { encoding: 'utf8' });
    expect(JSON.parse(stderr).maxRSS / 1024).toBeGreaterThan(300);
  });
});
