import { Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { LookError } from '../error.ts';

/** Length and CRC-32 of what follows, both 32 bits with the high byte first. */
const headBytes = 8;
const maxBytes = 1 << 20;

/**
 * What goes through standard output of a program in a pod: pieces with their length and sum. Older shims lose the end of it
 * and still say that all went well, and a terminal would change bytes on the way.
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
    // An empty piece is the end.
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

/** The other way; fails with a LookError where bytes were changed, or where they stop before the end was told. */
export function unframing(): Transform {
  let waiting: Buffer = Buffer.alloc(0);
  let over = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      while (waiting.length >= headBytes && !over) {
        const length = waiting.readUInt32BE(0);
        if (length > maxBytes) return done(broken('what comes is no answer of hostprobe connect'));
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
      done(over ? null : broken('the answer was cut short'));
    },
  });
}

const broken = (what: string) => new LookError('failed', `exec: ${what}`);
