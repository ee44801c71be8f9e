/** Where a TCP listener is, or is to be: there a port of 0 takes any that is free. */
export interface SocketAddress {
  address: string;
  port: number;
}

/** As --listen takes it: 127.0.0.1:20258, [::1]:20258. */
export const showSocketAddress = ({ address, port }: SocketAddress): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
