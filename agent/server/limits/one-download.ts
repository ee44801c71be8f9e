import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../answer/problem.ts';

/** After this many seconds, a client that is too slow must give way to others. */
const graceSeconds = 5;
/** A client that takes less is too slow: the slowest expected link of a reader. */
const leastBytesPerSecond = 100 * 1024;
/** How long a refused reader has precedence over the reader of the last download. */
const keptMs = 30_000;
const retrySeconds = 10;

interface Download {
  reader: string;
  reply: FastifyReply;
  /** How many seconds in a row the client took less than it must, although there was more to send. */
  secondsBehind: number;
}

/**
 * An onRequest hook for a route whose answer takes minutes to make and to read: one at a time. A client that falls behind
 * is cut off when another one asks, and a reader who was refused gets the next turn.
 */
export function oneDownload(): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const refused = new Map<string, number>();
  let current: Download | null = null;
  let last: string | null = null;

  return async ({ reader }, reply) => {
    const now = performance.now();
    for (const [other, until] of refused) if (until < now || other === reader) refused.delete(other);
    if (current !== null && current.secondsBehind >= graceSeconds) {
      current.reply.raw.destroy();
      current = null;
    }
    if (current !== null || (reader === last && refused.size > 0)) {
      refused.set(reader, now + keptMs);
      const why =
        current === null
          ? 'the next bundle is for another reader'
          : 'hostprobe makes a bundle for another request (GET /bundle)';
      throw new HttpProblem(429, `${why}; ask again in ${retrySeconds} s`, { 'retry-after': String(retrySeconds) });
    }
    const download: Download = { reader, reply, secondsBehind: 0 };
    [current, last] = [download, reader];
    const stopWatching = watchPace(download);
    reply.raw.once('close', () => {
      stopWatching();
      if (current === download) current = null;
    });
  };
}

/** The pace of the client, not of hostprobe: a second counts only while finished data waits to be sent. */
function watchPace(download: Download): () => void {
  const { raw } = download.reply;
  let before = 0;
  const timer = setInterval(() => {
    const sent = raw.socket?.bytesWritten ?? 0;
    const isBehind = raw.writableNeedDrain && sent - before < leastBytesPerSecond;
    download.secondsBehind = isBehind ? download.secondsBehind + 1 : 0;
    before = sent;
  }, 1000).unref();
  return () => clearInterval(timer);
}
