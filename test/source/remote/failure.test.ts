import { expect, test } from 'vitest';
import { UserError } from '../../../agent/error.ts';
import { whyFailed } from '../../../agent/source/remote/failure.ts';

const failed = (code: string, message = 'as Node.js says it') => Object.assign(new Error(message), { code });
const at = 'https://win-1:20258';

test.each([
  ['ECONNREFUSED', 'nothing listens there; '],
  ['ENOTFOUND', 'the name does not exist'],
  ['EAI_AGAIN', 'the name cannot be resolved now'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ENETUNREACH', 'there is no route to it'],
  ['ETIMEDOUT', 'it did not answer in time'],
  ['ECONNRESET', 'the connection was reset'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['ESOMETHING', 'as Node.js says it'],
])('%s is said in words', (code, words) => {
  const message = expect.stringContaining(`${at} cannot be reached: ${words}`);
  expect(whyFailed(failed(code), at)).toMatchObject({ name: 'UserError', message });
});

test.each(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'SELF_SIGNED_CERT_IN_CHAIN'])(
  '%s is a matter of trust',
  (code) => {
    expect(whyFailed(failed(code), at)).toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('--ca-file'),
    });
  },
);

test('a UserError stays as it is, and a bug is not a connection failure', () => {
  for (const error of [new UserError('said'), new TypeError('x is undefined'), 'text']) {
    expect(whyFailed(error, at)).toBe(error);
  }
});
