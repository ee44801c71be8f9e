import { Duplex, type Readable, type Writable } from 'node:stream';

/** Two streams as one; an error of either is an error of the whole. */
export const joinStreams = (readable: Readable, writable: Writable): Duplex =>
  // Node accepts its own streams here, but its types allow only web streams.
  Duplex.from({ readable, writable } as unknown as Iterable<unknown>);
