import { describe, expect, test } from 'vitest';
import { readClaims } from '../../agent/decode/jwt.ts';

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
const jwt = (payload: unknown) => `${encoded({ alg: 'RS256' })}.${encoded(payload)}.c2ln`;

describe('readClaims', () => {
  test('a token without any claim has nothing in each', () => {
    expect(readClaims(jwt({}))).toEqual({
      issuer: null,
      subject: null,
      audience: [],
      issuedAt: null,
      expiresAt: null,
      notBefore: null,
      warnAfter: null,
      namespace: null,
      serviceAccount: null,
      pod: null,
      node: null,
    });
  });

  test('one audience may be written without a list', () => {
    expect(readClaims(jwt({ aud: 'api' }))).toMatchObject({ audience: ['api'] });
  });

  test('a token that is bound to no pod, as of old secrets, has none', () => {
    const claims = {
      sub: 'system:serviceaccount:a:b',
      'kubernetes.io': { namespace: 'a', serviceaccount: { name: 'b' } },
    };
    expect(readClaims(jwt(claims))).toMatchObject({ namespace: 'a', serviceAccount: 'b', pod: null });
  });

  /** Source: kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin, "Bound service account token"; RFC 7519, 3.1. */
  test('the token of a pod has its times, its pod and its node', () => {
    const claims = {
      ...{
        iss: 'https://kubernetes.default.svc',
        aud: ['a', 'b'],
        iat: 1_300_815_780,
        exp: 1_300_819_380,
        nbf: 1_300_815_782,
      },
      'kubernetes.io': {
        ...{
          namespace: 'n',
          pod: { name: 'p', uid: 'u' },
          node: { name: 'win-1', uid: 'v' },
          warnafter: 1_300_819_387,
        },
      },
    };
    expect(readClaims(jwt(claims))).toMatchObject({
      ...{
        issuer: 'https://kubernetes.default.svc',
        audience: ['a', 'b'],
        pod: { name: 'p', uid: 'u' },
        node: 'win-1',
      },
      ...{ issuedAt: '2011-03-22T17:43:00.000Z', expiresAt: '2011-03-22T18:43:00.000Z' },
      ...{ notBefore: '2011-03-22T17:43:02.000Z', warnAfter: '2011-03-22T18:43:07.000Z' },
    });
  });

  test.each([
    ['nothing', ''],
    ['a line of text', 'not a token'],
    ['two parts', 'eyJhbGciOiJub25lIn0.e30'],
    ['parts that are no JSON', 'aaaa.bbbb.cccc'],
    ['JSON that is no object', `${encoded(1)}.${encoded([])}.c2ln`],
    ['a header without an algorithm', `${encoded({})}.${encoded({})}.c2ln`],
    ['times out of range', jwt({ iat: 1e30 })],
    ['a time after the year 9999', jwt({ exp: 253_402_300_800 })],
    ['claims of the wrong type', jwt({ sub: 7 })],
  ])('%s is not a token', (_what, text) => {
    expect(readClaims(text)).toBeNull();
  });
});
