import { describe, expect, test } from 'vitest';
import { flags, kubectlFlags } from '../../agent/config/flags.ts';
import { choices } from '../../agent/config/values.ts';
import { type Flag, readConfig, standardOf } from '../../agent/config.ts';

const all = Object.keys(flags) as Flag[];
const read = (flag: Flag, ...args: string[]) =>
  readConfig({ id: 'report', flags: [flag], outputs: [], operands: null }, args, {}).config[flag];

describe.each(all)('--%s', (flag) => {
  const { short, value, help, repeatable = false } = flags[flag];

  test('says in --help what it is for, and what it takes', () => {
    expect(help).toMatch(/^\S.{9,}[^.\s]$/);
    expect(value === null ? '<nothing>' : value).toMatch(/^<\S+>$/);
    expect(short ?? 'x').toMatch(/^[a-zA-Z]$/);
  });

  test('is true or false only where it takes no value', () => {
    expect(typeof standardOf(flag) === 'boolean').toBe(value === null);
    if (value === null) expect(read(flag, `--${flag}`)).toBe(true);
    // Snapshots are joined by commas, which one name may contain.
    expect(repeatable).toBe(Array.isArray(standardOf(flag)) || flag === 'facts');
  });

  test('refuses an empty value with what it must be, or takes it', () => {
    if (value === null) return;
    const refused = new RegExp(`^--${flag} must \\S.{7,}, but is ""$`);
    try {
      read(flag, `--${flag}=`);
    } catch (error) {
      expect(String(error)).toMatch(new RegExp(refused.source.replace('^', '^UserError: ')));
      return;
    }
    expect(['output', 'run-as-user']).toContain(flag);
  });
});

/** What a sentence gives as examples and as bounds. */
const examplesIn = (said: string): string[] =>
  [...said.matchAll(/\b(?:such as|from|to|:) ((?:[^\s,;()]*[\d=.][^\s,;()]*(?:, | or |, or )?)+)/g)].flatMap(
    ([, list = '']) => list.split(/, or |, | or /).filter((one) => one !== ''),
  );

test('what an error or a help gives as an example, or as a bound, is taken', () => {
  const wrong = all.flatMap((flag) => {
    if (flags[flag].value === null) return [];
    const said = [flags[flag].help];
    try {
      read(flag, `--${flag}=\u0001`);
    } catch (error) {
      said.push(String(error).replace(/, but is .*/s, ''));
    }
    return said.flatMap(examplesIn).flatMap((example) => {
      try {
        read(flag, `--${flag}=${example}`);
        return [];
      } catch (error) {
        return [`${example}: ${String(error)}`];
      }
    });
  });
  expect(wrong).toEqual([]);
  expect(all.flatMap((flag) => examplesIn(flags[flag].help)).length).toBeGreaterThan(5);
});

test.each([
  ['interval', ['1', '86400'], ['0', '86401', '1.5']],
  ['listen', ['127.0.0.1:0', '[::1]:65535'], ['127.0.0.1:65536', '::1:80', '[fe80::1%eth0]:80', '[localhost]:80']],
  ['kubernetes', ['1.25', 'v1.34.1', '1.99'], ['1.24', '1.100', '2.1', '1.3']],
  [
    'node',
    ['a', 'a'.repeat(253), 'https://a:1'],
    ['a'.repeat(254), 'A', '-a', 'a.', 'https://u@a', 'https://a/x', 'ftp://a'],
  ],
  ['max-size', ['1MB', '4GB'], ['999999', '4000000001']],
] as const)('--%s takes %j, and refuses %j', (flag, taken, refused) => {
  for (const value of taken) expect(() => read(flag, `--${flag}=${value}`), value).not.toThrow();
  for (const value of refused) expect(() => read(flag, `--${flag}=${value}`), value).toThrow(`--${flag} must `);
});

test('an address is named once, but for a port that the system chooses', () => {
  expect(read('listen', '--listen=127.0.0.1:1,127.0.0.1:2,127.0.0.2:1')).toHaveLength(3);
  expect(read('listen', '--listen=127.0.0.1:0,127.0.0.1:0')).toHaveLength(2);
  expect(() => read('listen', '--listen=127.0.0.1:1,127.0.0.1:2,127.0.0.1:1')).toThrow('must name each address once');
});

test.each([
  [true, ['true', '1', 'yes', 'on', 'y', 'enabled', 'TRUE']],
  [false, ['false', '0', 'no', 'off', 'n', 'disabled', 'False']],
])('a variable makes a switch %s by any usual word', (expected, words) => {
  const grammar = { id: 'report', flags: ['strict' as const], outputs: [], operands: null };
  for (const word of words) expect(readConfig(grammar, [], { HOSTPROBE_STRICT: word }).config.strict).toBe(expected);
});

test('no two flags of a command have one letter', () => {
  const letters = all.flatMap((flag) => flags[flag].short ?? []);
  expect(new Set(letters).size).toBe(letters.length);
});

test('words to choose from are words', () => {
  for (const words of Object.values(choices)) for (const word of words) expect(word).toMatch(/^[a-z0-9.-]+$/);
});

/** Source: kubernetes/cli-runtime pkg/genericclioptions/config_flags.go, the flags of a cluster and a user. */
test('the flags for a cluster are those of kubectl', () => {
  expect(kubectlFlags.toSorted()).toEqual([
    ...['as', 'as-group', 'as-uid', 'as-user-extra', 'certificate-authority', 'client-certificate', 'client-key'],
    ...['cluster', 'context', 'insecure-skip-tls-verify', 'kubeconfig', 'request-timeout', 'server', 'tls-server-name'],
    ...['token', 'user'],
  ]);
});

/** Source: go.dev/pkg/time, ParseDuration. */
test.each([
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['2h', 7_200_000],
  ['0', 0],
])('a time limit of %s is %i ms', (text, ms) => {
  expect(read('timeout', '--timeout', text)).toBe(ms);
});

test.each(['30', '1d', '-1s', '1 m', 'ms'])('a time limit of %j is refused with an example', (text) => {
  expect(() => read('timeout', `--timeout=${text}`)).toThrow(
    /must be a time such as 30s or 2m, or 0 for no limit, but is/,
  );
});
