import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterEnvironment } from '../../agent/config/environment.ts';
import { connectionFlags } from '../../agent/config/flags.ts';
import { readConfig } from '../../agent/config.ts';
import { choose, contextsOf } from '../../agent/reach/kubeconfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-kubeconfig-'));
let files = 0;
const file = (text: string) => {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
};
const grammar = { id: 'pods', flags: [...connectionFlags, 'namespace'] as const, outputs: [], operands: null };
const choosing = (args: readonly string[], KUBECONFIG = '') =>
  choose(readConfig(grammar, args, {}).config, clusterEnvironment({ KUBECONFIG }));

const whole = file(`
current-context: here
contexts:
- { name: here, context: { cluster: c1, user: u1, namespace: n1 } }
- { name: there, context: { cluster: c2, user: u2 } }
- { name: bare, context: {} }
- { name: lost, context: { cluster: gone, user: u1 } }
- { name: alone, context: { cluster: c1, user: gone } }
clusters:
- { name: c1, cluster: { server: 'https://c1', certificate-authority-data: Q0E= } }
- { name: c2, cluster: { server: 'https://c2' } }
users:
- { name: u1, user: { token: t1, client-certificate-data: Qw==, client-key-data: Sw== } }
- { name: u2, user: { exec: { command: login }, tokenFile: /t, auth-provider: { name: oidc } } }
`);
const of = (...args: string[]) => choosing(['--kubeconfig', whole, ...args]);

// Source: kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig, "Merging kubeconfig files".
test('the context names the cluster, the user and the namespace, and each flag has more weight', async () => {
  expect(await of()).toMatchObject({
    context: 'here',
    namespace: 'n1',
    cluster: { server: 'https://c1' },
    user: { token: 't1' },
  });
  expect(await of('--context', 'there')).toMatchObject({
    context: 'there',
    namespace: 'default',
    cluster: { server: 'https://c2' },
    user: { tokenFile: '/t' },
  });
  expect(await of('--cluster', 'c2')).toMatchObject({
    context: 'here',
    cluster: { server: 'https://c2' },
    user: { token: 't1' },
  });
  expect(await of('--user', 'u2')).toMatchObject({ cluster: { server: 'https://c1' }, user: { tokenFile: '/t' } });
  expect(await of('-n', 'x')).toMatchObject({ namespace: 'x' });
  expect(await of('--server', 'https://s', '--tls-server-name', 'n', '--insecure-skip-tls-verify')).toMatchObject({
    cluster: {
      server: 'https://s',
      'tls-server-name': 'n',
      'insecure-skip-tls-verify': true,
      'certificate-authority-data': 'Q0E=',
    },
  });
  expect((await of()).cluster).not.toHaveProperty('insecure-skip-tls-verify');
  expect((await of('--certificate-authority', '/ca')).cluster).toMatchObject({
    'certificate-authority': '/ca',
    'certificate-authority-data': null,
  });
});

test('a credential of a flag leaves none of the kubeconfig that would win over it', async () => {
  const none = { exec: null, tokenFile: null, 'auth-provider': null };
  expect((await of('--context', 'there', '--token', 'x')).user).toMatchObject({ ...none, token: 'x' });
  expect((await of('--context', 'there', '--client-certificate', '/c')).user).toMatchObject({
    ...none,
    'client-certificate': '/c',
  });
  expect((await of('--client-certificate', '/c')).user).toMatchObject({ 'client-certificate-data': null, token: 't1' });
  expect((await of('--client-key', '/k')).user).toMatchObject({
    'client-key': '/k',
    'client-key-data': null,
    'client-certificate-data': 'Qw==',
  });
});

test('an API server that a flag names needs no kubeconfig', async () => {
  const chosen = await choosing(['--server', 'https://s', '--token', 'x'], join(folder, 'none'));
  expect(chosen).toMatchObject({
    context: 'https://s',
    namespace: 'default',
    cluster: { server: 'https://s' },
    user: { token: 'x' },
  });
});

test('of several files the first that says it decides, and those that are not there are passed over', async () => {
  const first = file('current-context: there\n');
  expect(await choosing([], ['', join(folder, 'none'), first, whole].join(delimiter))).toMatchObject({
    context: 'there',
  });
  expect(await contextsOf({ kubeconfig: whole })).toEqual(['here', 'there', 'bare', 'lost', 'alone']);
});

const empty = file('kind: Config\n');
const contexts = file('contexts: [{ name: a }, { name: b }]\n');
test.each<[what: string, args: readonly string[], environment: string, says: RegExp]>([
  [
    'no file',
    [],
    join(folder, 'none'),
    /^there is no kubeconfig at .*none; name a kubeconfig with --kubeconfig, or the API server with --server$/,
  ],
  [
    'no file of a flag',
    ['--kubeconfig', join(folder, 'none')],
    '',
    /^the kubeconfig .*none cannot be read: there is no such file/,
  ],
  ['a folder', ['--kubeconfig', folder], '', /cannot be read: it is a folder/],
  [
    'no YAML',
    ['--kubeconfig', file('a: [')],
    '',
    /is not a kubeconfig: it is not YAML.*; correct it, or name another file with --kubeconfig$/,
  ],
  ['no context', [], empty, /must have a context, but has none; name a kubeconfig/],
  ['no current context', [], contexts, /must have a current context, but has none; give --context, which can be a, b$/],
  [
    'a context without a cluster',
    ['--context', 'bare'],
    whole,
    /^the context bare in .* must name a cluster, but names none; give --cluster$/,
  ],
  [
    'a context that is not there',
    ['--context', 'ther'],
    whole,
    /^--context must name a context of .*, but there is no ther; did you mean there\?$/,
  ],
  [
    'a current context that is not there',
    [],
    file('current-context: x\ncontexts: [{ name: abc }]\n'),
    /^current-context must name a context of .*, but there is no x; it is one of: abc$/,
  ],
  [
    'a cluster that is not there',
    ['--context', 'lost'],
    whole,
    /^the context lost must name a cluster of .*, but there is no gone/,
  ],
  [
    'a user that is not there',
    ['--context', 'alone'],
    whole,
    /^the context alone must name a user of .*, but there is no gone/,
  ],
  [
    'a user of a flag',
    ['--user', 'u3'],
    whole,
    /^--user must name a user of .*, but there is no u3; did you mean u1\?$/,
  ],
  [
    'a cluster of a file without any',
    ['--cluster', 'c'],
    contexts,
    /^--cluster must name a cluster of .*, but there is no c; it has no cluster: name another file with --kubeconfig$/,
  ],
  [
    'a context without a file',
    ['--context', 'c'],
    join(folder, 'none'),
    /^--context must name a context of a kubeconfig, but there is none at .*none; name one with --kubeconfig$/,
  ],
])('%s is told with the way out', async (_what, args, environment, says) => {
  await expect(choosing(args, environment)).rejects.toThrow(says);
});
