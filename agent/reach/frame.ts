import { Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { cutShort, QueryError } from '../error.ts';

/** Length and CRC-32 of the data that follows, both 32 bits, big-endian. */
const headBytes = 8;
const maxBytes = 1 << 20;

/**
 * Splits data into frames with length and checksum, for the standard output of a program in a pod. Older shims lose the end
 * of it and still report success, and a terminal would change bytes.
 * Source: hcsshim internal/exec/exec.go of 0.11, Wait.
 */
export const framing = (): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; at += maxBytes) {
        const piece = chunk.subarray(at, at + maxBytes);
        this.push(Buffer.concat([headOf(piece), piece]));
      }
      done();
    },
    // An empty frame is the end.
    flush(done) {
      done(null, headOf(Buffer.alloc(0)));
    },
  });

function headOf(piece: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(piece.length, 0);
  head.writeUInt32BE(crc32(piece), 4);
  return head;
}

/** Joins frames again; fails with a QueryError if bytes were changed or the end is missing. */
export function unframing(): Transform {
  let waiting: Buffer = Buffer.alloc(0);
  let over = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      while (waiting.length >= headBytes && !over) {
        const length = waiting.readUInt32BE(0);
        if (length > maxBytes) return done(broken('the output is not from hostprobe connect'));
        if (waiting.length < headBytes + length) break;
        const piece = waiting.subarray(headBytes, headBytes + length);
        if (crc32(piece) !== waiting.readUInt32BE(4)) return done(broken('bytes were changed on the way'));
        if (length === 0) over = true;
        else this.push(piece);
        waiting = waiting.subarray(headBytes + length);
      }
      done();
    },
    flush(done) {
      done(over ? null : new QueryError('failed', 'exec: the answer was cut short', cutShort));
    },
  });
}

const broken = (what: string) => new QueryError('failed', `exec: ${what}`);
