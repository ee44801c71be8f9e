import { expect, test } from 'vitest';
import { answerView } from '../../agent/page/app.ts';
import { isLink, linkOf, readLink } from '../../agent/page/browser.ts';
import { choicesOf, fileDrop, noteOf, progressOf, rangeOfLine, tabList, withFiles } from '../../agent/page/controls.ts';
import { pageWords } from '../../agent/page/words.ts';
import { work } from '../../agent/page/work.ts';
import { snapshotWith } from '../snapshot.ts';
import { does, elementsIn, markupOf, plain } from './markup.ts';

const job = { answer: new Promise<never>(() => undefined), stop: () => undefined };

test('a link carries any text and the tab to another browser, in letters that an address may have', async () => {
  for (let size = 1; size < 60; size++) {
    const text = Array.from({ length: size }, (_, at) =>
      String.fromCodePoint(0x21 + ((at * at * 37 + size) % 0x2fff)),
    ).join('');
    const link = await linkOf('https://h.example/explain#v1.old', { tab: 'lint', text, pod: 'p' });
    expect(link).toMatch(/^https:\/\/h\.example\/explain#v1\.[\w-]+$/);
    expect(await readLink(new URL(link).hash)).toEqual({ tab: 'lint', text, pod: 'p' });
  }
  expect([isLink('#v1.x'), isLink('#v2.x'), await readLink('#v2.x')]).toEqual([true, false, null]);
  // What unpacks to more than a text ever is is not read to its end.
  const flood = await linkOf('https://h/', { tab: 'lint', text: 'a'.repeat(5 * 2 ** 20), pod: '' });
  expect(await readLink(new URL(flood).hash)).toBeNull();
});

test('progress is in percent of the file, and unknown before a file is read', () => {
  const at = (done: number, total: number) => plain(markupOf(progressOf({ file: 'a.log', done, total }, job)));
  expect([at(0, 0), at(1, 3), at(3, 3)]).toEqual(
    [0, 33, 100].map((percent) => `Reading a.log: ${percent} % ${pageWords.stop}`),
  );
  expect(markupOf(progressOf(null, job))).not.toContain('value=');
});

test('an arrow leads to the next tab, and round the ends', () => {
  const chosen: string[] = [];
  const press = (tab: 'explain' | 'lint' | 'predict', key: string) => {
    const [list] = elementsIn(tabList(tab, (next) => chosen.push(next)));
    try {
      does(list, 'onKeyDown', { key });
    } catch (error) {
      // Node.js has no document, in which the tab would get the focus.
      if (!(error instanceof ReferenceError)) throw error;
    }
  };
  press('explain', 'ArrowRight');
  press('explain', 'ArrowLeft');
  press('predict', 'ArrowRight');
  press('lint', 'a');
  expect(chosen).toEqual(['lint', 'predict', 'explain']);
});

test('of the files that were given one can be taken away, and two of one name are told apart', () => {
  const files = withFiles(
    [new File(['1'], 'a.log')],
    [new File(['2'], 'a.log'), new File(['3'], 'b'), new File(['4'], 'a.log')],
  );
  expect(files.map(({ name }) => name)).toEqual(['a.log', 'a (2).log', 'b', 'a (3).log']);
  let left: readonly File[] = [];
  const view = elementsIn(
    fileDrop(files, 'hint', (kept) => {
      left = kept;
    }),
  );
  expect(view.find(({ props }) => props.type === 'file')?.props.multiple).toBe(true);
  const remove = view.find(({ props }) => props['aria-label'] === 'Remove b');
  does(remove, 'onClick');
  expect(left.map(({ name }) => name)).toEqual(['a.log', 'a (2).log', 'a (3).log']);
});

test('lint judges for the containerd that is chosen, and for all pods if that is', () => {
  const sets: unknown[] = [];
  const view = elementsIn(choicesOf({ nodes: [], all: false }, (choices) => sets.push(choices)));
  const select = view.find(({ type }) => type === 'select');
  const choose = (value: string) => does(select, 'onChange', { currentTarget: { value } });
  for (const value of ['0', '1', '2', '3']) choose(value);
  const nodes = sets.map((one) => Object(one).nodes);
  expect(new Set(nodes.map((one) => JSON.stringify(one))).size).toBe(4);
  expect(nodes[0].length).toBe(nodes.slice(1).reduce((sum: number, one: unknown[]) => sum + one.length, 0));
  const [input] = view.filter(({ type }) => type === 'input');
  does(input, 'onChange');
  expect(sets.at(-1)).toMatchObject({ all: true });
});

test('a secret in a link is offered to be left out, and what is copied is what was chosen', () => {
  const entered = { text: 'plain', pod: '', files: [] };
  const redacted = { ...entered, text: 'redacted' };
  const copied: unknown[] = [];
  const view = elementsIn(
    noteOf(
      { kind: 'secret', kinds: ['key'], redacted },
      { copyLink: (what) => copied.push(what), entered, showNote: (note) => copied.push(note) },
    ),
  );
  for (const one of view.filter(({ type }) => type === 'button')) does(one, 'onClick');
  expect(copied).toEqual([redacted, entered, null]);
});

test('each answer is saved under the name of what it is, and several are chosen among', async () => {
  const files = ['win-1', 'win-2'].map(
    (node) => new File([JSON.stringify({ ...snapshotWith(), node })], `${node}.json`),
  );
  const of = async (given: File[]) => {
    const answer = await work(
      { do: 'explain', entered: { text: '', pod: '', files: given }, choices: { nodes: [], all: false } },
      () => undefined,
    );
    return markupOf(answerView(answer, { view: 0, setView: () => undefined, goTo: () => undefined }));
  };
  expect(await of(files.slice(0, 1))).not.toContain('class="views"');
  const both = await of(files);
  const views = /<div class="views".*?<\/div>/s.exec(both)?.[0] ?? '';
  expect(plain(views)).toBe(`${pageWords.compared} Report of win-1 Report of win-2`);
  expect(views.match(/aria-pressed="true"/g)).toHaveLength(1);
});

test('numbers are said with their nouns', () => {
  expect(pageWords.problems(1, 2, 1, 1)).toBe('1 error, 2 warnings, 1 note in 1 HostProcess pod.');
  expect([1, 999, 1000, 999_949, 999_950, 1_500_000].map(pageWords.size)).toEqual([
    ...['1 byte', '999 bytes', '1.0 kB', '999.9 kB', '1.0 MB', '1.5 MB'],
  ]);
  expect(pageWords.willNotRun('Pod a', 2, 3)).toBe('Pod a will not run on 2 of 3 nodes');
});

test('a line is found where a reader counts it, also an empty one and the last', () => {
  const text = 'one\n\nthree\nlast';
  for (const [at, line] of text.split('\n').entries()) {
    const [start, end] = rangeOfLine(text, at + 1);
    expect(text.slice(start, end)).toBe(line);
    expect(text.slice(0, start).split('\n')).toHaveLength(at + 1);
  }
});

test('each of two files of one name and another kind of end gets a number before its end', () => {
  const names = (...given: string[]) =>
    withFiles(
      [],
      given.map((name) => new File([name], name)),
    ).map(({ name }) => name);
  expect(names('x', 'x', 'a.tar.gz', 'a.tar.gz')).toEqual([...['x', 'x (2)', 'a.tar.gz', 'a.tar (2).gz']]);
});
