import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const logs = (call: string) =>
  promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    `import { createKeptLog, createLog } from ${JSON.stringify(new URL('../agent/log.ts', import.meta.url).href)};
     const log = await createLog('info');
     ${call}`,
  ]);

test('an error in the log has its message and stack, without the secret in them', async () => {
  const secret = 'hunter2hunter2hunter2';
  const { stderr, stdout } = await logs(
    `const error = Object.assign(new TypeError('asked with Authorization: Bearer ${secret}'), { code: 'E_ASK', url: 'https://u:${secret}@node/' });
     log.error({ err: error }, 'a look failed');`,
  );
  expect(stdout).toBe('');
  expect(stderr).not.toContain(secret);
  const line = JSON.parse(stderr);
  expect(line).toMatchObject({ level: 'error', msg: 'a look failed', err: { type: 'TypeError', code: 'E_ASK' } });
  expect(line.err.message).toContain('asked with Authorization');
  expect(line.err.stack).toContain('TypeError: asked with');
});

test('the newest thousand lines of a log stay at hand, as they were written', async () => {
  const { stdout, stderr } = await logs(
    `const { log: kept, ownLog } = await createKeptLog('info');
     for (let line = 0; line < 1100; line++) kept.info({ line }, 'looked');
     console.log(ownLog.text());`,
  );
  const kept = stdout.trimEnd().split('\n');
  expect(kept.length).toBe(1000);
  expect(stderr.trimEnd().endsWith(kept.join('\n'))).toBe(true);
  expect(JSON.parse(kept[0] ?? '')).toMatchObject({ line: 100 });
});
