import type { ComponentChild, HTMLAttributes } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { FindingStatus } from '../check.ts';
import { type NodeKind, nodeKinds, targeted } from '../node/new-pod.ts';
import { h, mark } from '../renderers/html/document.ts';
import type { RunningTask } from './job.ts';
import { type Choices, type Entered, type FileProgress, type Tab, tabs } from './task.ts';
import { pageWords } from './words.ts';

interface AreaOptions {
  id: string;
  area?: { current: HTMLTextAreaElement | null };
  short?: boolean;
  describedBy?: string;
}

export const textArea = (value: string, example: string, set: (text: string) => void, options: AreaOptions) =>
  h('textarea', {
    id: options.id,
    ref: options.area ?? null,
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
  })();

export const podArea = (pod: string, set: (text: string) => void) =>
  h('details', { open: pod !== '' })(
    h('summary')(pageWords.podLabel),
    h('label', { for: 'pod' })(pageWords.podLabel),
    h('small', { id: 'pod-why' })(pageWords.podWhy),
    textArea(pod, pageWords.example.lint, set, { id: 'pod', short: true, describedBy: 'pod-why' }),
  );

/** Where a line of a text begins and ends, in characters. @param line from 1; one that is not there is empty, at the end */
export function rangeOfLine(text: string, line: number): [start: number, end: number] {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}

/** Selects a line of the text, and moves there. */
export function showLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  area.focus();
  area.setSelectionRange(...rangeOfLine(area.value, line));
  const height = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 3) * height);
}

export const button = (text: string, onClick: () => void, more: HTMLAttributes<HTMLButtonElement> = {}) =>
  h('button', { type: 'button', onClick, ...more })(text);

export const buttons = (...inside: ComponentChild[]) => h('div', { class: 'bar-of-buttons' })(inside);

/** What the manifests can be judged for: any node, or one release of containerd, with and without the bind filter. */
const targets: readonly { name: string; nodes: readonly NodeKind[] }[] = [
  { name: pageWords.anyNode, nodes: nodeKinds },
  ...(['1.6', '1.7', '2.x'] as const).map((containerd) => ({
    name: `containerd ${containerd}`,
    nodes: targeted({ containerd, bindFilter: null }),
  })),
];

export function choicesOf({ nodes, all }: Choices, set: (choices: Choices) => void): ComponentChild {
  const chosen = targets.findIndex((one) => one.nodes === nodes);
  return h('div', { class: 'choices' })(
    h('label')(
      pageWords.nodesLabel,
      h('select', {
        value: String(chosen),
        onChange: (event: Event) => {
          const { value } = event.currentTarget as HTMLSelectElement;
          const target = targets[Number(value)];
          if (target !== undefined) set({ nodes: target.nodes, all });
        },
      })(targets.map(({ name }, index) => h('option', { value: String(index) })(name))),
    ),
    h('label')(
      h('input', { type: 'checkbox', checked: all, onChange: () => set({ nodes, all: !all }) })(),
      pageWords.allPods,
    ),
  );
}

/** Files of the same name, such as snapshots of several nodes, get a number: the answer distinguishes them by name. */
export function withFiles(files: readonly File[], more: readonly File[]): File[] {
  const all = [...files];
  for (const file of more) {
    const [, stem = '', end = ''] = /^(.*?)(\.[^.]*)?$/.exec(file.name) ?? [];
    let { name } = file;
    for (let number = 2; all.some((one) => one.name === name); number++) name = `${stem} (${number})${end}`;
    all.push(name === file.name ? file : new File([file], name, { type: file.type }));
  }
  return all;
}

export function fileDrop(files: readonly File[], hint: string, set: (files: readonly File[]) => void): ComponentChild {
  const add = (list: FileList | null | undefined) => set(withFiles(files, [...(list ?? [])]));
  const picker = () => document.getElementById('picker');
  return h('div', {
    class: 'drop',
    role: 'group',
    'aria-label': pageWords.dropLabel,
  })(
    h('p')(hint),
    files.length === 0 ? null : fileNames(files, set),
    h('div')(
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
      })(),
      button(pageWords.add, () => picker()?.click()),
    ),
  );
}

/** Takes files that are dropped anywhere: left alone, a browser would open them in place of this page. */
export function useDrop(add: (files: readonly File[]) => void): void {
  const newest = useRef(add);
  newest.current = add;
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      document.querySelector('.drop')?.classList.toggle('over', event.type === 'dragover');
      if (event.type === 'drop') newest.current([...event.dataTransfer.files]);
    };
    const kinds = ['dragover', 'dragleave', 'drop'] as const;
    for (const kind of kinds) addEventListener(kind, over);
    return () => {
      for (const kind of kinds) removeEventListener(kind, over);
    };
  }, []);
}

const fileNames = (files: readonly File[], set: (files: readonly File[]) => void) =>
  h('ul', { class: 'files' })(
    files.map((file, index) =>
      h('li')(
        h('code')(file.name),
        h('small')(pageWords.size(file.size)),
        button(pageWords.removeShort, () => set(files.filter((_, at) => at !== index)), {
          'aria-label': pageWords.remove(file.name),
        }),
      ),
    ),
  );

/** A message above the answer. */
export type Note =
  | { kind: 'fail' | 'pass'; text: string }
  | { kind: 'secret'; kinds: readonly string[]; redacted: Entered }
  | { kind: 'link'; link: string };

export function noteOf(
  note: Note,
  {
    copyLink,
    entered,
    showNote,
  }: { copyLink: (entered: Entered) => void; entered: Entered; showNote: (note: null) => void },
): ComponentChild {
  switch (note.kind) {
    case 'secret':
      return h('div', { class: 'note' })(
        h('p')(pageWords.secretFound(note.kinds)),
        buttons(
          button(pageWords.linkRedacted, () => copyLink(note.redacted)),
          button(pageWords.linkAnyway, () => copyLink(entered)),
          button(pageWords.cancel, () => showNote(null)),
        ),
      );
    case 'link':
      return h('div', { class: 'note' })(
        h('label', { for: 'link' })(pageWords.linkShown),
        h('input', { id: 'link', readOnly: true, value: note.link })(),
      );
    default:
      return h('div', { class: `note ${note.kind}` })(h('p')(note.text));
  }
}

export function progressOf(progress: FileProgress | null, job: RunningTask): ComponentChild {
  const percent = progress === null || progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total);
  const text = progress === null ? pageWords.working : pageWords.reading(progress.file, percent);
  return h('div', { class: 'card' })(
    h('label', { for: 'progress' })(text),
    h('progress', { id: 'progress', max: 100, value: progress === null ? undefined : percent })(),
    h('div')(button(pageWords.stop, job.stop)),
  );
}

export function tabList(tab: Tab, choose: (tab: Tab) => void): ComponentChild {
  const move = ({ key }: KeyboardEvent) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    if (by === 0 || next === undefined) return;
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return h('div', { role: 'tablist', 'aria-label': pageWords.tabsLabel, onKeyDown: move })(
    tabs.map((one) =>
      button(pageWords.tabs[one], () => choose(one), {
        role: 'tab',
        id: `tab-${one}`,
        'aria-selected': one === tab,
        'aria-controls': one === tab ? `panel-${one}` : undefined,
        tabIndex: one === tab ? 0 : -1,
      }),
    ),
  );
}

/** The first line of an answer, as the report page has it: what the whole of it says. */
export const verdictLine = (like: FindingStatus, text: string, lead: ComponentChild = null): ComponentChild =>
  h('header', { class: `verdict ${like}` })(
    h('h2')(mark(like), h('span')(text)),
    lead === null ? null : h('p', { class: 'lead' })(lead),
  );
