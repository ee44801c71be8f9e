import type { ClusterEnvironment } from '../config/environment.ts';

/**
 * The proxy that the environment names for a server; null: none. Loopback is never asked through a proxy.
 * Source: golang.org/x/net/http/httpproxy config.go, useProxy, by which kubectl goes.
 */
export function proxyFor(server: URL, environment: ClusterEnvironment): string | null {
  const proxy = server.protocol === 'https:' ? environment.httpsProxy : environment.httpProxy;
  if (proxy === '' || isLoopback(server.hostname)) return null;
  const rules = environment.noProxy.split(',').map((one) => one.trim().toLowerCase());
  if (rules.some((rule) => rule !== '' && isExcepted(server, rule))) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

const isLoopback = (name: string) => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(name);

function isExcepted({ hostname, port, protocol }: URL, rule: string): boolean {
  if (rule === '*') return true;
  const [, name = '', wantedPort = ''] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? [];
  const own = port || (protocol === 'https:' ? '443' : '80');
  if (wantedPort !== '' && wantedPort !== own) return false;
  if (/^\d+(?:\.\d+){3}\/\d+$/.test(name)) return isInRange(hostname, name);
  const suffix = name.replace(/^\*/, '');
  return suffix.startsWith('.') ? hostname.endsWith(suffix) : hostname === suffix || hostname.endsWith(`.${suffix}`);
}

function isInRange(address: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const [own, base] = [numberOf(address), numberOf(network)];
  if (own === null || base === null) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(own / size) === Math.floor(base / size);
}

function numberOf(address: string): number | null {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
