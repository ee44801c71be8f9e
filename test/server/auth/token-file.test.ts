import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAmong, openTokenFile, readBearer, readTokens } from '../../../agent/server/auth/token-file.ts';

const [first, second] = ['first-'.repeat(8), 'second'.repeat(8)];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hostprobe-tokens-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** The file with this content, read again at once; `logged` are the messages of the log so far. */
async function opened(content: string | Buffer, path = join(folder(), 'tokens')) {
  writeFileSync(path, content);
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  const file = await openTokenFile({ path, log, rereadEveryMs: 5 });
  onTestFinished(() => file.stop());
  return { path, file, logged };
}
const accepted = (file: { has(token: string): boolean }) => [first, second].filter((token) => file.has(token));
const open = (path: string) => openTokenFile({ path, log: pino({ enabled: false }) });

describe('at the start', () => {
  test('the tokens of the file are accepted, and no others', async () => {
    const { file } = await opened(`# dashboards\n${first}\n`);
    expect(accepted(file)).toEqual([first]);
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${first}\r\n`)],
    ['UTF-16, as > of Windows PowerShell writes', Buffer.from(`\ufeff${first}\r\n`, 'utf16le')],
  ])('the file may be in %s', async (_, bytes) => {
    expect(accepted((await opened(bytes)).file)).toEqual([first]);
  });

  test.each([
    ['', /contains no token: it must have one on each line; create one with openssl rand -hex 32/],
    ['# nobody yet\n', /contains no token/],
    ['secret\n', /line 1: a token must have at least 32 characters, but has 6/],
    ['x'.repeat(2 ** 16 + 1), /has more than 65536 bytes/],
  ])('an invalid file is an error that says why', async (content, complaint) => {
    const path = join(folder(), 'tokens');
    writeFileSync(path, content);
    await expect(open(path)).rejects.toThrow(complaint);
    await expect(open(path)).rejects.toMatchObject({ name: 'UserError' });
  });

  test('a file that is not there is an error that names it', async () => {
    const path = join(folder(), 'tokens');
    await expect(open(path)).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining(path) });
  });
});

describe('a file that changes', () => {
  test('gives and takes tokens', async () => {
    const { path, file, logged } = await opened(first);
    writeFileSync(path, `${first}\n${second}\n`);
    await expect.poll(() => accepted(file)).toEqual([first, second]);
    writeFileSync(path, second);
    await expect.poll(() => accepted(file)).toEqual([second]);
    expect(new Set(logged)).toEqual(new Set(['the token file was reloaded']));
  });

  test('is followed when a mounted Secret is replaced by a link that leads elsewhere', async () => {
    const mount = folder();
    const version = (name: string, content: string) => {
      mkdirSync(join(mount, name));
      writeFileSync(join(mount, name, 'tokens'), content);
    };
    version('..1', first);
    symlinkSync('..1', join(mount, '..data'));
    symlinkSync(join('..data', 'tokens'), join(mount, 'tokens'));
    const file = await openTokenFile({ path: join(mount, 'tokens'), log: pino({ enabled: false }), rereadEveryMs: 5 });
    onTestFinished(() => file.stop());
    expect(accepted(file)).toEqual([first]);
    version('..2', second);
    symlinkSync('..2', join(mount, '..data_tmp'));
    renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
    rmSync(join(mount, '..1'), { recursive: true });
    await expect.poll(() => accepted(file)).toEqual([second]);
  });

  test.each([
    ['is spoilt', (path: string) => writeFileSync(path, `${second}\nno token\n`)],
    ['is taken away', (path: string) => rmSync(path)],
  ])('changes nothing when it %s, and the log says so once', async (_, spoil) => {
    const { path, file, logged } = await opened(first);
    spoil(path);
    await expect.poll(() => logged).toHaveLength(1);
    expect(logged).toEqual(['the token file is invalid; the tokens from before stay valid']);
    expect(accepted(file)).toEqual([first]);
    writeFileSync(path, second);
    await expect.poll(() => accepted(file)).toEqual([second]);
    expect(logged).toHaveLength(2);
  });

  test('takes all tokens back when it is emptied, and the log says so', async () => {
    const { path, file, logged } = await opened(first);
    writeFileSync(path, '# nobody any more\n');
    await expect.poll(() => accepted(file)).toEqual([]);
    expect(logged).toEqual(['the token file is empty, so no token is accepted']);
  });

  test('is not read after it is stopped', async () => {
    const { path, file } = await opened(first);
    file.stop();
    const running = await opened(first, path);
    // One that is not stopped has read each of them, twice at least.
    for (const token of [second, first, second]) {
      writeFileSync(path, token);
      await expect.poll(() => accepted(running.file), { interval: 5 }).toEqual([token]);
      expect(accepted(file)).toEqual([first]);
    }
  });
});

const read = (text: string) => readTokens(text, 'tokens.txt');

describe('a file of tokens', () => {
  test.each([
    ['one a line', `${first}\n${second}\n`],
    ['without a line feed at its end', `${first}\n${second}`],
    ['with carriage returns alone', `${first}\r${second}`],
    ['as Windows writes lines', `${first}\r\n${second}\r\n`],
    ['with comments, blank lines and blanks', `# of the dashboard\n\n  ${first}\t\n   # old\n${second}\n\n`],
  ])('is read %s', (_, text) => {
    const hashes = read(text);
    expect(hashes).toHaveLength(2);
    expect([first, second, `${first}x`, first.slice(1), ''].map((token) => isAmong(token, hashes))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('may hold none', () => {
    expect(read('')).toEqual([]);
    expect(read('# nobody\r\n')).toEqual([]);
    expect(isAmong('', [])).toBe(false);
  });

  test('may hold the longest token, and as many as are allowed', () => {
    expect(isAmong('x'.repeat(8192), read('x'.repeat(8192)))).toBe(true);
    expect(read(`${first}\n`.repeat(100))).toHaveLength(100);
  });

  test.each([
    [
      `${first}\nshort-canary\n`,
      'tokens.txt, line 2: a token must have at least 32 characters, but has 12; create a token',
    ],
    [`canary of many words ${second}`, 'tokens.txt, line 1: a token may contain only letters, digits and - . _ ~ + /'],
    [`Bearer ${second}`, 'tokens.txt, line 1: a token may contain'],
    [`# long\n${'x'.repeat(8193)}`, 'tokens.txt, line 2: a token must have at most 8192 characters, but has 8193'],
    [`${first}\n`.repeat(101), 'tokens.txt has 101 tokens, but at most 100 are allowed'],
  ])('is refused with the number of the wrong line, and without its text', (text, complaint) => {
    expect(() => read(text)).toThrow(complaint);
    expect(() => read(text)).not.toThrow(/canary|xxx|sss|fff/);
  });

  // A DataView is no Buffer, no text and no list of numbers: timingSafeEqual takes it, other comparisons do not.
  test('is compared in constant time with each hash, whichever is the right one', () => {
    const views = read(`${first}\n${second}`).map((hash) => new DataView(hash.buffer, hash.byteOffset, hash.length));
    let compared = 0;
    const hashes = new Proxy(views, {
      get(target, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) compared += 1;
        return Reflect.get(target, name);
      },
    });
    for (const token of [first, second, 't'.repeat(32)]) {
      compared = 0;
      expect(isAmong(token, hashes)).toBe(token === first || token === second);
      expect(compared).toBe(2);
    }
  });

  test('keeps nothing of a token but its hash', () => {
    expect(read('f'.repeat(32)).map((hash) => hash.toString('hex'))).toEqual([
      '352302489bc2fcf025cf00cda8308033f97ac87712ce90b4d7cd72c58e4c3af9',
    ]);
  });
});

test.each(['abc', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln_-', 'a+b/c~d.e==', 'x'.repeat(8192)])(
  'the token %s is what follows the scheme',
  (token) => {
    expect(readBearer([`Bearer ${token}`])).toEqual({ token });
    expect(readBearer([`bearer   ${token}`])).toEqual({ token });
  },
);

test('without the header there is none', () => {
  expect(readBearer([])).toBe('missing');
});

test.each([
  [''],
  ['Bearer'],
  ['Bearer '],
  ['abc'],
  ['Basic YTpi'],
  ['Bearer a b'],
  ['Bearer a, Basic b'],
  ['Bearer "a"'],
  ['Bearer a=b'],
  ['Bearer ä'],
  ['BearerX abc'],
  [` Bearer abc`],
  ['Bearer\tabc'],
  [`Bearer ${'x'.repeat(8193)}`],
])('%j is not a bearer token', (header) => {
  expect(readBearer([header])).toBe('unreadable');
});

test('of two headers none counts, not even the same twice', () => {
  expect(readBearer(['Bearer a', 'Bearer b'])).toBe('unreadable');
  expect(readBearer(['Bearer a', 'Bearer a'])).toBe('unreadable');
});

/** Of a refusal: the command that it gives. */
const commandIn = (text: string): string[] => {
  try {
    readTokens(text, 'tokens.txt');
  } catch (error) {
    const [, command = ''] =
      /; create a token with (.+?); lines that begin with # are comments$/.exec(String(error)) ?? [];
    return command.split(' ');
  }
  return [];
};

test('the command of a refusal makes a token that is taken, also below what the refusal calls a comment', () => {
  const [program = '', ...args] = commandIn('short');
  const token = execFileSync(program, args, { encoding: 'utf8' });
  expect(readTokens(`# of a person\n${token}`, 'tokens.txt')).toHaveLength(1);
});

// Source: RFC 6750, section 2.1, b64token.
test('a token has the characters that a refusal names, and = only at its end', () => {
  const takes = (token: string) => commandIn(token).length === 0;
  const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
  const inside = ascii.filter((one) => takes(`${'x'.repeat(32)}${one}x`));
  expect(inside.join('')).toBe('+-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~');
  expect(() => readTokens(`${'x'.repeat(32)}!`, 'tokens.txt')).toThrow(
    /a token may contain only letters, digits and - \. _ ~ \+ \/, and = at its end; /,
  );
  expect([takes(`${'x'.repeat(31)}=`), takes(`${'x'.repeat(31)}=`.slice(1))]).toEqual([true, false]);
});
