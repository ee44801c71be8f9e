import { Transform } from 'node:stream';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import 'core-js-bundle/minified.js';
import { Decompress } from 'fzstd';

/** What hostprobe uses that Node.js has from 22.20 on: the npm package reads this file on an older one. */

Object.assign(Worker.prototype, {
  async cpuUsage(this: Worker) {
    // How long it was at work, which is no less.
    return { user: 1000 * this.performance.eventLoopUtilization().active, system: 0 };
  },
});

Object.assign(zlib, {
  createZstdDecompress(): Transform {
    const decompressing = new Decompress((piece) => void stream.push(piece));
    const push = (piece: Uint8Array, isLast: boolean, done: (error?: Error) => void) => {
      try {
        decompressing.push(piece, isLast);
        done();
      } catch (error) {
        done(Object.assign(new Error(String(error)), { code: 'ERR_ZSTD' }));
      }
    };
    const stream: Transform = new Transform({
      transform: (piece, _encoding, done) => push(piece, false, done),
      flush: (done) => push(new Uint8Array(), true, done),
    });
    return stream;
  },
});
