import { describe, expect, test } from 'vitest';
import { serve } from '../../../agent/cli/serve.ts';
import { readConfig } from '../../../agent/config.ts';
import { isLoopback, requireSafe } from '../../../agent/server/listen/exposure.ts';

const flagsOf = (line: string) => readConfig(serve, line.split(' '), {}).config;
const judge = (line: string) => requireSafe(flagsOf(line));

describe('an address', () => {
  test.each(['127.0.0.1', '127.8.8.8', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST'])(
    '%s is of this node only',
    (address) => expect(isLoopback({ address, port: 1 })).toBe(true),
  );

  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.7',
    'fd00::7',
    '::ffff:10.0.0.7',
    'node-1',
    'localhost.example',
    '127.0.0.1.example',
  ])('%s can be reached by others', (address) => expect(isLoopback({ address, port: 1 })).toBe(false));
});

describe('the flags of serve', () => {
  test('need nothing for loopback addresses', () => {
    expect(judge('--listen 127.0.0.1:20258 --listen [::1]:20258')).toBeNull();
  });

  test.each([
    ['--tls self-signed --auth kubernetes', { hasTls: true, hasReaders: true }],
    ['--tls-cert a --tls-key b --auth-token-file c', { hasTls: true, hasReaders: true }],
    ['--tls self-signed --auth kubernetes --auth-token-file c', { hasTls: true, hasReaders: true }],
    ['--insecure', { hasTls: false, hasReaders: false }],
    ['--insecure --tls self-signed', { hasTls: true, hasReaders: false }],
    ['--insecure --auth kubernetes', { hasTls: false, hasReaders: true }],
  ])('open the address of the node with %s', (flags, exposure) => {
    expect(judge(`--listen 127.0.0.1:20258 --listen 10.0.0.7:20258 ${flags}`)).toEqual(exposure);
  });

  test.each([
    [
      '',
      'add --tls self-signed (or --tls-cert and --tls-key) and --auth kubernetes (or --auth-token-file, or both), for example hostprobe serve --listen 127.0.0.1:20258 --listen 10.0.0.7:20258 --tls self-signed --auth kubernetes. For testing only, --insecure allows it without',
    ],
    [' --tls self-signed', 'add --auth kubernetes (or --auth-token-file, or both), for example'],
    [' --auth-token-file c', 'add --tls self-signed (or --tls-cert and --tls-key), for example'],
  ])('say what others must not reach without (%s)', (flags, advice) => {
    expect(() => judge(`--listen 10.0.0.7:20258${flags}`)).toThrow(
      `other machines can reach 10.0.0.7:20258, and the report reveals much about the node: ${advice}`,
    );
  });

  test.each([
    ['--listen 0.0.0.0:1 --tls self-signed --tls-cert a --tls-key b', 'use one of the two'],
    ['--listen 0.0.0.0:1 --tls-cert a', '--tls-cert also needs --tls-key'],
    ['--listen 0.0.0.0:1 --tls-key b', '--tls-key also needs --tls-cert'],
    ['--tls self-signed', '--listen has only localhost:20258, which is always plain and open to this node'],
    ['--auth kubernetes', 'TLS and authentication flags are for addresses that other machines can reach'],
  ])('%s: are refused with the way out', (line, message) => {
    expect(() => judge(line)).toThrow(message);
  });
});
