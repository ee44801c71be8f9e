import { expect, test } from 'vitest';
import { clusterEnvironment, widthGiven } from '../../agent/config/environment.ts';

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
