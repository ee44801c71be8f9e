import { expect, test } from 'vitest';
import { saysOf } from '../../agent/redact/name.ts';

/** Names as Kubernetes, kubeconfig and common programs spell them. */
test.each([
  ['keydata', 'secret'],
  ['client-key', 'secret'],
  ['clientKey', 'secret'],
  ['account-key', 'secret'],
  ['api_key', 'secret'],
  ['token', 'secret'],
  ['password_salt', 'secret'],
  ['db_dsn', 'secret'],
  ['connectionString', 'secret'],
  ['CipherValue', 'secret'],
  ['cipher_value', 'secret'],
  ['DB_PASSWORD', 'password'],
  ['Пароль', 'password'],
  ['パスワード', 'password'],
  ['cookies', 'likely'],
  ['credentials', 'likely'],
  ['x-auth', 'likely'],
  ['session_id', 'maybe'],
  ['Secret ID', 'maybe'],
  ['salt', 'maybe'],
  ['signature', 'maybe'],
  ['public-key', null],
  ['publicKeyToken', null],
  ['image-pull-secret', null],
  ['ssh-host-key', null],
  ['sort_key', null],
  ['id', null],
  ['kubelet', null],
])('the name %s says that its value is: %s', (name, says) => {
  expect(saysOf(name)).toBe(says);
});
