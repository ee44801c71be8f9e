import { isIPv4, isIPv6 } from 'node:net';

/**
 * Names and addresses in the spelling of certificates, each once, after those at which a tunnel such as kubectl
 * port-forward ends. Names that no certificate can contain are left out.
 */
export function certificateNames(given: readonly string[]): string[] {
  const names = ['localhost', '127.0.0.1', '::1', ...given].map(canonical);
  return [...new Set(names)].filter((name) => name !== null);
}

function canonical(name: string): string | null {
  if (isIPv4(name)) return name === '0.0.0.0' ? null : name;
  if (isIPv6(name)) return canonicalIPv6(name);
  return /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(name) ? name.toLowerCase() : null;
}

function canonicalIPv6(address: string): string | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  // A zone, as link-local addresses have it, means something on this node only.
  const spelled = address.includes('%') ? null : new URL(`http://[${address}]`).hostname.slice(1, -1);
  return spelled === '::' || spelled?.startsWith('fe80:') ? null : spelled;
}
