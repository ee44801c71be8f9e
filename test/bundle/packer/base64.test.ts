import { expect, test } from 'vitest';
import { base64Lines } from '../../../agent/bundle/packer/base64.ts';

test.each([[[0]], [[1]], [[57]], [[58]], [[100, 3, 0, 200, 1000]]])(
  '%j bytes become lines that any decoder takes',
  async (sizes) => {
    const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 65));
    const archive = async function* () {
      yield* chunks;
    };
    let lines = '';
    for await (const piece of base64Lines(archive())) lines += piece;
    expect(Buffer.from(lines, 'base64')).toEqual(Buffer.concat(chunks));
    expect(lines).toMatch(/^(?:[A-Za-z0-9+/]{76}\n)*(?:[A-Za-z0-9+/]{1,75}={0,2}\n)?$/);
  },
);
