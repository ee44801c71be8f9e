import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';

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
