import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contracts } from './contracts/index.ts';
import { createStrict } from './strict.ts';

const folder = new URL('../../agent/win32/', import.meta.url);

/** The kinds of objects of HNS, which have a call of each form. */
const kinds = ['Network', 'Endpoint', 'LoadBalancer'];

/** Names of the functions that the agent declares, each by its prototype: advapi32('pointer OpenServiceW(pointer, text, u32)'). */
const declared = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(
      /[\w)]\(['`](?:[uiv]\w+|pointer) ([\w${}]+)\([\w, ]*\)['`]/g,
    ),
  ])
  .flatMap(([, name = '']) => (name.includes('$') ? kinds.map((kind) => name.replace(/\$.*?\}/, kind)) : name));

test('every native call of the agent has its contract: add it to test/win32/contracts/', () => {
  expect(declared.length).toBeGreaterThan(40);
  expect(declared.filter((name) => contracts[name] === undefined)).toEqual([]);
});

/** winnt.h, winsvc.h. */
const [TOKEN_QUERY, SERVICE_QUERY_STATUS] = [0x8, 0x4];
const handle = 0x40n;
const done = { result: 1, lastError: 0 };

/** A process that has opened a token with these rights. */
function withToken(rights: number) {
  const strict = createStrict();
  const into = Buffer.alloc(8);
  into.writeBigUInt64LE(handle);
  strict.answered('OpenProcessToken', [0xffff_ffff_ffff_ffffn, rights, into], done);
  return strict;
}

test.each([
  ['a size that is not exact', [handle, 20, Buffer.alloc(1024), 1024, Buffer.alloc(4)], 24],
  ['a pointer that may not be NULL', [handle, 1, Buffer.alloc(1024), 1024, null], 998],
  ['the address 0 where there must be one', [handle, 1, Buffer.alloc(1024), 1024, 0n], 998],
  ['a handle that nobody opened', [0x44n, 1, Buffer.alloc(1024), 1024, Buffer.alloc(4)], 6],
])('%s is refused with the code of Windows', (_, values, code) => {
  expect(withToken(TOKEN_QUERY).refused('GetTokenInformation', values)).toEqual({ result: 0, lastError: code });
});

test('a handle without the right is refused, one with it is not', () => {
  const values = [handle, 20, Buffer.alloc(4), 4, Buffer.alloc(4)];
  expect(withToken(0).refused('GetTokenInformation', values)).toEqual({ result: 0, lastError: 5 });
  expect(withToken(TOKEN_QUERY).refused('GetTokenInformation', values)).toBeNull();
  const strict = createStrict();
  strict.answered('OpenServiceW', [1n, 'x', SERVICE_QUERY_STATUS], { result: handle, lastError: 0 });
  expect(strict.refused('QueryServiceConfigW', [handle, Buffer.alloc(8), 8, Buffer.alloc(4)])).toMatchObject({
    lastError: 5,
  });
});

test('what was opened is known until it is closed, and closing it twice is an error', () => {
  const strict = withToken(TOKEN_QUERY);
  expect(strict.kept()).toEqual(['handle']);
  strict.answered('CloseHandle', [handle], done);
  expect(strict.kept()).toEqual([]);
  expect(() => strict.refused('CloseHandle', [handle])).toThrow('holds no handle');
});

// LocalFree takes NULL (its page); the address that was read is 0 then.
test('nothing at all can be given back', () => {
  expect(createStrict().refused('LocalFree', [0n])).toBeNull();
  expect(createStrict().refused('LocalFree', [null])).toBeNull();
  expect(() => createStrict().refused('LocalFree', [16n])).toThrow('holds no local memory');
});
