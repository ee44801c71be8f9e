import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { inTurns, withCompilers } from '../bundle/long-work.ts';
import { command } from '../command.ts';
import { isGzip } from '../decode/bytes.ts';
import { UserError, unreadable } from '../error.ts';
import { printExact } from '../print/terminal.ts';
import { nameOfFile, noText, peek } from '../source/saved-files.ts';
import { encodingOf } from '../windows/encoding.ts';

export const redact = command({
  id: 'redact',
  summary: 'replace the secrets that it finds in a log; read the output before you send it',
  operands: '<file | ->',
  flags: ['redact'],
  outputs: [],
  details:
    'Prints the text with a placeholder for each secret, as in a bundle: the same secret has the same placeholder.\n' +
    'A file may be of any size, plain or gzip, UTF-8 or UTF-16; - is standard input.\n' +
    '  hostprobe redact C:\\k\\kubelet.log > kubelet.txt\n' +
    '  kubectl logs -n kube-system kube-proxy-windows-x7k2p | hostprobe redact -\n' +
    'Read the output before you send it. It does not find a password of ordinary words that no name announces (password:,\n' +
    '-p), a key in hexadecimal without such a name, since ids look the same, or what is encrypted. --redact adds patterns of\n' +
    'your own.',
  exits: { 0: 'the text is printed' },
  async run({ config, operands }) {
    const [path, ...more] = operands;
    if (path === undefined || more.length > 0) {
      const got = more.length === 0 ? '' : `, but got ${operands.join(' and ')}`;
      throw new UserError(`name one file, or - for standard input, for example: hostprobe redact kubelet.log${got}`);
    }
    const [{ createRedactor }, { createRedactionStream }, { createPlaceholder }, { readRedactionRules }] =
      await Promise.all([
        import('../redact.ts'),
        import('../redact/stream.ts'),
        import('../redact/placeholder.ts'),
        import('../source/saved-files.ts'),
      ]);
    const rules = await readRedactionRules(config.redact);
    const stream = createRedactionStream(createRedactor({ placeholder: createPlaceholder(), more: rules }));
    await withCompilers(async () => {
      for await (const text of textsOf(path)) await printExact(await inTurns(stream.pushInSteps(text)));
      await printExact(await inTurns(stream.endInSteps()));
    });
    return 0;
  },
});

/** A text in pieces. @throws UserError when it cannot be read */
async function* textsOf(path: string): AsyncGenerator<string> {
  try {
    let decoder: TextDecoder | null = null;
    for await (const piece of bytesOf(path)) {
      decoder ??= decoderOf(piece, nameOfFile(path));
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    // Node's own errors, of files and of gzip, carry a code; anything else is a bug.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(unreadable(nameOfFile(path), { code: String(error.code), message: error.message }));
  }
}

function decoderOf(head: Uint8Array, name: string): TextDecoder {
  const other = noText(head, name);
  if (other !== null) throw new UserError(`${name} must be a text, but ${other}`);
  return new TextDecoder(encodingOf(head));
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const { head, all } = await peek(path === '-' ? process.stdin : createReadStream(path));
  yield* isGzip(head) ? unzipped(all) : all;
}

async function* unzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream');
  const source = Readable.from(bytes);
  const text = createGunzip();
  source.once('error', (error) => text.destroy(error));
  for await (const piece of source.pipe(text)) yield piece;
}
