import { expect, test } from 'vitest';
import { certificateNames } from '../../../agent/server/tls/certificate-names.ts';

test.each([
  ['WIN-NODE-1', 'win-node-1'],
  ['node_1.example', 'node_1.example'],
  ['10.0.0.7', '10.0.0.7'],
  ['FD00:0:0::7', 'fd00::7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
])('%s is in the certificate as %s', (given, name) => {
  expect(certificateNames([given])).toEqual(['localhost', '127.0.0.1', '::1', name]);
});

test.each(['0.0.0.0', '::', 'fe80::1', 'fe80::1%12', 'a name with spaces', 'nöde', '-.', ''])(
  '"%s" is not: no other machine uses it for the node',
  (given) => {
    expect(certificateNames([given])).toEqual(['localhost', '127.0.0.1', '::1']);
  },
);

test('each is in it once', () => {
  expect(certificateNames(['LOCALHOST', '127.0.0.1', 'a', 'A', '0:0:0:0:0:0:0:1'])).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
    'a',
  ]);
});
