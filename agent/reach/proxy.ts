import { BlockList, isIP } from 'node:net';
import type { ClusterEnvironment } from '../config/environment.ts';

/**
 * The proxy that the environment names for a server; null: none. Loopback never uses a proxy.
 * Source: golang.org/x/net/http/httpproxy config.go, useProxy, as in kubectl.
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
  const host = hostname.replace(/^\[|\]$/g, '');
  if (rule.includes('/')) return isInRange(host, rule);
  const { name, port: wantedPort } = splitRule(rule);
  const own = port || (protocol === 'https:' ? '443' : '80');
  if (wantedPort !== '' && wantedPort !== own) return false;
  // A name rule never matches an IP address, not even as a suffix.
  if (isIP(host) !== 0) return isInRange(host, `${name}/${isIP(name) === 6 ? 128 : 32}`);
  const suffix = name.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** "name", "name:port", "::1" or "[::1]:port". */
function splitRule(rule: string): { name: string; port: string } {
  if (isIP(rule) !== 0) return { name: rule, port: '' };
  const [, bracketed, plain = '', port = ''] = /^(?:\[(.*)\]|(.*?))(?::(\d+))?$/.exec(rule) ?? [];
  return { name: bracketed ?? plain, port };
}

/** @param range in CIDR form: "10.0.0.0/8" */
function isInRange(address: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(address, type);
}
