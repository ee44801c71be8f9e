import { type ComponentChild, createElement } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isManifestText } from '../messages/manifest-text.ts';
import { nodeKinds } from '../node/new-pod.ts';
import { comparisonView } from '../renderers/html/comparison.ts';
import { h, marks } from '../renderers/html/document.ts';
import { toolVersion } from '../version.ts';
import { copyText, isLink, linkOf, longestLink, openForPrint, readLink, save, useCopyButtons } from './browser.ts';
import {
  button,
  buttons,
  choicesOf,
  fileDrop,
  type Note,
  noteOf,
  podArea,
  progressOf,
  showLine,
  tabList,
  textArea,
  useDrop,
  withFiles,
} from './controls.ts';
import { type RunningTask, start } from './job.ts';
import { predictionsView } from './predictions.ts';
import { explanationView, problemsView, reportView } from './problems.ts';
import type { Choices, Entered, Explained, FileProgress, PageTask, Tab, TaskAnswer } from './task.ts';
import { pageWords } from './words.ts';

const usual: Choices = { nodes: nodeKinds, all: false };

/** What each tab has: it keeps its text while another is shown. */
interface State {
  entered: Entered;
  answer: TaskAnswer | null;
  note: Note | null;
}

const empty: State = { entered: { text: '', pod: '', files: [] }, answer: null, note: null };
const blank: Record<Tab, State> = { explain: empty, lint: empty, predict: empty };

/** @param props.isServed whether an agent serves the page, so that it may be asked for its facts */
export function App({ isServed }: { isServed: boolean }): ComponentChild {
  const [tab, setTab] = useState<Tab>('explain');
  const [states, setStates] = useState(blank);
  const [choices, setChoices] = useState(usual);
  const [work, setWork] = useState<{ job: RunningTask; progress: FileProgress | null } | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const answerPlace = useRef<HTMLDivElement>(null);
  const [answers, setAnswers] = useState(0);
  const { entered, answer, note } = states[tab];

  const change = (of: Tab, part: Partial<State>) =>
    setStates((before) => ({ ...before, [of]: { ...before[of], ...part } }));
  const showNote = (shown: Note | null) => change(tab, { note: shown });
  const showError = (text: string) => showNote({ kind: 'fail', text });

  /** null: it failed, which a note says. */
  async function runTask(task: PageTask): Promise<TaskAnswer | null> {
    const job = start(task, (progress) => setWork({ job, progress }));
    setWork({ job, progress: null });
    try {
      return await job.answer;
    } catch (error) {
      showError(messageOf(error));
      return null;
    } finally {
      setWork(null);
    }
  }

  async function run(of: Tab, what: Entered) {
    if (what.text.trim() === '' && what.pod.trim() === '' && what.files.length === 0) {
      return showError(pageWords.nothingEntered[of]);
    }
    change(of, { answer: null, note: null });
    const found = await runTask({ do: of, entered: what, choices });
    if (found !== null) change(of, { answer: found });
    setAnswers((count) => count + 1);
  }

  /** To another tab, with what was entered. */
  function carry(to: Tab) {
    setTab(to);
    change(to, { entered });
    run(to, entered);
  }

  async function redact() {
    const found = await runTask({ do: 'redact', entered });
    if (found?.tab !== 'redact') return;
    for (const { name, content } of found.files) save(name, content);
    const count = found.files.flatMap(({ counts }) => counts).reduce((sum, [, number]) => sum + number, 0);
    showNote({
      kind: 'pass',
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
    if (link.length > longestLink) {
      return showError(pageWords.linkTooLong(link.length, longestLink));
    }
    const isCopied = await copyText(link);
    showNote(isCopied ? { kind: 'pass', text: pageWords.linkCopied } : { kind: 'link', link });
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
      showError(pageWords.nodeFailed(messageOf(error)));
    }
  }

  useLink((linked) => {
    if (linked === null) return change('explain', { note: { kind: 'fail', text: pageWords.linkBroken } });
    const what = { text: linked.text, pod: linked.pod, files: [] };
    setTab(linked.tab);
    change(linked.tab, { entered: what });
    if (linked.tab !== 'predict') run(linked.tab, what);
  });
  // Only when it is drawn has the answer a place.
  useEffect(() => {
    if (answers === 0) return;
    answerPlace.current?.focus({ preventScroll: true });
    answerPlace.current?.scrollIntoView({ block: 'start' });
  }, [answers]);
  useDrop((files) => change(tab, { entered: { ...entered, files: withFiles(entered.files, files) } }));
  useEffect(openForPrint, []);
  useCopyButtons();

  const form = entryForm(
    { tab, entered, choices, area, isWorking: work !== null },
    {
      enter: (part) => change(tab, { entered: { ...entered, ...part } }),
      choose: setChoices,
      run: () => run(tab, entered),
    },
    [
      isServed && tab !== 'lint' ? button(pageWords.useNode, useNode) : null,
      button(pageWords.link, share),
      button(pageWords.redact, redact),
      button(pageWords.clear, () => change(tab, empty)),
    ],
  );
  const goTo = (line: number) => showLine(area.current, line);
  const found = h('div', {
    class: 'answer',
    ref: answerPlace,
    tabIndex: -1,
    'aria-label': pageWords.answerLabel,
    role: 'region',
  })(
    h('div', { role: 'status' })(work === null ? null : progressOf(work.progress, work.job)),
    h('div', { role: 'alert' })(note === null ? null : noteOf(note, { copyLink, entered, showNote })),
    answer === null ? null : createElement(AnswerPlace, { answer, goTo, key: tab }),
    answer === null && note === null
      ? null
      : buttons(carriedTo(tab, entered.text, answer).map(([to, text]) => button(text, () => carry(to)))),
  );
  const panel = h('div', { id: `panel-${tab}`, role: 'tabpanel', 'aria-labelledby': `tab-${tab}` })(form, found);
  return frame(tabList(tab, setTab), panel, isServed);
}

/** The tabs that are for a text too, or for it instead of this one. */
export function carriedTo(tab: Tab, text: string, answer: TaskAnswer | null): [to: Tab, text: string][] {
  if (text.trim() === '') return [];
  const isManifest = isManifestText(text);
  if (tab === 'explain') return isManifest ? [['lint', pageWords.lintThis]] : [];
  if (!isManifest && !/^\s*(?:apiVersion|kind):|"(?:apiVersion|kind)"/m.test(text))
    return [['explain', pageWords.explainThis]];
  return answer?.tab === 'lint' && answer.lint.pods.length > 0 ? [['predict', pageWords.predictThis]] : [];
}

interface Form {
  tab: Tab;
  entered: Entered;
  choices: Choices;
  area: { current: HTMLTextAreaElement | null };
  isWorking: boolean;
}

interface FormActions {
  enter(part: Partial<Entered>): void;
  choose(choices: Choices): void;
  run(): void;
}

/** Everything that the reader fills in, and the buttons below it. */
export const entryForm = (
  { tab, entered, choices, area, isWorking }: Form,
  { enter, choose, run }: FormActions,
  others: ComponentChild[],
) =>
  h('form', {
    class: 'form',
    onSubmit: (event: Event) => {
      event.preventDefault();
      run();
    },
  })(
    h('p')(pageWords.about[tab]),
    h('div')(
      h('label', { for: 'entered' })(pageWords.textLabel[tab]),
      textArea(entered.text, pageWords.example[tab], (text) => enter({ text }), { id: 'entered', area }),
    ),
    tab === 'explain' ? podArea(entered.pod, (pod) => enter({ pod })) : null,
    fileDrop(entered.files, pageWords.drop[tab], (files) => enter({ files })),
    tab === 'lint' ? choicesOf(choices, choose) : null,
    buttons(h('button', { class: 'go', disabled: isWorking })(pageWords.run[tab]), others),
  );

const frame = (tabs: ComponentChild, panel: ComponentChild, isServed: boolean) =>
  h('div', { class: 'page' })(
    h('a', { class: 'skip-link', href: '#entered' })(pageWords.skip),
    marks(),
    h('header', { class: 'head' })(h('h1')(pageWords.title), h('p', { class: 'lead' })(pageWords.lead), tabs),
    h('main')(panel),
    h('footer')(
      h('p')(pageWords.footer(toolVersion, isServed)),
      isServed ? h('a', { href: './' })(pageWords.toReport) : null,
    ),
  );

/** Opens what the address of this page carries, at first and whenever it changes; null: that link is damaged. */
function useLink(open: (linked: Awaited<ReturnType<typeof readLink>>) => void): void {
  useEffect(() => {
    const read = async () => {
      if (isLink(location.hash)) open(await readLink(location.hash));
    };
    addEventListener('hashchange', read);
    read();
    return () => removeEventListener('hashchange', read);
  }, []);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Separates the text and the pod while both are searched for secrets; no user types it. */
const parting = '\n\u0001\n';

function AnswerPlace({ answer, goTo }: { answer: TaskAnswer; goTo: (line: number) => void }): ComponentChild {
  const [view, setView] = useState(0);
  return h('div', { class: 'answer' })(answerView(answer, { view, setView, goTo }));
}

interface Shown {
  /** Of an explanation with reports: which of them is shown. */
  view: number;
  setView(view: number): void;
  goTo(line: number): void;
}

/** What a task has found. */
export function answerView(answer: TaskAnswer, shown: Shown): ComponentChild {
  switch (answer.tab) {
    case 'explain':
      return explainedView(answer, shown);
    case 'lint':
      return [problemsView(answer, 'manifest', shown.goTo), saved('lint.json', answer.lint)];
    case 'predict':
      return [predictionsView(answer), saved('predictions.json', answer.predictions)];
    default:
      return null;
  }
}

/** Saves data as the command line prints it. */
const saved = (name: string, data: unknown) =>
  buttons(button(pageWords.json, () => save(name, new Blob([`${JSON.stringify(data, null, 2)}\n`]))));

function explainedView({ explanation, node, reports, compared }: Explained, { view, setView }: Shown): ComponentChild {
  const views = [
    explanation && {
      ...{ name: pageWords.explanation, file: 'explanation.json', data: explanation },
      show: () => explanationView(explanation, node),
    },
    compared && {
      ...{ name: pageWords.compared, file: 'comparison.json', data: compared },
      show: () => comparisonView(compared),
    },
    ...reports.map((report) => ({
      ...{ name: pageWords.reportOf(report.node), file: `report-${report.node}.json`, data: report },
      show: () => reportView(report),
    })),
  ].filter((one) => one !== null);
  const chosen = views[view] ?? views[0];
  if (chosen === undefined) return null;
  return [
    views.length === 1
      ? null
      : h('div', { class: 'views', role: 'group', 'aria-label': pageWords.viewsLabel })(
          views.map((one, index) => button(one.name, () => setView(index), { 'aria-pressed': one === chosen })),
        ),
    h('div', { class: 'answer', key: chosen.name })(chosen.show()),
    saved(chosen.file, chosen.data),
  ];
}
