import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Answer } from './client.ts';

export interface Asking {
  method?: string;
  token?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
  /** Where the server is; loopback unless told. */
  host?: string;
  /** Where the request comes from, an address of loopback. */
  from?: string;
}

/** Asks over TLS, whatever the certificate. */
export async function askTls(
  port: number,
  path: string,
  { method = 'GET', token, headers, body, host = '127.0.0.1', from }: Asking,
): Promise<Answer> {
  const asked = request({
    host,
    port,
    path,
    method,
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    agent: new Agent({ rejectUnauthorized: false }),
    ...(from === undefined ? {} : { localAddress: from }),
  });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
