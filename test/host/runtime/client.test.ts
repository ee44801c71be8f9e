import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeRuntime } from './behaviour.ts';

const directory = mkdtempSync(join(tmpdir(), 'hostprobe-cri-'));
afterAll(() => rmSync(directory, { recursive: true }));

let made = 0;
describeRuntime('a unix socket', () => join(directory, `${made++}.sock`));
