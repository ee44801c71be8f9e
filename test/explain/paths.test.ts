import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { recognise } from '../../agent/signatures/index.ts';
import { ask, left } from './ask.ts';
import { readLines } from './fill.ts';
import { compare, type Outcome, share } from './gaps.ts';

/**
 * What programs say of a path that is not there: PowerShell 5 and 7, cmd.exe, Go, .NET, Java, Rust, Python and Node.
 * `mode` is the mode that the path belongs to, told in `captured.mode`; any: the variable was not expanded, so the path
 * belongs to none in particular. The first of the causes that are left is one of `causes`.
 * Source of the modes: hcsshim internal/jobcontainers/storage.go at v0.9.12 and v0.11.7.
 */
const paths = readLines(
  'paths.jsonl',
  z.strictObject({
    id: z.string(),
    text: z.string().min(1),
    mode: z.enum(['volume', 'fallback', 'bind', 'any']),
    causes: z.array(z.string()).nonempty(),
  }),
);

const judged = paths.map(({ id, text, mode, causes }) => {
  const { diagnoses, rivals } = ask(text);
  const [diagnosis, ...more] = diagnoses;
  const first = diagnosis === undefined ? undefined : left(diagnosis)[0];
  const isNamed = diagnosis?.hostProcess === true && more.length === 0 && causes.includes(first ?? '');
  const hasMode = diagnosis?.captured.mode === mode;
  return {
    isNamed,
    hasMode,
    outcome: {
      id,
      wrong: [
        ...(isNamed
          ? []
          : [`${diagnosis?.signature ?? 'not recognised'}: ${first ?? 'no cause'}, not ${causes.join(' or ')}`]),
        ...(hasMode ? [] : [`mode ${diagnosis?.captured.mode ?? 'not told'}, not ${mode}`]),
        ...rivals,
      ],
    } satisfies Outcome,
  };
});
const isNamed = share(judged.filter((one) => one.isNamed).length, judged.length);
const hasMode = share(judged.filter((one) => one.hasMode).length, judged.length);

describe('paths that programs do not find', () => {
  test('are at least 40, each with an id of its own', () => {
    expect(paths.length).toBeGreaterThanOrEqual(40);
    expect(new Set(paths.map(({ id }) => id)).size).toBe(paths.length);
  });

  test('are explained with their cause and their mode, except for the known gaps', () => {
    console.info(`paths: cause ${isNamed.text}, mode ${hasMode.text}`);
    compare(
      'paths',
      judged.map(({ outcome }) => outcome),
    );
  });

  test('have their cause and their mode in 97 %', () => {
    expect(isNamed.value).toBeGreaterThanOrEqual(0.97);
    expect(hasMode.value).toBeGreaterThanOrEqual(0.97);
  });
});

/** Without quotes the path ends where the sentence goes on, so that a fix does not print words as a part of it. */
test.each([
  ['In windows-host-process mode, it shows /app/mydll.dll is not found.', '/app/mydll.dll'],
  ['Unhandled exception: C:\\Program Files\\agent\\a.json does not exist', 'C:\\Program Files\\agent\\a.json'],
  ['cannot find the file C:\\agent\\a.dll in that folder', 'C:\\agent\\a.dll'],
  ['the file was not found: C:\\agent\\a.dll.', 'C:\\agent\\a.dll'],
  ['Datei C:\\agent\\a.dll wurde nicht gefunden, no such file', 'C:\\agent\\a.dll'],
  ["The path 'C:\\what is this\\a.txt' does not exist", 'C:\\what is this\\a.txt'],
  ['no such directory: C:\\Program Files\\agent', 'C:\\Program Files\\agent'],
])('%s', (text, path) => {
  expect(recognise(text)?.captured.path).toBe(path);
});
