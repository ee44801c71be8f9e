/** As many bytes as one line of 76 characters holds. */
const lineBytes = 57;

/** An archive as text, for connections that pass only text. */
export async function* base64Lines(archive: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of archive) {
    const bytes = Buffer.concat([held, chunk]);
    const whole = bytes.length - (bytes.length % lineBytes);
    held = bytes.subarray(whole);
    yield linesOf(bytes.subarray(0, whole));
  }
  yield linesOf(held);
}

const linesOf = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{1,76}/g, '$&\n');
