import { decodeText } from '../../windows/encoding.ts';
import { HttpProblem } from './problem.ts';

/**
 * The text of a request's body.
 * @param wanted.file a file that a client may send, for the error
 * @throws Problem 400 when nothing was sent
 */
export function sentText(body: Uint8Array | undefined, wanted: { what: string; file: string }): string {
  const text = decodeText(body ?? new Uint8Array());
  if (text.trim() !== '') return text;
  throw new HttpProblem(400, `send ${wanted.what} as the body, for example with curl --data-binary @${wanted.file}`);
}
