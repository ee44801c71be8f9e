import { h } from 'preact';
import { App } from '../../agent/page/app.ts';
import { pageWords } from '../../agent/page/words.ts';
import { contentOf } from '../golden-shape.ts';
import { markupOf } from './markup.ts';

type Words = typeof pageWords;
/** What each word with a gap is given. */
const given: {
  [Name in keyof Words as Words[Name] extends (...args: never) => string ? Name : never]: readonly Parameters<
    Extract<Words[Name], (...args: never) => string>
  >[];
} = {
  remove: [['a.log']],
  size: [[1], [999], [1500], [2_000_000]],
  nodeFailed: [['503']],
  linkTooLong: [[9000, 8000]],
  secretFound: [[['a token', 'a password']]],
  reading: [['a.log', 12]],
  late: [[30]],
  bug: [['x is not a function']],
  basedOn: [['win-1', '10:00']],
  reportOf: [['win-1']],
  problems: [
    [1, 2, 3, 4],
    [2, 1, 1, 1],
  ],
  willNotRun: [
    ['Pod a', 1, 1],
    ['Pod a', 3, 3],
    ['Pod a', 2, 3],
  ],
  mayRun: [
    ['Pod a', 1, 1],
    ['Pod a', 2, 3],
  ],
  willRun: [
    ['Pod a', 1],
    ['Pod a', 3],
  ],
  notOn: [[['win-1', 'win-2']]],
  runsOn: [[['win-1', 'win-2']]],
  passedOver: [['1 x Service']],
  silenced: [[1], [2]],
  lineOf: [[3, 7]],
  goTo: [[3, 7]],
  onNodes: [['containerd 1.7']],
  stages: [['win-1']],
  notRead: [['its events']],
  skipped: [['a.png']],
  saved: [[['a.log', 'b.log'], 2]],
  footer: [
    ['0.1.0', true],
    ['0.1.0', false],
  ],
};

/** The words of the page that explains, and the page as it opens. */
export const saidOfPage = (): string =>
  [...wordsOf(), ...[true, false].map((isServed) => contentOf(markupOf(h(App, { isServed }))))].join('\n');

const wordsOf = (): string[] =>
  Object.entries(pageWords).map(([name, words]) => {
    const samples: readonly (readonly unknown[])[] = name in given ? given[name as keyof typeof given] : [];
    const said = typeof words === 'function' ? samples.map((sample) => Reflect.apply(words, null, sample)) : words;
    return `${name}: ${typeof said === 'string' ? said : JSON.stringify(said, null, 2)}`;
  });
