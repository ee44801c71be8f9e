import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import type { Api } from '../kubernetes.ts';
import type { Answer } from './status.ts';

/** Asks the tests' API as curl would. */
export async function ask({ access }: Api, method: string, path: string, body?: unknown): Promise<Answer> {
  const token = access.credential.kind === 'token' ? access.credential.token : '';
  const asked = request(`${access.server}${path}`, {
    method,
    ca: access.ca ?? '',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (response) => {
      json(response).then((read) => resolve({ status: response.statusCode ?? 0, answer: read }), reject);
    });
  });
  asked.end(body === undefined || body === null ? undefined : JSON.stringify(body));
  return answer;
}
