import { Duplex, type Readable, type Writable } from 'node:stream';

/** Two streams as one; an error of either is its own. */
export const joined = (readable: Readable, writable: Writable): Duplex =>
  // Node takes its own streams here; its types know those of the web only.
  Duplex.from({ readable, writable } as unknown as Iterable<unknown>);
