import { constants, createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { UserError } from '../../error.ts';

/** What a listener presents: PEM, the certificate first, the chain below it. */
export interface Pair {
  cert: string;
  key: string;
}

interface Named {
  path: string;
  text: string;
}

/**
 * A certificate and its key from two files, checked to be valid and to match.
 * @throws UserError that says what is wrong with which file; it never quotes the key
 */
export function readPair(certificate: Named, key: Named): Pair {
  const chain = readChain(certificate);
  const privateKey = readKey(key);
  const [leaf] = chain;
  if (!leaf.checkPrivateKey(privateKey)) {
    const later = chain.some((one) => one.checkPrivateKey(privateKey));
    throw new UserError(
      later
        ? `${certificate.path} must begin with the certificate of the key in ${key.path}; the chain comes below it`
        : `the key in ${key.path} is not that of the certificate in ${certificate.path} (${subjectOf(leaf)}); use the two that belong together`,
    );
  }
  const pair = { cert: certificate.text, key: key.text };
  try {
    createSecureContext({ ...tlsRules, ...pair });
  } catch (error) {
    throw new UserError(`${certificate.path} and ${key.path} are invalid for TLS: ${reasonOf(error)}`);
  }
  return pair;
}

function readChain({ path, text }: Named): [X509Certificate, ...X509Certificate[]] {
  const [first, ...more] = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (first === undefined) {
    const got = /PRIVATE KEY-----/.test(text) ? 'a private key; are the two files swapped?' : 'no certificate';
    throw new UserError(`${path} must hold a certificate as PEM (-----BEGIN CERTIFICATE-----), but holds ${got}`);
  }
  const read = (block: string, index: number) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new UserError(`certificate ${index + 1} in ${path} cannot be read: ${reasonOf(error)}`);
    }
  };
  return [read(first, 0), ...more.map((block, index) => read(block, index + 1))];
}

function readKey({ path, text }: Named) {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    throw new UserError(
      `the key in ${path} is encrypted, and hostprobe has no passphrase for it; store it decrypted where only hostprobe can read it: openssl pkey -in <encrypted> -out <decrypted>`,
    );
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new UserError(`${path} must hold a private key as PEM (-----BEGIN PRIVATE KEY-----), but holds none`);
  }
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw new UserError(`the key in ${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** Why it is not valid at this time; null: it is. */
export function whyInvalid({ cert }: Pair, at: Date): string | null {
  const leaf = new X509Certificate(cert);
  if (at > leaf.validToDate) return `it expired on ${leaf.validToDate.toISOString()}`;
  if (at < leaf.validFromDate) return `it is valid only from ${leaf.validFromDate.toISOString()}`;
  return null;
}

/** What identifies the certificate, for pinning. It contains nothing of the key. */
export function describe({ cert }: Pair) {
  const leaf = new X509Certificate(cert);
  const spki = leaf.publicKey.export({ type: 'spki', format: 'der' });
  return {
    subject: subjectOf(leaf),
    names: leaf.subjectAltName ?? '',
    notAfter: leaf.validToDate.toISOString(),
    sha256: leaf.fingerprint256,
    /** As curl --pinnedpubkey takes it. */
    pin: `sha256//${createHash('sha256').update(spki).digest('base64')}`,
  };
}

// Without one, Node.js has undefined there, which its types do not say.
const subjectOf = ({ subject }: X509Certificate) => subject?.replaceAll('\n', ', ') || 'without a subject';

/** What OpenSSL says; its texts contain no part of its input. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

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

/** The certificate and key that listeners present; they may be replaced while connections stay open. */
export interface Presented {
  pair(): Pair;
  /** Calls a listener with each later pair. */
  onChange(listener: (pair: Pair) => void): void;
  /** No later pair comes. */
  stop(): void;
}

/** Presents a pair until `change` gives another. */
export function present(first: Pair) {
  const listeners: ((pair: Pair) => void)[] = [];
  let pair = first;
  return {
    pair: () => pair,
    onChange: (listener: (pair: Pair) => void) => void listeners.push(listener),
    change(next: Pair) {
      pair = next;
      for (const listener of listeners) listener(next);
    },
  };
}

/**
 * What holds for every TLS listener and any certificate. Ciphers: all of TLS 1.3, and for 1.2 only those with
 * forward secrecy and authenticated encryption, which the kubelet, Prometheus, curl and .NET on Windows Server 2019 all
 * know. (https://wiki.mozilla.org/Security/Server_Side_TLS, "intermediate".)
 */
export const tlsRules = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
  // A client that begins handshake after handshake on one connection would only cost time.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  ALPNProtocols: ['http/1.1'],
} as const satisfies TlsOptions;
