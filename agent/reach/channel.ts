import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { Duplex, type Readable, Transform, type Writable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { RawData, WebSocket } from 'ws';
import { unanswered, wasClosedWhileKept } from '../error/unreachable.ts';
import { cutShort, QueryError } from '../error.ts';
import { type Api, boundedText, type Query, urlOf, whyRefused, whyUnanswered } from './api.ts';

/** Load balancers close connections that are idle for longer. */
const pingMs = 15_000;
/** Unless --request-timeout says so; 0: no limit. */
const usualHandshakeMs = 10_000;
/** The most that may wait to be sent. */
const maxWaiting = 1 << 20;

/** The largest message of a stream; kubelets send 32 KiB at once. */
const maxMessage = 16 * 2 ** 20;

interface Opening {
  path: string;
  query: Query;
  protocols: readonly string[];
}

/** The channels of a stream that Kubernetes multiplexes. */
export interface Channels {
  /** The channel on which data is sent. */
  sends: number;
  /** Data for the reader, an error to end with, or neither: undefined. */
  take(channel: number, data: Buffer): Buffer | Error | undefined;
  /** What to send at the end of input; null: the protocol has no message for it. */
  ending: Buffer | null;
  /** Why a stream that the server closed failed; null: it succeeded. */
  whyClosed(): Error | null;
}

/**
 * Opens a stream to a pod over WebSocket, with its channels as one Duplex. A slow reader slows the sender down.
 * @throws QueryError with the message of the API server if it refuses
 */
export async function openChannels(
  api: Api,
  opening: Opening,
  channelsFor: (protocol: string) => Channels,
): Promise<Duplex> {
  const socket = await open(api, opening);
  return asDuplex(socket, channelsFor(socket.protocol));
}

async function open(api: Api, opening: Opening): Promise<WebSocket> {
  const options = await api.signIn.options();
  try {
    return await connect(api, opening, options);
  } catch (error) {
    // A credential may have expired since it was asked for.
    if (!(error instanceof QueryError && error.code === '401')) throw error;
    return connect(api, opening, await api.signIn.options(options));
  }
}

async function connect(api: Api, opening: Opening, signedIn: RequestOptions): Promise<WebSocket> {
  const { WebSocket } = await import('ws');
  const { path, query, protocols } = opening;
  const url = urlOf(api.signIn, path, query);
  url.protocol = url.protocol.replace('http', 'ws');
  const { agent, headers, ...options } = signedIn;
  const what = `GET ${path}`;
  // The types of ws allow one value for each header, but Node's request, which gets the headers, allows several.
  const plain = headers as Record<string, string>;
  const given = { ...options, ...(agent === undefined ? {} : { agent }), headers: plain };
  const handshakeMs = api.timeoutMs ?? usualHandshakeMs;
  let asked: ClientRequest | undefined;
  const socket = new WebSocket(url, [...protocols], {
    ...(given as object),
    finishRequest: (request) => {
      asked = request;
      request.end();
    },
    perMessageDeflate: false,
    maxPayload: maxMessage,
    ...(handshakeMs === 0 ? {} : { handshakeTimeout: handshakeMs }),
  });
  // What comes in one piece with the answer to the handshake waits for whoever takes it.
  socket.once('open', () => socket.pause());
  const refused = Promise.withResolvers<never>();
  socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
    boundedText(answer, maxWaiting)
      .catch(() => '')
      .then((body) => refused.reject(whyNoStream(what, answer.statusCode ?? 0, body)))
      .finally(() => socket.terminate());
  });
  const late = `${what}: ${api.signIn.server} opened no stream within ${handshakeMs / 1000} s`;
  const wasKept = (error: unknown) => asked !== undefined && wasClosedWhileKept(asked, error);
  socket.once('error', (error) => {
    const fault = asked === undefined ? error : unanswered(asked, error);
    refused.reject(wasKept(error) ? error : withCode(what, { server: api.signIn.server, late }, fault));
  });
  try {
    await Promise.race([once(socket, 'open'), refused.promise]);
  } catch (error) {
    if (wasKept(error)) return connect(api, opening, signedIn);
    throw error;
  }
  return socket;
}

/** The code of the error if the API server does not reach the kubelet, which every transport needs. */
export const kubeletAway = 'kubelet-away';

/** Source: kubernetes apimachinery pkg/util/proxy/upgradeaware.go and dial.go, which have the words of the API server. */
function whyNoStream(what: string, code: number, body: string): QueryError {
  const refusal = whyRefused(what, code, body);
  const said = refusal.message;
  if (body.includes('error dialing backend')) {
    return new QueryError('failed', `the API server cannot reach the kubelet of this node: ${said}`, kubeletAway);
  }
  // What a proxy passes on of an upgrade that it does not know, and how others refuse one.
  const isUpgradeLost = code < 400 || code === 426 || /upgrade request required/i.test(body);
  if (!isUpgradeLost) return refusal;
  return new QueryError('unsupported', `a proxy before the API server passes no WebSocket: ${said}`);
}

/** A handshake timeout has no error code. */
function withCode(what: string, { server, late }: { server: string; late: string }, error: Error): unknown {
  if (/handshake has timed out/.test(error.message)) return new QueryError('timeout', late);
  const why = whyUnanswered(what, server, error);
  return why === error ? new QueryError('failed', `${what}: ${error.message}`) : why;
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
    // nodebuffer is the default type of data in ws.
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
  socket.on('error', (error) => duplex.destroy(new QueryError('failed', `the stream was cut: ${error.message}`)));
  socket.resume();
  return duplex;
}

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

/** Two streams as one; an error of either is an error of the whole. */
export const joinStreams = (readable: Readable, writable: Writable): Duplex =>
  // Node accepts its own streams here, but its types allow only web streams.
  Duplex.from({ readable, writable } as unknown as Iterable<unknown>);
