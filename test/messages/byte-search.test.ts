import { describe, expect, test } from 'vitest';
import { createByteSearch } from '../../agent/messages/byte-search.ts';
import { literals } from '../../agent/signatures/index.ts';

const bytesOf = (text: string) => Buffer.from(text);
const searchFor = (...texts: string[]) => createByteSearch(texts.map(bytesOf));
const find = (texts: string[], text: string) => searchFor(...texts)(bytesOf(text), 0, bytesOf(text).length);

describe('the search for many texts at once', () => {
  test.each([
    ['at the beginning', 'failed to logon user: no', 0],
    ['at the end', 'no: failed to logon user', 4],
    ['as all there is', 'failed to logon user', 0],
    ['behind its own beginning', 'failed to failed to logon user', 10],
    ['nowhere', 'failed to log on a user', -1],
    ['in nothing', '', -1],
  ])('finds a text %s', (_, text, at) => {
    expect(find(['failed to logon user', 'csi-proxy-'], text)).toBe(at);
  });

  test('finds a text only if all of it is in the range', () => {
    const bytes = bytesOf('csi-proxy- csi-proxy-');
    const search = searchFor('csi-proxy-');
    expect(search(bytes, 0, 9)).toBe(-1);
    expect(search(bytes, 0, 10)).toBe(0);
    expect(search(bytes, 1, 21)).toBe(11);
    expect(search(bytes, 12, 21)).toBe(-1);
  });

  test('finds a text in a part of a larger buffer', () => {
    const part = bytesOf('xx csi-proxy- xx').subarray(3, 13);
    expect(searchFor('csi-proxy-')(part, 0, part.length)).toBe(0);
  });

  test('finds texts that contain one another or have the same end', () => {
    expect(find(['containerd-containerd', 'containerd'], 'a containerd')).toBe(2);
    expect(find(['::System::', '::ComputeSystem::'], 'hcs::ComputeSystem::')).toBe(3);
  });

  test('refuses a text that is too short', () => {
    expect(() => searchFor('abc')).toThrow('4 bytes');
  });

  test('finds every line with a literal of the catalogue, and no other', () => {
    // Pieces of the literals in any order: as near to them as a text can come.
    let state = 1;
    const chance = (limit: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const piece = () => {
      const literal = literals[chance(literals.length)] ?? '';
      const start = chance(3) === 0 ? 0 : chance(literal.length);
      return literal.slice(start, chance(3) === 0 ? undefined : start + chance(20));
    };
    const lines = Array.from({ length: 5000 }, () => Array.from({ length: 1 + chance(4) }, piece).join(''));
    const bytes = bytesOf(lines.join('\n'));
    const search = createByteSearch(literals.map(bytesOf));
    const found: string[] = [];
    for (let from = 0; from < bytes.length; ) {
      const hit = search(bytes, from, bytes.length);
      if (hit === -1) break;
      const end = bytes.indexOf('\n', hit) === -1 ? bytes.length : bytes.indexOf('\n', hit);
      found.push(bytes.toString('utf8', bytes.lastIndexOf('\n', hit) + 1, end));
      from = end;
    }
    const wanted = lines.filter((line) => literals.some((literal) => line.includes(literal)));
    expect(wanted.length).toBeGreaterThan(500);
    expect(found).toEqual(wanted);
  });

  test('is fast with the catalogue, because none of its literals is short', () => {
    expect(literals.filter((literal) => bytesOf(literal).length < 10)).toEqual([]);
  });
});
