import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { compareGaps } from '../known-gaps.ts';
import { program } from '../program.ts';
import { saved } from '../run.ts';
import { snapshotWith } from '../snapshot.ts';

test('a named pipe without a writer ends with a sentence, and code 64', async () => {
  const fifo = join(mkdtempSync(join(tmpdir(), 'hostprobe-test-')), 'a.yaml');
  execFileSync('mkfifo', [fifo]);
  const facts = saved(snapshotWith());
  const commands = {
    lint: ['lint', fifo],
    predict: ['predict', fifo, '--facts', facts],
    'report --facts': ['report', '--facts', fifo],
  };
  const failed = new Map<string, string>();
  await Promise.all(
    Object.entries(commands).map(async ([id, args]) => {
      // What waits for a writer waits for ever; what does not is through long before.
      const { exitCode, stderr, timedOut } = await execa(process.execPath, [program, ...args], {
        reject: false,
        timeout: 150_000,
        killSignal: 'SIGKILL',
      });
      const isRight = !timedOut && exitCode === 64 && stderr.includes(fifo) && !/\n\s+at /.test(stderr);
      if (!isRight) failed.set(id, timedOut ? 'does not end' : `${exitCode}: ${stderr}`);
    }),
  );
  compareGaps(failed, new URL('fifo.gaps.txt', import.meta.url));
});

test('a pipe with a writer is read, such as that of a process substitution', async () => {
  const text =
    'apiVersion: v1\nkind: Pod\nspec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, image: r/a:1}]}';
  const script = `"$0" "$1" lint <(printf '%s' "$2") -o json`;
  const { stdout, exitCode } = await execa('bash', ['-c', script, process.execPath, program, text], { reject: false });
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).pods).toHaveLength(1);
});
