import { expect, test } from 'vitest';
import { madeUp } from '../../agent/redact/made-up.ts';

test.each(['Tamarind-Osier518!', 'AspenRook77#', 'zR4#mQ9!tLw2', 'Kv%8_tXqWz3d'])(
  '%s is a password by itself',
  (value) => {
    expect(madeUp(value)).toBe('much');
  },
);

test.each(['TamarindOsier518', 'Aspen_Rook77', 'qZ7vKt2mXw'])('%s may be one where somebody signs in', (value) => {
  expect(madeUp(value)).toBe('some');
});

test.each([
  'Ops1@contoso.local',
  'Contoso.Web@1.20.3',
  'ReaderContext@5f2a91bc',
  'HcsCreateSystem+0x1A5',
  'Outer$Inner2',
  '0xC000006D',
  'Node%02dReady',
  '%TEMP1Dir%',
  '[A-Z][a-z]0-9',
  'X509Certificate2',
  'k8sServiceV1Beta1',
  'v1.29.3+K3s1',
  '^Node2$',
])('%s is what a program writes', (value) => {
  expect(madeUp(value)).toBeNull();
});
