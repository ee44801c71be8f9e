import { expect, test } from 'vitest';
import { changeLine, knownLine } from '../../agent/history/lines.ts';
import { wrongIn } from '../../scripts/soak/history-file.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 12, 0, second)).toISOString();
/** The line of a run. */
const run = (second: number, node: string, from: string | null = null) =>
  changeLine({ at: at(second), after: null, what: 'node name', from, to: node });
const first = knownLine(at(0), new Map([['node name', 'one-0']]));
const other = changeLine({ at: at(2), after: null, what: 'status', from: 'healthy', to: 'broken' });
const whole = [first, run(1, 'one-1'), run(2, 'other-0'), other, '', run(3, 'one-2'), ''];
const confirmed = [
  { at: at(0), node: 'one-0' },
  { at: at(3), node: 'one-2' },
];
const history = { files: ['history.jsonl'], text: whole.join('\n'), agents: ['one', 'other'], confirmed, torn: 0 };

test('a whole history of two agents has nothing wrong', () => {
  expect(wrongIn(history)).toEqual([]);
});

test.each<[string, Partial<typeof history>, string[]]>([
  ['an empty file', { text: '' }, ['the file has no whole line']],
  ['a file beside it', { files: ['history.jsonl', 'history.jsonl.new'] }, ['left behind: history.jsonl.new']],
  ['a torn line', { text: `${whole.join('\n')}{"v":1,"at` }, ['1 lines are not whole JSON, at most 0 may be']],
  ['a line that is no entry', { text: `${whole.join('\n')}[]\n7` }, ['2 lines are not whole JSON, at most 0 may be']],
  [
    'a confirmed run that is not there',
    { confirmed: [...confirmed, { at: at(4), node: 'other-1' }] },
    ['1 of 3 confirmed runs are lost'],
  ],
  ['a run of somebody else', { text: [...whole, run(4, 'third-1')].join('\n') }, ['of none of the agents: third-1']],
  [
    'a line before its time',
    { text: [...whole, run(19, 'one-3'), run(4, 'other-1')].join('\n') },
    ['1 lines are earlier than the line before'],
  ],
  [
    'a run twice',
    { text: [...whole, run(4, 'other-1'), run(5, 'other-1', 'other-0')].join('\n') },
    ['1 runs are there twice', 'the runs of other are not in their order'],
  ],
  [
    'runs of one agent in another order',
    { text: [...whole, run(4, 'one-4'), run(4, 'one-3')].join('\n') },
    ['the runs of one are not in their order'],
  ],
])('%s is found', (_what, broken, wrong) => {
  expect(wrongIn({ ...history, ...broken })).toEqual(wrong);
});

test('a kill may leave a torn line, and a run is no loss that was shortened away', () => {
  expect(wrongIn({ ...history, text: `${whole.join('\n')}{"v":1,"at`, torn: 1 })).toEqual([]);
  const shortened = [knownLine(at(5), new Map([['node name', 'one-5']])), run(19, 'one-6')].join('\n');
  expect(wrongIn({ ...history, text: shortened, confirmed: [{ at: at(3), node: 'one-2' }] })).toEqual([]);
  expect(wrongIn({ ...history, text: shortened, confirmed: [{ at: at(18), node: 'one-7' }] })).toEqual([
    '1 of 1 confirmed runs are lost',
  ]);
});
