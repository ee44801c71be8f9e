import type { ConnectionFlag } from '../config/flags.ts';
import type { Config } from '../config.ts';
import { UserError } from '../error.ts';
import type { Fields } from './kubeconfig.ts';

type Flags = Pick<Config, Extract<ConnectionFlag, 'as' | `as-${string}`>>;

/**
 * Headers for impersonation, from the flags, or else from the kubeconfig.
 * Source: kubernetes.io/docs/reference/access-authn-authz/authentication, "User impersonation".
 */
export function impersonation(flags: Flags, user: Fields): Record<string, string | string[]> {
  const name = flags.as ?? user.as;
  const listed = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const groups = flags['as-group'].length > 0 ? flags['as-group'] : listed(user['as-groups']);
  const uid = flags['as-uid'] ?? user['as-uid'];
  const extra = new Map<string, string[]>();
  for (const one of flags['as-user-extra']) {
    const [key = '', ...value] = one.split('=');
    extra.set(key, [...(extra.get(key) ?? []), value.join('=')]);
  }
  for (const [key, value] of Object.entries(Object(user['as-user-extra']))) {
    if (!extra.has(key)) extra.set(key, listed(value));
  }
  if (name === undefined || name === null) {
    if (groups.length > 0 || uid || extra.size > 0) {
      throw new UserError('--as-group, --as-uid and --as-user-extra go with --as, the user to ask as');
    }
    return {};
  }
  return {
    'impersonate-user': String(name),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups }),
    ...(uid ? { 'impersonate-uid': String(uid) } : {}),
    ...Object.fromEntries([...extra].map(([key, value]) => [`impersonate-extra-${encodeURIComponent(key)}`, value])),
  };
}
