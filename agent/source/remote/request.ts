import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { agentPort } from '../../config/socket-address.ts';
import { QueryError, transportUnusable } from '../../error.ts';
import { toolVersion } from '../../version.ts';
import type { Remote } from '../remote.ts';

/** GET on its own connection. Redirects are not followed, so that a token is sent only to the named node. */
export async function request(
  { origin, token, trusted, connect }: Remote,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = { 'user-agent': `hostprobe/${toolVersion}`, 'accept-encoding': 'identity' };
  const options: RequestOptions = { agent: false, signal, headers };
  if (connect !== undefined) {
    const send = async () => requestOver(await connect(), path, { ...options, headers });
    return send().catch((error: unknown) => {
      if (!(error instanceof QueryError && error.code === transportUnusable)) throw error;
      return send();
    });
  }
  const asked = origin.startsWith('https:')
    ? httpsRequest(`${origin}${path}`, {
        ...options,
        headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
        // The certificate of a node may be trusted directly, no matter who signed it.
        ...(trusted === null ? {} : { ca: trusted, allowPartialTrustChain: true }),
      })
    : httpRequest(`${origin}${path}`, options);
  asked.end();
  const [answer] = await once(asked, 'response');
  return answer;
}

/** The agent's loopback listener answers to this name only. */
const loopback = `localhost:${agentPort}`;

async function requestOver(stream: Duplex, path: string, options: RequestOptions): Promise<IncomingMessage> {
  const { agent: _, headers, ...rest } = options;
  const asked = httpRequest({
    ...rest,
    path,
    headers: { ...Object(headers), host: loopback, connection: 'close' },
    createConnection: () => stream,
  });
  asked.end();
  const [answer] = await once(asked, 'response');
  answer.once('close', () => stream.destroy());
  return answer;
}
