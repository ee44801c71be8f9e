import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../run.ts';
import { besideTheAgent } from './met.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let server: Awaited<ReturnType<typeof serve>>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  copyFileSync(here('../explain/inputs/event-denied.txt'), join(folder, 'containerd.log'));
  copyFileSync(here('../predict/agent.yaml'), join(folder, 'agent.yaml'));
  server = await serve(['--facts', here('../nodes/nssm-user-account/snapshot.json')]);
});
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

describe('by hand, with curl', () => {
  test.each(besideTheAgent)('%s', async (command, code, printed) => {
    const typed = command.replace('127.0.0.1:20258', `127.0.0.1:${server.port}`);
    const { exitCode, stdout } = await execa('sh', ['-c', typed], {
      cwd: folder,
      reject: false,
      stripFinalNewline: false,
    });
    expect(exitCode).toBe(code);
    expect(stdout).toMatch(printed);
  });

  test('an unchanged answer is not fetched again, and what was fetched is judged elsewhere as here', async () => {
    const url = `http://127.0.0.1:${server.port}/facts`;
    const fetched = join(folder, 'again.json');
    const args = [
      '-s',
      '--compressed',
      '--etag-save',
      'tag',
      '--etag-compare',
      'tag',
      '-w',
      '%{http_code}',
      '-o',
      fetched,
    ];
    const codes = [
      await execa('curl', [...args, url], { cwd: folder }),
      await execa('curl', [...args, url], { cwd: folder }),
    ];
    expect(codes.map(({ stdout }) => stdout)).toEqual(['200', '304']);
    expect(JSON.parse(readFileSync(fetched, 'utf8'))).toEqual(
      JSON.parse(readFileSync(here('../nodes/nssm-user-account/snapshot.json'), 'utf8')),
    );
  });
});
