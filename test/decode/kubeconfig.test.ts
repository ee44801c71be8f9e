import { describe, expect, test } from 'vitest';
import { KubeconfigError, readKubeconfigs } from '../../agent/decode/kubeconfig.ts';

const errorOf = (text: string): unknown => {
  try {
    return readKubeconfigs([{ path: 'C:\\a', text }]);
  } catch (error) {
    return error;
  }
};

describe('a kubeconfig', () => {
  // Source of the paths: kubernetes.io/docs, "Organizing Cluster Access Using kubeconfig Files", "File references".
  test.each([
    ['C:\\Users\\me\\.kube\\config', 'C:\\Users\\me\\.kube\\ca.crt', 'C:\\Users\\me\\.kube\\bin\\login'],
    ['/home/me/.kube/config', '/home/me/.kube/ca.crt', '/home/me/.kube/bin/login'],
  ])('%s names files relative to itself, and programs without a folder in PATH', (path, ca, login) => {
    const text = `
clusters: [{ name: c, cluster: { certificate-authority: ca.crt } }]
users:
- name: here
  user: { tokenFile: 'D:\\tokens\\mine', exec: { command: ./bin/login } }
- name: beside
  user: { exec: { command: 'bin\\login' }, tokenFile: '' }
- name: anywhere
  user: { exec: { command: kubelogin, args: [get-token] }, tokenFile: t, client-certificate: c.crt, client-key: c.key }
- name: nothing
contexts: [{ name: bare }]
`;
    const { clusters, contexts, users } = readKubeconfigs([{ path, text }]);
    expect(clusters.get('c')).toMatchObject({ 'certificate-authority': ca });
    expect(users.get('here')).toMatchObject({ exec: { command: login } });
    expect(users.get('anywhere')).toEqual({
      exec: { command: 'kubelogin', args: ['get-token'] },
      tokenFile: ca.replace('ca.crt', 't'),
      'client-certificate': ca.replace('ca.crt', 'c.crt'),
      'client-key': ca.replace('ca.crt', 'c.key'),
    });
    expect([users.get('nothing')?.exec, contexts.get('bare')]).toEqual([undefined, {}]);
    expect(users.get('beside')?.tokenFile, 'an empty path is none').toBe('');
    if (!path.startsWith('C:')) return;
    expect(users.get('here')).toMatchObject({ tokenFile: 'D:\\tokens\\mine' });
    expect(users.get('beside')?.exec?.command).toBe(login);
  });

  test('of several, the first that names a thing decides', () => {
    const first = { path: '/a', text: 'current-context: here\nusers: [{ name: u, user: { token: of-the-first } }]' };
    const second = {
      path: '/b',
      text: 'current-context: there\nusers: [{ name: u, user: { token: of-the-second } }, { name: v, user: { token: v } }]',
    };
    const { currentContext, users } = readKubeconfigs([first, second]);
    expect([currentContext, users.get('u')?.token, users.get('v')?.token]).toEqual(['here', 'of-the-first', 'v']);
    const without = { path: '/c', text: "current-context: ''" };
    expect(readKubeconfigs([without, second]).currentContext).toBe('there');
  });

  test('may be empty', () => {
    expect(readKubeconfigs([{ path: '/a', text: '' }])).toMatchObject({ currentContext: '', users: new Map() });
  });

  test.each([
    ['users: [', /^C:\\a is not a kubeconfig: it is not YAML from line 1 on$/],
    ['canary', /expected object/],
    ['users: [{ name: u1, user: { token: [canary] } }]', /: users\.0\.user\.token: .*expected string/],
    ['users: [{ name: u1, user: { token: 12345 } }]', /: users\.0\.user\.token: .*expected string/],
    ['users: [{ name: u1, user: { exec: { args: canary } } }]', /: users\.0\.user\.exec\.args: /],
    [
      'clusters: [{ name: c, cluster: { insecure-skip-tls-verify: canary } }]',
      /insecure-skip-tls-verify: .*expected boolean/,
    ],
    ['users: [{ name: u, user: { exec: { provideClusterInfo: canary } } }]', /provideClusterInfo: .*expected boolean/],
    ['clusters: [{ cluster: {} }]', /: clusters\.0\.name: /],
    ['a: *nowhere', /not YAML/],
    [
      // It would grow without end when its aliases are followed.
      Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [${Array(9).fill(i === 0 ? 'x' : `*l${i - 1}`)}]`).join('\n'),
      /not YAML/,
    ],
  ])('that is broken says where, and repeats nothing of it: %#', (text, message) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(KubeconfigError);
    expect(String(error)).toMatch(new RegExp(message.source.replace('^', '^Error: ')));
    expect(String(error)).not.toMatch(/canary|12345/);
  });
});
