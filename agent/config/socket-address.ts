/** The default port of an agent on the loopback of its node. */
export const agentPort = 20258;

/** The address of a TCP listener. Port 0 asks for any free port. */
export interface SocketAddress {
  address: string;
  port: number;
}

/** As --listen takes it: 127.0.0.1:20258, [::1]:20258. */
export const showSocketAddress = ({ address, port }: SocketAddress): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
