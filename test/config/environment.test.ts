import { expect, test } from 'vitest';
import { calledAs, clusterEnvironment, forcesColour, widthGiven } from '../../agent/config/environment.ts';

/** Source: golang.org/x/net/http/httpproxy config.go, FromEnvironment: getEnvAny, the upper case of HTTP_PROXY in CGI apart. */
test('the lower case of a variable for proxies comes first', () => {
  const upper = { KUBECONFIG: '/k', HTTPS_PROXY: 'a', HTTP_PROXY: 'b', NO_PROXY: 'c' };
  expect(clusterEnvironment(upper)).toEqual({ kubeconfig: '/k', httpsProxy: 'a', httpProxy: 'b', noProxy: 'c' });
  expect(clusterEnvironment({ ...upper, https_proxy: 'x', no_proxy: 'z' })).toMatchObject({
    httpsProxy: 'x',
    httpProxy: 'b',
    noProxy: 'z',
  });
  expect(clusterEnvironment({})).toEqual({ kubeconfig: '', httpsProxy: '', httpProxy: '', noProxy: '' });
});

/** Source: POSIX.1-2017, base definitions, 8.3, COLUMNS. */
test.each([
  [{}, null],
  [{ COLUMNS: '' }, null],
  [{ COLUMNS: '0' }, null],
  [{ COLUMNS: 'wide' }, null],
  [{ COLUMNS: '100' }, 100],
])('the width of %j is %s', (environment, width) => {
  expect(widthGiven(environment)).toBe(width);
});

/** Source: kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins: the file of a plugin is kubectl-<name>. */
test.each([
  ['the executable itself', 'hostprobe.exe', 'C:\\k\\hostprobe.exe', {}, 'hostprobe'],
  ['the executable as a plugin', '/usr/local/bin/kubectl-hostprobe', 'pods', {}, 'kubectl hostprobe'],
  ['a script as a plugin', 'node', '/home/me/bin/kubectl-hostprobe', {}, 'kubectl hostprobe'],
  ['a plugin of Windows', 'node', 'C:\\tools\\kubectl-hostprobe.exe', {}, 'kubectl hostprobe'],
  ['another plugin', 'node', '/bin/kubectl-hostprobes', {}, 'hostprobe'],
  ['a clone', 'node', '/src/agent/main.ts', { npm_lifecycle_event: 'hostprobe' }, 'npm run -s hostprobe --'],
  ['another script of npm', 'node', '/src/agent/main.ts', { npm_lifecycle_event: 'test' }, 'hostprobe'],
])('%s names itself as the user called it', (_, argv0, script, env, name) => {
  expect(calledAs({ argv0, argv: [argv0, script], env })).toBe(name);
});

/** Source: nodejs.org/api/tty.html, writeStream.getColorDepth: an empty FORCE_COLOR has a meaning too. */
test.each([[{}, false] as const, [{ FORCE_COLOR: '' }, true] as const, [{ FORCE_COLOR: '0' }, true] as const])(
  '%j leaves it to Node.js whether there is colour: %s',
  (environment, forces) => {
    expect(forcesColour(environment)).toBe(forces);
  },
);
