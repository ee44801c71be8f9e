import type { Config } from '../../config.ts';
import { readCertificates } from '../../decode/certificates.ts';
import { UserError } from '../../error.ts';
import type { Remote } from '../remote.ts';
import { nameOfFile, readTextFile } from '../saved-files.ts';

/**
 * What --token-file and --ca-file hold.
 * @throws UserError if a file cannot be read or holds something else; the message never quotes the file
 */
export async function readCredentials(
  files: Pick<Config, 'token-file' | 'ca-file'>,
): Promise<Pick<Remote, 'token' | 'trusted'>> {
  const { 'token-file': token, 'ca-file': ca } = files;
  return {
    token: token === null ? null : readToken(await readTextFile(token, '--token-file must name a file'), token),
    trusted: ca === null ? null : readTrusted(await readTextFile(ca, '--ca-file must name a file'), ca),
  };
}

/** It must fit into a request header. */
const maxTokenLength = 8192;

function readToken(text: string, path: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= maxTokenLength) return token;
  throw new UserError(`--token-file must hold one token and nothing else, but ${nameOfFile(path)} does not`);
}

function readTrusted(text: string, path: string): string {
  if (readCertificates(new TextEncoder().encode(text)).certificates > 0) return text;
  throw new UserError(`--ca-file must hold certificates in PEM, but ${nameOfFile(path)} holds none`);
}
