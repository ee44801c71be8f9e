import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from './run.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a person types, beside a node whose containerd runs as a user: the command, its exit code, what it prints. */
const examples: readonly [command: string, code: number, printed: RegExp][] = [
  ['curl -s 127.0.0.1:20258', 0, /^hostprobe 0\.1\.0: unhealthy\nFAIL {4}containerd-account\n/],
  ['curl -sf 127.0.0.1:20258/report', 22, /^$/],
  ["curl -s '127.0.0.1:20258/report?format=text'", 0, /^FAIL {4}containerd-account: /m],
  ["curl -s -H 'Accept: text/plain' 127.0.0.1:20258/report", 0, /^FAIL {4}containerd-account: /m],
  ["curl -sf '127.0.0.1:20258/report?check=os-build,disk-space'", 0, /"status":"healthy","counts":\{"pass":2,/],
  ['curl -s --compressed 127.0.0.1:20258/facts > node.json', 0, /^$/],
  ['curl -s --etag-save etag --etag-compare etag 127.0.0.1:20258/facts -o node.json', 0, /^$/],
  [
    'curl -s --data-binary @containerd.log 127.0.0.1:20258/explain',
    0,
    /"id":"containerd-account","weight":"confirmed"/,
  ],
  ['curl -s --data-binary @agent.yaml 127.0.0.1:20258/predict', 0, /"schemaVersion":1,/],
  ['curl -s -X POST 127.0.0.1:20258/report', 0, /"status":409,"detail":"this is a recorded snapshot;/],
  ['curl -sI 127.0.0.1:20258/report', 0, /^HTTP\/1\.1 503 Service Unavailable\r\n(?:.*\r\n)*etag: "[\w-]+"\r\n/i],
  ['curl -s 127.0.0.1:20258/metrics', 0, /^hostprobe_check_status\{check="containerd-account",status="fail"\} 1$/m],
  ['curl -s 127.0.0.1:20258/openapi.json', 0, /^\{"openapi":"3\.1\.0",/],
];

let server: Awaited<ReturnType<typeof serve>>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  copyFileSync(here('explain/inputs/event-denied.txt'), join(folder, 'containerd.log'));
  copyFileSync(here('predict/agent.yaml'), join(folder, 'agent.yaml'));
  server = await serve(['--facts', here('nodes/nssm-user-account/snapshot.json')]);
});
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

describe('by hand, with curl', () => {
  test.each(examples)('%s', async (command, code, printed) => {
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
      JSON.parse(readFileSync(here('nodes/nssm-user-account/snapshot.json'), 'utf8')),
    );
  });

  test('README shows commands that are run here, and no others', () => {
    const shown = readFileSync(here('../README.md'), 'utf8').match(/^curl .*127\.0\.0\.1:20258.*$/gm) ?? [];
    const run = examples.map(([command]) => command);
    expect(shown.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => !run.includes(line))).toEqual([]);
  });
});
