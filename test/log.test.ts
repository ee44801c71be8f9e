import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

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
  expect(Object.keys(line)).toEqual(['level', 'time', 'err', 'msg']);
  expect(new Date(line.time).toISOString()).toBe(line.time);
  expect(line).toMatchObject({ level: 'error', msg: 'a look failed', err: { type: 'TypeError', code: 'E_ASK' } });
  expect(line.err.message).toContain('asked with Authorization');
  expect(line.err.stack).toContain('TypeError: asked with');
});

test('the newest thousand lines of a log are kept as they were written', async () => {
  const { stdout, stderr } = await logs(
    `const { log: kept, ownLog } = await createKeptLog('info');
     for (let line = 0; line < 1099; line++) kept.info({ line }, 'run complete');
     const before = ownLog.text().split('\\n').length - 1;
     kept.info({ line: 1099 }, 'run complete');
     console.log(before + '\\n' + ownLog.text());`,
  );
  const [before, ...kept] = stdout.trimEnd().split('\n');
  expect([Number(before), kept.length]).toEqual([1000, 1000]);
  expect(stderr.trimEnd().endsWith(kept.join('\n'))).toBe(true);
  expect(JSON.parse(kept[0] ?? '')).toMatchObject({ line: 100 });
});

test('a pipe without a reader stops nothing, and what was left out is reported to the next reader', async () => {
  const program = `import { createKeptLog } from ${JSON.stringify(new URL('../agent/log.ts', import.meta.url).href)};
    const { log } = await createKeptLog('info');
    const text = 'x'.repeat(10_000);
    for (let line = 0; line < 300; line++) log.info({ line, text }, 'run complete');
    console.log('still here');
    process.stdin.once('data', () => setTimeout(() => { log.info('read again'); log.info('and again'); process.stdin.destroy(); }, 500));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = once(child.stdout, 'data').then(([bytes]) => String(bytes).trim());
  expect(await said).toBe('still here');
  const heard = text(child.stderr);
  child.stdin.write('go\n');
  const lines = (await heard)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-3)).toMatchObject({ level: 'warn', msg: expect.stringContaining('left out') });
  expect(lines.length - 3 + lines.at(-3).lines).toBe(300);
  expect(lines.slice(-2)).toMatchObject([{ msg: 'read again' }, { msg: 'and again' }]);
});

test('a probe that failed has a line with its error, and one that answered has its time', async () => {
  const { stderr } = await logs(
    `const { logFact } = await import(${JSON.stringify(new URL('../agent/log.ts', import.meta.url).href)});
     const say = logFact(await createLog('debug'));
     say('os', 5, null);
     say('token', 7, { kind: 'denied', message: 'OpenProcessToken', code: '5' });`,
  );
  const told = stderr
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), time: null }));
  expect(told).toEqual([
    { level: 'debug', time: null, fact: 'os', ms: 5, msg: 'probe answered' },
    {
      level: 'warn',
      time: null,
      fact: 'token',
      ms: 7,
      kind: 'denied',
      code: '5',
      error: 'OpenProcessToken',
      msg: 'probe failed',
    },
  ]);
});
