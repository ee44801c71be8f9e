/** Default limit of a body, for routes that take none. Bytes. */
export const bodyLimit = 1024;

/** Limits of node:http, so that no client can keep a listener busy; milliseconds, and bytes for the size. */
export const httpLimits = {
  /** For all headers together: a Kubernetes token is 1 to 4 KiB of them. */
  maxHeaderSize: 8192,
  /** Headers come in one packet or few. */
  headersTimeout: 5_000,
  /** The whole of a request; the largest body is 1 MiB. */
  requestTimeout: 10_000,
  /** How often node:http checks the two above; its default is 30 s. */
  connectionsCheckingInterval: 1_000,
  /** Between two requests; Prometheus and browsers open another connection when it is over. */
  keepAliveTimeout: 10_000,
} as const;

/** Idle time of a connection, also while a response is pending: a run takes less. */
export const idleTimeoutMs = 120_000;

/** A TLS handshake is two round trips. */
export const handshakeTimeoutMs = 5_000;

/**
 * Each listener counts its own, so that strangers on the node's address take nothing from loopback. On the node's
 * address more come at once: probes, Prometheus, `status`, people. A connection with TLS takes some 55 KiB.
 */
export const maxConnections = { loopback: 100, exposed: 256 } as const;
