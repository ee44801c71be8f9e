import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { RawData, WebSocket } from 'ws';
import { LookError } from '../error.ts';
import { type Api, type Query, urlOf } from './api.ts';
import { whyRefused, whyUnanswered } from './refusal.ts';

/** Load balancers cut what is silent for longer. */
const pingMs = 15_000;
const handshakeMs = 10_000;
/** As much may wait to be sent. */
const maxWaiting = 1 << 20;

export interface Opening {
  path: string;
  query: Query;
  protocols: readonly string[];
}

/** What comes on the channels of a stream that Kubernetes splits in them. */
export interface Channels {
  /** The channel on which data is sent. */
  sends: number;
  /** Data for the reader, an error to end with, or neither: undefined. */
  take(channel: number, data: Buffer): Buffer | Error | undefined;
  /** What to send when the writer has ended; null: the other side cannot be told. */
  ending: Buffer | null;
  /** Why a stream that the server closed failed; null: it ended well. */
  whyClosed(): Error | null;
}

/**
 * Opens a stream to a pod over WebSocket and hands on its channels as one Duplex. What is not read holds up the sender.
 * @throws LookError with the words of the API server where it refuses
 */
export async function openChannels(
  api: Api,
  opening: Opening,
  channelsFor: (protocol: string) => Channels,
): Promise<Duplex> {
  const socket = await open(api, opening);
  return asDuplex(socket, channelsFor(socket.protocol));
}

async function open(api: Api, { path, query, protocols }: Opening): Promise<WebSocket> {
  const { WebSocket } = await import('ws');
  const url = urlOf(api.signIn, path, query);
  url.protocol = url.protocol.replace('http', 'ws');
  const { agent, headers, ...options } = await api.signIn.options();
  const what = `GET ${path}`;
  // The types of ws know no header of several values, which Node's request, that it hands them to, does.
  const plain = headers as Record<string, string>;
  const given = { ...options, ...(agent === undefined ? {} : { agent }), headers: plain };
  const socket = new WebSocket(url, [...protocols], {
    ...(given as object),
    perMessageDeflate: false,
    handshakeTimeout: handshakeMs,
  });
  const refused = Promise.withResolvers<never>();
  socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
    text(answer)
      .catch(() => '')
      .then((body) => refused.reject(whyRefused(what, answer.statusCode ?? 0, body)))
      .finally(() => socket.terminate());
  });
  socket.once('error', (error) => refused.reject(withCode(what, api.signIn.server, error)));
  await Promise.race([once(socket, 'open'), refused.promise]);
  return socket;
}

/** A handshake that took too long has no code. */
function withCode(what: string, server: string, error: Error): unknown {
  if (/handshake has timed out/.test(error.message)) {
    return new LookError('timeout', `${what}: ${server} opened no stream within ${handshakeMs / 1000} s`);
  }
  const why = whyUnanswered(what, server, error);
  return why === error ? new LookError('failed', `${what}: ${error.message}`) : why;
}

function asDuplex(socket: WebSocket, channels: Channels): Duplex {
  const ping = setInterval(() => socket.ping(), pingMs);
  ping.unref();
  const duplex = new Duplex({
    allowHalfOpen: true,
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      socket.send(Buffer.concat([Buffer.from([channels.sends]), chunk]), (error) => done(error ?? null));
      if (socket.bufferedAmount > maxWaiting) socket.pause();
    },
    final(done) {
      if (channels.ending !== null && socket.readyState === socket.OPEN) socket.send(channels.ending);
      done();
    },
    destroy(error, done) {
      clearInterval(ping);
      socket.terminate();
      done(error);
    },
  });
  socket.on('message', (data: RawData) => {
    // Of the kinds of data that ws may give, nodebuffer is the one that it gives by itself.
    const message = data as Buffer;
    const taken = channels.take(message[0] ?? 0, message.subarray(1));
    if (taken instanceof Error) duplex.destroy(taken);
    else if (taken !== undefined && taken.length > 0 && !duplex.push(taken)) socket.pause();
  });
  socket.on('close', () => {
    clearInterval(ping);
    const why = channels.whyClosed();
    if (why === null) duplex.push(null);
    else duplex.destroy(why);
  });
  socket.on('error', (error) => duplex.destroy(new LookError('failed', `the stream was cut: ${error.message}`)));
  return duplex;
}
