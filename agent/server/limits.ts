/** What a listener allows, so that nobody can keep it busy. */
export const limits = {
  /** The longest body of a route that says nothing else: none of them takes any. */
  bodyLimit: 1024,
  /** For all headers together: a Kubernetes token is 1 to 4 KiB of them. */
  maxHeaderSize: 8192,
  /** Headers come in one packet or few. */
  headersTimeout: 5_000,
  /** The whole of a request; the largest body is 1 MiB. */
  requestTimeout: 10_000,
  /** How often the two above are looked at; node:http would do it every 30 s. */
  connectionsCheckingInterval: 1_000,
  /** Between two requests; Prometheus and browsers open another when it is over. */
  keepAliveTimeout: 10_000,
  /** Nothing moves on the connection, while an answer is on its way too: a look at the node takes less. */
  idleTimeout: 120_000,
  /** TLS handshakes take two round trips. */
  handshakeTimeout: 5_000,
} as const;

/**
 * Each listener counts its own, so that strangers on the node's address take nothing from loopback. On the node's
 * address there is more to come in at once: probes, Prometheus, `fleet`, people. A connection with TLS takes about 50 KiB.
 */
export const maxConnections = { loopback: 100, exposed: 256 } as const;
