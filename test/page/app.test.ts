import { h } from 'preact';
import { describe, expect, test } from 'vitest';
import { isManifestText } from '../../agent/messages/manifest-text.ts';
import { nodeKinds } from '../../agent/node/new-pod.ts';
import { App, answerView, carriedTo, entryForm } from '../../agent/page/app.ts';
import { type Note, noteOf, progressOf, tabList } from '../../agent/page/controls.ts';
import { type Choices, type Entered, type Tab, type TaskAnswer, tabs } from '../../agent/page/task.ts';
import { pageWords } from '../../agent/page/words.ts';
import { work } from '../../agent/page/work.ts';
import { faultsIn } from '../accessible.ts';
import { snapshotWith } from '../snapshot.ts';
import { does, elementsIn, markupOf, plain } from './markup.ts';

const choices: Choices = { nodes: nodeKinds, all: false };
const empty: Entered = { text: '', pod: '', files: [] };

/** The form of a tab, with all that it was told and asked to do. */
function form(tab: Tab, entered: Entered = empty, isWorking = false) {
  const told: unknown[] = [];
  const view = entryForm(
    { tab, entered, choices, area: { current: null }, isWorking },
    { enter: (part) => told.push(part), choose: (chosen) => told.push(chosen), run: () => told.push('run') },
    [],
  );
  return { view, html: markupOf(view), told };
}

test.each([true, false])('the page as it opens has no fault for those who do not see it; served: %s', (isServed) => {
  const html = markupOf(h(App, { isServed }));
  expect(faultsIn(html)).toEqual([]);
  expect(html.match(/<h1\b/g)).toHaveLength(1);
  expect(html.match(/<main\b/g)).toHaveLength(1);
  // What is told later is read out when it comes, what is wrong at once.
  expect(html.match(/role="status"><\/div>/g)).toHaveLength(1);
  expect(html.match(/role="alert"><\/div>/g)).toHaveLength(1);
  expect(html).toContain(`<a class="skip-link" href="#entered">`);
});

test('only a page that an agent serves offers its facts and leads to its report, and each says what it asks the network for', () => {
  const [served, alone] = [true, false].map((isServed) => plain(markupOf(h(App, { isServed }))));
  for (const words of [pageWords.useNode, pageWords.toReport]) {
    expect(served).toContain(words);
    expect(alone).not.toContain(words);
  }
  expect(alone).toMatch(/makes no network requests/);
  expect(served).not.toMatch(/makes no network requests/);
});

test('the tabs say which one is shown, only that is reached by the keyboard, and its panel is named by it', () => {
  for (const tab of tabs) {
    const html = markupOf(tabList(tab, () => undefined));
    const of = (one: Tab) => new RegExp(`<button[^>]*id="tab-${one}"[^>]*>`).exec(html)?.[0] ?? '';
    expect(tabs.map((one) => of(one).includes('aria-selected="true"'))).toEqual(tabs.map((one) => one === tab));
    expect(tabs.map((one) => /tabindex="0"/i.test(of(one)))).toEqual(tabs.map((one) => one === tab));
    expect(tabs.flatMap((one) => /aria-controls="([^"]*)"/.exec(of(one))?.[1] ?? [])).toEqual([`panel-${tab}`]);
    expect(faultsIn(html, [`panel-${tab}`])).toEqual([]);
  }
});

describe.each(tabs)('the form of %s', (tab) => {
  test('has no fault for those who do not see it, with and without files, a pod and work', () => {
    const files = [new File(['1'], 'a.log'), new File(['22'], 'b.log')];
    for (const entered of [empty, { text: 'a', pod: 'kind: Pod', files }]) {
      for (const isWorking of [true, false]) {
        const { html } = form(tab, entered, isWorking);
        expect(faultsIn(html)).toEqual([]);
        expect(/<button class="go"[^>]*disabled/.test(html)).toBe(isWorking);
      }
    }
  });

  test('tells what was typed, pasted or dropped where it belongs, and runs once when it is sent, in the page', () => {
    const { view, told } = form(tab);
    const all = elementsIn(view);
    const area = (id: string) => all.find(({ type, props }) => type === 'textarea' && props.id === id);
    const typed = (value: string) => ({ currentTarget: { value } });
    does(area('entered'), 'onInput', typed('mine'));
    expect(told).toEqual([{ text: 'mine' }]);
    if (tab === 'explain') does(area('pod'), 'onInput', typed('my pod'));
    else expect(area('pod')).toBeUndefined();
    const input = { files: [new File(['1'], 'a.log')], value: 'C:\\fakepath\\a.log' };
    does(
      all.find(({ props }) => props.type === 'file'),
      'onChange',
      { currentTarget: input },
    );
    expect(told.at(-1)).toMatchObject({ files: [{ name: 'a.log' }] });
    // Chosen again, the same file would change nothing otherwise.
    expect(input.value).toBe('');
    let prevented = 0;
    does(
      all.find(({ type }) => type === 'form'),
      'onSubmit',
      { preventDefault: () => prevented++ },
    );
    expect([told.at(-1), prevented]).toEqual(['run', 1]);
  });

  test('is sent with Ctrl or Command and Enter, and with nothing else', () => {
    const area = elementsIn(form(tab).view).find(({ type }) => type === 'textarea');
    let sent = 0;
    const currentTarget = { form: { requestSubmit: () => sent++ } };
    const press = (key: object) => does(area, 'onKeyDown', { ctrlKey: false, metaKey: false, currentTarget, ...key });
    press({ key: 'Enter' });
    press({ key: 'Enter', shiftKey: true });
    press({ key: 'a', ctrlKey: true });
    expect(sent).toBe(0);
    press({ key: 'Enter', ctrlKey: true });
    press({ key: 'Enter', metaKey: true });
    expect(sent).toBe(2);
  });

  test('has an example that it is for, and neither corrects nor capitalises what is pasted', async () => {
    const areas = elementsIn(form(tab).view).filter(({ type }) => type === 'textarea');
    for (const { props } of areas) expect([props.spellcheck, props.autocapitalize]).toEqual([false, 'off']);
    const example = String(areas[0]?.props.placeholder);
    // A manifest begins so, and goes on with what is the reader's own.
    const isManifest = (begin: string) => isManifestText(begin.replace('...', 'spec: {containers: []}'));
    expect(isManifest(example)).toBe(tab !== 'explain');
    if (tab !== 'explain') return;
    const answer = await work({ do: 'explain', entered: { ...empty, text: example }, choices }, () => undefined);
    expect(answer).toMatchObject({ explanation: { recognised: true } });
    expect(isManifest(String(areas[1]?.props.placeholder))).toBe(true);
  });

  test('shows choices only where they change the answer, and the pod opened once there is one', () => {
    const { html } = form(tab);
    expect(html.includes('<select')).toBe(tab === 'lint');
    expect(html.includes('<details')).toBe(tab === 'explain');
    expect(/<details[^>]*\bopen\b/.test(html)).toBe(false);
    expect(/<details[^>]*\bopen\b/.test(form(tab, { ...empty, pod: 'x' }).html)).toBe(tab === 'explain');
  });
});

test.each<[note: Note, buttons: number]>([
  [{ kind: 'fail', text: 'it failed' }, 0],
  [{ kind: 'pass', text: 'it is saved' }, 0],
  [{ kind: 'secret', kinds: ['aws-key', 'token'], redacted: empty }, 3],
  [{ kind: 'link', link: 'https://h.example/#v1.x' }, 0],
])('a note has all that it is about and no fault for those who do not see it: %j', (note, buttons) => {
  const html = markupOf(noteOf(note, { copyLink: () => undefined, entered: empty, showNote: () => undefined }));
  expect(faultsIn(html)).toEqual([]);
  expect(html.match(/<button\b/g)?.length ?? 0).toBe(buttons);
  const about = note.kind === 'secret' ? note.kinds : [note.kind === 'link' ? note.link : note.text];
  for (const one of about) expect(html).toContain(one);
  if (note.kind === 'fail' || note.kind === 'pass') expect(html).toContain(`class="note ${note.kind}"`);
});

test('progress is a bar with a name, as full as its words say', () => {
  const job = { answer: new Promise<never>(() => undefined), stop: () => undefined };
  for (const progress of [null, { file: 'a.log', done: 1, total: 4 }]) {
    const html = markupOf(progressOf(progress, job));
    expect(faultsIn(html)).toEqual([]);
    expect(html).toContain('<label for="progress">');
    expect(/<progress[^>]*max="100"/.test(html)).toBe(true);
    expect(/value="(\d+)"/.exec(html)?.[1]).toBe(progress === null ? undefined : '25');
  }
});

const bare = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';
const pod = `${bare}spec: {containers: [{name: a, image: a}]}\n`;
const log = 'failed to create user process token: failed to logon user: Access is denied.';
const linted = (pods: number) =>
  ({ tab: 'lint', lint: { pods: Array.from({ length: pods }, () => ({})) } }) as unknown as TaskAnswer;

test.each<[tab: Tab, text: string, answer: TaskAnswer | null, to: Tab[]]>([
  ['explain', pod, null, ['lint']],
  ['explain', log, null, []],
  ['explain', '  ', null, []],
  ['lint', log, null, ['explain']],
  ['predict', log, null, ['explain']],
  ['lint', pod, linted(1), ['predict']],
  ['lint', pod, linted(0), []],
  ['lint', pod, null, []],
  ['predict', pod, null, []],
  // A manifest that is damaged is no log.
  ['lint', '  kind: Pod\n :', null, []],
  ['lint', '{"kind": "Pod", x', null, []],
  ['predict', '\n', null, []],
])('from %s the text %j leads on only to where it belongs', (tab, text, answer, to) => {
  const led = carriedTo(tab, text, answer);
  expect(led.map(([one]) => one)).toEqual(to);
  for (const [one, words] of led) expect(words.toLowerCase()).toContain(one);
});

test('what several nodes are shown as is one at a time, under what is chosen, and all that they say has no fault', async () => {
  const files = ['win-1', 'win-2'].map(
    (node) => new File([JSON.stringify({ ...snapshotWith(), node })], `${node}.json`),
  );
  const answer = await work({ do: 'explain', entered: { ...empty, files }, choices }, () => undefined);
  for (const [view, heading] of [
    [0, /^win-1 does not differ from its 1 peer/],
    [1, /^win-1 is healthy/],
    [2, /^win-2 is healthy/],
    // Of an answer with fewer views the first.
    [3, /^win-1 does not differ/],
  ] as const) {
    const html = markupOf(answerView(answer, { view, setView: () => undefined, goTo: () => undefined }));
    const marks = [...html.matchAll(/#(mark-\w+)/g)].map(([, id = '']) => id);
    const outside = ['main', ...new Set(marks)];
    expect(faultsIn(html, outside)).toEqual([]);
    const [, pressed = ''] = /<button[^>]*aria-pressed="true"[^>]*>([^<]*)/.exec(html) ?? [];
    expect(pressed).toBe(view === 1 || view === 2 ? pageWords.reportOf(`win-${view}`) : pageWords.compared);
    expect(plain(/<h[12]\b.*?<\/h[12]>/s.exec(html)?.[0])).toMatch(heading);
  }
});

test.each(['lint', 'predict'] as const)('the answer of %s has no fault for those who do not see it', async (tab) => {
  const text = `${bare}spec: {hostNetwork: true, nodeSelector: {kubernetes.io/os: windows}, securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYTEM'}}, containers: [{name: a, image: a}]}\n`;
  const answer = await work({ do: tab, entered: { ...empty, text }, choices }, () => undefined);
  const html = markupOf(answerView(answer, { view: 0, setView: () => undefined, goTo: () => undefined }));
  const marks = [...html.matchAll(/#(mark-\w+)/g)].map(([, id = '']) => id);
  expect(faultsIn(html, [...new Set(marks)])).toEqual([]);
  expect(plain(html)).toContain(pageWords.json);
});

test('what is told of a task has the object that it is about', () => {
  const { removeShort: _, ...words } = pageWords;
  const said: [words: string, ...about: (string | number)[]][] = [
    [words.remove('a.log'), 'a.log'],
    [words.nodeFailed('refused'), 'refused'],
    [words.linkTooLong(31_000, 30_000), 31_000, 30_000],
    [words.secretFound(['aws-key', 'token']), 'aws-key', 'token'],
    [words.reading('a.log', 7), 'a.log', '7 %'],
    [words.late(30), '30 s'],
    [words.bug('TypeError: x'), 'TypeError: x'],
    [words.basedOn('win-1', '12:00'), 'win-1', '12:00'],
    [words.reportOf('win-1'), 'win-1'],
    [words.saved(['a.log', 'b.log'], 3), 'a.log', 'b.log', '3 secrets'],
    [words.footer('1.2.3', true), '1.2.3'],
    [words.footer('1.2.3', false), '1.2.3'],
    [words.goTo(5, 3), 'line 5', 'column 3'],
    [words.lineOf(5, 3), 'line 5', 'column 3'],
    [words.mayRun('Pod a', 2, 3), 'Pod a', '2 of 3'],
    [words.willNotRun('Pod a', 3, 3), 'Pod a', 'any of these 3', 'not'],
    [words.willRun('Pod a', 3), 'Pod a', 'all 3'],
    [words.notOn(['x', 'y']), 'x', 'y', 'Not'],
    [words.runsOn(['x', 'y']), 'x', 'y'],
    [words.stages('win-1'), 'win-1'],
    [words.silenced(2), '2 problems'],
  ];
  // The bound before what goes beyond it.
  expect(words.linkTooLong(31_000, 30_000)).toMatch(/may have 30000 .* needs 31000/);
  for (const [sentence, ...about] of said) for (const one of about) expect(sentence).toContain(String(one));
});
