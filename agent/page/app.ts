import { type ComponentChild, h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type NodeKind, nodeKinds, targeted } from '../node/node-kind.ts';
import { marks } from '../renderers/html/mark.ts';
import { toolVersion } from '../version.ts';
import { answerView } from './answer.ts';
import { copyText, openForPrint, save, useCopyButtons } from './browser.ts';
import { type RunningTask, start } from './job.ts';
import { linkOf, longestLink, readLink } from './link.ts';
import type { Choices, Entered, FileProgress, PageTask, Tab, TaskAnswer } from './task.ts';
import { tabs } from './task.ts';
import { pageWords } from './words.ts';

const nothing: Entered = { text: '', pod: '', files: [] };
const usual: Choices = { nodes: nodeKinds, all: false };

/** Something to tell above the answer. */
type Note =
  | { kind: 'bad' | 'good'; text: string }
  | { kind: 'secret'; kinds: readonly string[]; redacted: Entered }
  | { kind: 'link'; link: string };

/** What each tab has: one does not lose its text because another is looked at. */
interface State {
  entered: Entered;
  answer: TaskAnswer | null;
  note: Note | null;
}

const blank: Record<Tab, State> = {
  explain: { entered: nothing, answer: null, note: null },
  lint: { entered: nothing, answer: null, note: null },
  predict: { entered: nothing, answer: null, note: null },
};

export function App(): ComponentChild {
  const [tab, setTab] = useState<Tab>('explain');
  const [states, setStates] = useState(blank);
  const [choices, setChoices] = useState(usual);
  const [work, setWork] = useState<{ job: RunningTask; progress: FileProgress | null } | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const answerPlace = useRef<HTMLDivElement>(null);
  const { entered, answer, note } = states[tab];

  const change = (of: Tab, part: Partial<State>) =>
    setStates((before) => ({ ...before, [of]: { ...before[of], ...part } }));
  const showNote = (told: Note | null) => change(tab, { note: told });

  /** null: it failed, which was told. */
  async function runTask(task: PageTask): Promise<TaskAnswer | null> {
    const job = start(task, (progress) => setWork({ job, progress }));
    setWork({ job, progress: null });
    try {
      return await job.answer;
    } catch (error) {
      showNote({ kind: 'bad', text: error instanceof Error ? error.message : String(error) });
      return null;
    } finally {
      setWork(null);
    }
  }

  async function run(of: Tab, what: Entered) {
    if (what.text.trim() === '' && what.pod.trim() === '' && what.files.length === 0) {
      return showNote({ kind: 'bad', text: pageWords.nothingEntered[of] });
    }
    change(of, { answer: null, note: null });
    const found = await runTask({ do: of, entered: what, choices });
    if (found !== null) change(of, { answer: found });
    answerPlace.current?.focus({ preventScroll: true });
    answerPlace.current?.scrollIntoView({ block: 'nearest' });
  }

  async function redact() {
    const found = await runTask({ do: 'redact', entered });
    if (found?.tab !== 'redact') return;
    for (const { name, content } of found.files) save(name, content);
    const count = found.files.flatMap(({ counts }) => counts).reduce((sum, [, number]) => sum + number, 0);
    showNote({
      kind: 'good',
      text: pageWords.saved(
        found.files.map(({ name }) => name),
        count,
      ),
    });
  }

  async function share() {
    const found = await runTask({ do: 'secrets', text: `${entered.text}${parting}${entered.pod}` });
    if (found?.tab !== 'secrets') return;
    if (found.kinds.length === 0) return copyLink(entered);
    const [text = '', pod = ''] = found.redacted.split(parting);
    showNote({ kind: 'secret', kinds: found.kinds, redacted: { ...entered, text, pod } });
  }

  async function copyLink({ text, pod }: Entered) {
    const link = await linkOf(location.href, { tab, text, pod });
    if (link.length > longestLink)
      return showNote({ kind: 'bad', text: pageWords.linkTooLong(link.length, longestLink) });
    const isCopied = await copyText(link);
    showNote(isCopied ? { kind: 'good', text: pageWords.linkCopied } : { kind: 'link', link });
  }

  /** Facts that the agent which serves this page has, where the reader may read them. */
  async function useNode() {
    try {
      const response = await fetch('facts');
      if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`);
      const what = { ...entered, files: [...entered.files, new File([await response.blob()], pageWords.factsName)] };
      change(tab, { entered: what });
      if (what.text.trim() !== '') await run(tab, what);
    } catch (error) {
      showNote({ kind: 'bad', text: pageWords.nodeFailed(error instanceof Error ? error.message : String(error)) });
    }
  }

  useEffect(() => {
    const read = async () => {
      if (!location.hash.startsWith('#v1.')) return;
      const linked = await readLink(location.hash);
      if (linked === null) return change('explain', { note: { kind: 'bad', text: pageWords.linkBroken } });
      const what = { text: linked.text, pod: linked.pod, files: [] };
      setTab(linked.tab);
      change(linked.tab, { entered: what });
      if (linked.tab !== 'predict') await run(linked.tab, what);
    };
    addEventListener('hashchange', read);
    read();
    const close = openForPrint();
    return () => {
      removeEventListener('hashchange', read);
      close();
    };
  }, []);
  useCopyButtons();

  const isServed = location.protocol.startsWith('http');
  const goTo = (line: number) => showLine(area.current, line);
  return h(
    'div',
    { class: 'page' },
    h('a', { class: 'skip-link', href: '#entered' }, pageWords.skip),
    marks(),
    h(
      'header',
      { class: 'head' },
      h('h1', null, pageWords.title),
      h('p', { class: 'lead' }, pageWords.lead),
      tabList(tab, setTab),
    ),
    h(
      'main',
      null,
      h(
        'div',
        { id: `panel-${tab}`, role: 'tabpanel', 'aria-labelledby': `tab-${tab}` },
        h(
          'form',
          {
            class: 'form',
            onSubmit: (event: Event) => {
              event.preventDefault();
              run(tab, entered);
            },
          },
          h('p', null, pageWords.about[tab]),
          h(
            'div',
            null,
            h('label', { for: 'entered' }, pageWords.textLabel[tab]),
            textArea(entered.text, pageWords.example[tab], (text) => change(tab, { entered: { ...entered, text } }), {
              id: 'entered',
              area,
            }),
          ),
          tab === 'explain' ? podArea(entered.pod, (pod) => change(tab, { entered: { ...entered, pod } })) : null,
          filesOf(entered.files, pageWords.drop[tab], (files) => change(tab, { entered: { ...entered, files } })),
          tab === 'lint' ? choicesOf(choices, setChoices) : null,
          h(
            'div',
            { class: 'bar-of-buttons' },
            h('button', { class: 'go', disabled: work !== null }, pageWords.run[tab]),
            isServed && tab !== 'lint' ? button(pageWords.useNode, useNode) : null,
            button(pageWords.link, share),
            button(pageWords.redact, redact),
            button(pageWords.clear, () => change(tab, { entered: nothing, answer: null, note: null })),
          ),
        ),
        h(
          'div',
          { class: 'answer', ref: answerPlace, tabIndex: -1, 'aria-label': pageWords.answerLabel, role: 'region' },
          h('div', { role: 'status' }, work === null ? null : progressOf(work.progress, work.job)),
          h('div', { role: 'alert' }, note === null ? null : noteOf(note, { copyLink, entered, showNote })),
          answer === null ? null : h(AnswerPlace, { answer, goTo, key: tab }),
        ),
      ),
    ),
    h('footer', null, h('p', null, pageWords.footer(toolVersion, isServed))),
  );
}

/** Stands between the text and the pod while both are looked through for secrets; nobody types it. */
const parting = '\n\u0001\n';

function AnswerPlace({ answer, goTo }: { answer: TaskAnswer; goTo: (line: number) => void }): ComponentChild {
  const [view, setView] = useState(0);
  return h('div', { class: 'answer' }, answerView(answer, { view, setView, goTo }));
}

function tabList(tab: Tab, choose: (tab: Tab) => void): ComponentChild {
  const move = ({ key }: KeyboardEvent) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    if (by === 0 || next === undefined) return;
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return h(
    'div',
    { role: 'tablist', 'aria-label': pageWords.tabsLabel, onKeyDown: move },
    tabs.map((one) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${one}`,
          'aria-selected': one === tab,
          'aria-controls': one === tab ? `panel-${one}` : undefined,
          tabIndex: one === tab ? 0 : -1,
          onClick: () => choose(one),
        },
        pageWords.tabs[one],
      ),
    ),
  );
}

const button = (text: string, onClick: () => void) => h('button', { type: 'button', onClick }, text);

interface AreaOptions {
  id: string;
  area?: { current: HTMLTextAreaElement | null };
  short?: boolean;
  describedBy?: string;
}

const textArea = (value: string, example: string, set: (text: string) => void, options: AreaOptions) =>
  h('textarea', {
    id: options.id,
    ref: options.area,
    class: options.short ? 'short' : '',
    value,
    placeholder: example,
    spellcheck: false,
    autocapitalize: 'off',
    'aria-describedby': options.describedBy,
    onInput: (event: Event) => set((event.currentTarget as HTMLTextAreaElement).value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
      }
    },
  });

const podArea = (pod: string, set: (text: string) => void) =>
  h(
    'details',
    { open: pod !== '' },
    h('summary', null, pageWords.podLabel),
    h('label', { for: 'pod' }, pageWords.podLabel),
    h('small', { id: 'pod-why' }, pageWords.podWhy),
    textArea(pod, pageWords.example.lint, set, { id: 'pod', short: true, describedBy: 'pod-why' }),
  );

/** Files of the same name, as snapshots of several nodes are, get a number: the answer tells them apart by name. */
function withFiles(files: readonly File[], more: readonly File[]): File[] {
  const all = [...files];
  for (const file of more) {
    const [, stem = '', end = ''] = /^(.*?)(\.[^.]*)?$/.exec(file.name) ?? [];
    let { name } = file;
    for (let number = 2; all.some((one) => one.name === name); number++) name = `${stem} (${number})${end}`;
    all.push(name === file.name ? file : new File([file], name, { type: file.type }));
  }
  return all;
}

function filesOf(files: readonly File[], hint: string, set: (files: readonly File[]) => void): ComponentChild {
  const over = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).classList.toggle('over', isOver);
  };
  const add = (list: FileList | null | undefined) => set(withFiles(files, [...(list ?? [])]));
  const picker = () => document.getElementById('picker');
  return h(
    'div',
    {
      class: 'drop',
      role: 'group',
      'aria-label': pageWords.dropLabel,
      onDragOver: over(true),
      onDragLeave: over(false),
      onDrop: (event: DragEvent) => {
        over(false)(event);
        add(event.dataTransfer?.files);
      },
    },
    h('p', null, hint),
    files.length === 0
      ? null
      : h(
          'ul',
          { class: 'files' },
          files.map((file, index) =>
            h(
              'li',
              null,
              h('code', null, file.name),
              h('small', null, pageWords.size(file.size)),
              h(
                'button',
                {
                  type: 'button',
                  'aria-label': pageWords.remove(file.name),
                  onClick: () => set(files.filter((_, at) => at !== index)),
                },
                pageWords.removeShort,
              ),
            ),
          ),
        ),
    h(
      'div',
      null,
      h('input', {
        type: 'file',
        id: 'picker',
        multiple: true,
        hidden: true,
        'aria-label': pageWords.add,
        onChange: (event: Event) => {
          const input = event.currentTarget as HTMLInputElement;
          add(input.files);
          input.value = '';
        },
      }),
      button(pageWords.add, () => picker()?.click()),
    ),
  );
}

/** What the manifests can be judged for: any node, or one release of containerd, with and without the bind filter. */
const targets: readonly { name: string; nodes: readonly NodeKind[] }[] = [
  { name: pageWords.anyNode, nodes: nodeKinds },
  ...(['1.6', '1.7', '2.x'] as const).map((containerd) => ({
    name: `containerd ${containerd}`,
    nodes: targeted({ containerd, bindFilter: null }),
  })),
];

function choicesOf({ nodes, all }: Choices, set: (choices: Choices) => void): ComponentChild {
  const chosen = targets.findIndex((one) => one.nodes === nodes);
  return h(
    'div',
    { class: 'choices' },
    h(
      'label',
      null,
      pageWords.nodesLabel,
      h(
        'select',
        {
          value: String(chosen),
          onChange: (event: Event) => {
            const { value } = event.currentTarget as HTMLSelectElement;
            const target = targets[Number(value)];
            if (target !== undefined) set({ nodes: target.nodes, all });
          },
        },
        targets.map(({ name }, index) => h('option', { value: String(index) }, name)),
      ),
    ),
    h(
      'label',
      null,
      h('input', { type: 'checkbox', checked: all, onChange: () => set({ nodes, all: !all }) }),
      pageWords.allPods,
    ),
  );
}

function progressOf(progress: FileProgress | null, job: RunningTask): ComponentChild {
  const percent = progress === null || progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total);
  const text = progress === null ? pageWords.working : pageWords.reading(progress.file, percent);
  return h(
    'div',
    { class: 'card' },
    h('label', { for: 'progress' }, text),
    h('progress', { id: 'progress', max: 100, value: progress === null ? undefined : percent }),
    h('div', null, button(pageWords.stop, job.stop)),
  );
}

function noteOf(
  note: Note,
  {
    copyLink,
    entered,
    showNote,
  }: { copyLink: (entered: Entered) => void; entered: Entered; showNote: (note: null) => void },
): ComponentChild {
  switch (note.kind) {
    case 'secret':
      return h(
        'div',
        { class: 'note' },
        h('p', null, pageWords.secretFound(note.kinds)),
        h(
          'div',
          { class: 'bar-of-buttons' },
          button(pageWords.linkRedacted, () => copyLink(note.redacted)),
          button(pageWords.linkAnyway, () => copyLink(entered)),
          button(pageWords.cancel, () => showNote(null)),
        ),
      );
    case 'link':
      return h(
        'div',
        { class: 'note' },
        h('label', { for: 'link' }, pageWords.linkShown),
        h('input', { id: 'link', readOnly: true, value: note.link }),
      );
    default:
      return h('div', { class: note.kind === 'bad' ? 'note bad' : 'note' }, h('p', null, note.text));
  }
}

/** Selects a line of the text, and moves there. */
function showLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 3) * height);
}
