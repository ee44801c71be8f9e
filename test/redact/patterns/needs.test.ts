import { describe, expect, test } from 'vitest';
import { atOnce, createMemory } from '../../../agent/redact/memory.ts';
import type { SecretPattern } from '../../../agent/redact/patterns/pattern.ts';
import { createSignSearch } from '../../../agent/redact/search/signs.ts';
import { secretPatterns } from '../../../agent/redact.ts';
import { chanceOf } from '../chance.ts';

/** So many texts are drawn of each pattern. */
const draws = 12;

/** What randexp can draw: no look to either side, and no names for groups. */
function drawn({ source, flags }: RegExp): RegExp {
  let plain = source.replaceAll('(?<keep>', '(');
  for (let at = plain.search(/\(\?(?:=|!|<=|<!)/); at !== -1; at = plain.search(/\(\?(?:=|!|<=|<!)/)) {
    plain = plain.slice(0, at) + plain.slice(endOfGroup(plain, at));
  }
  return new RegExp(plain, flags.replace('g', ''));
}

function endOfGroup(source: string, start: number): number {
  let depth = 0;
  let isClass = false;
  for (let at = start; at < source.length; at++) {
    const one = source.charAt(at);
    if (one === '\\') at++;
    else if (isClass) isClass = one !== ']';
    else if (one === '[') isClass = true;
    else if (one === '(') depth++;
    else if (one === ')' && --depth === 0) return at + 1;
  }
  throw new Error(`a group of ${source} is not closed`);
}

/** The parts of texts, drawn by chance, that a pattern matches. */
function matchesOf({ pattern }: SecretPattern, seed: string): string[] {
  const like = drawn(pattern);
  return Array.from({ length: draws }, (_, draw) => chanceOf(draw, seed).like(like)).flatMap((text) =>
    [...text.matchAll(pattern)].map(([whole]) => whole),
  );
}

const literal = secretPatterns.flatMap((one, index) => {
  const name = `${index} ${one.id}`;
  return Array.isArray(one.needs) ? [{ name, needs: one.needs, matches: matchesOf(one, name) }] : [];
});

describe('whatever a pattern matches has one of the literals that it needs', () => {
  test.each(literal)('$name', ({ needs, matches }) => {
    const search = createSignSearch([needs], createMemory().plainWords);
    const without = matches.filter((text) => !atOnce(search.findInSteps(text, 0, text.length)).literals.has(needs));
    expect(without.slice(0, 3)).toEqual([]);
  });

  test('most patterns have matches among what is drawn', () => {
    const empty = literal.filter(({ matches }) => matches.length === 0);
    expect(empty.length).toBeLessThan(literal.length / 2);
  });
});
