import type * as z from 'zod';
import type { commandSchema, fixSchema } from './fix/schema.ts';
import { seldomInstalled, unknowns } from './fix/unknowns.ts';

/** One thing to do, as its author writes it. */
export interface Step extends Omit<ExplainedFix['steps'][number], 'say'> {
  say: string;
}

/** What to do about a finding, a cause, a problem of a manifest. hostprobe itself repairs nothing. */
export interface Fix {
  steps: Step[];
  verify?: Omit<NonNullable<ExplainedFix['verify']>, 'expect'> & { expect: string };
}

/**
 * A fix with the command that shows whether it worked.
 * @param expect what the command shows then, as a sentence
 */
export function verified<const Run extends string>(run: Run & Typed<Run>, expect: string, steps: Step[]): Fix {
  const command = run as string as ShellCommand;
  return { steps, verify: { run: command, on: placeOf(command), expect } };
}

/** Only programs that ask the cluster are typed elsewhere than on the node; a test checks that for every verify. */
const placeOf = (run: ShellCommand) => (/^(?:kubectl|hostprobe) /.test(run) ? 'cluster' : 'node');

/** The fix with this command to see whether it worked, unless it has its own. */
export const verifiedBy = (fix: Fix, run: ShellCommand, expect: string): Fix =>
  fix.verify === undefined ? verified(run, expect, fix.steps) : fix;

const step =
  (on: Step['on']) =>
  <const Run extends string>(say: string, run?: Run & Typed<Run>, risk?: string): Step => ({
    say,
    ...(run === undefined ? {} : { run: run as string as ShellCommand }),
    on,
    ...(risk === undefined ? {} : { risk }),
  });

/** A list of steps or of evidence, without what a condition before it leaves out; several behind one condition are a list. */
export const compact = <Item>(...items: (Item | readonly Item[] | false | null | undefined)[]): Item[] =>
  items.flatMap((item) => (item === false || item === null || item === undefined ? [] : item));

/** A step on the Windows node; `run` is PowerShell. */
export const onNode = step('node');
/** A step on a machine that reaches the cluster; `run` is kubectl or hostprobe, or the program of a cloud. */
export const onCluster = step('cluster');
/** A change of the pod's manifest; `run` is the YAML fragment as it should read. */
export const inManifest = step('manifest');
/** A change of the container image; `run` is a line of its Dockerfile or of a script in it, or a docker command on your machine. */
export const inImage = step('image');

/** @param platform as docker writes it */
export const buildFor = (platform: string) =>
  shell`docker buildx build --platform ${platform} --provenance=false --output=type=registry -t <new image> .`;

/** Brings a changed image to the manifest. A node that has an image of this tag does not pull it again. */
export const newTag = (say = 'Build it under a new tag, and push it.', build = buildFor('windows/amd64')): Step[] => [
  inImage(say, build),
  inManifest('Name the new image in the pod.', 'image: <new image>'),
];

/** The user as a manifest of a pod or a container sets it. */
const userLines = (user: string): ShellCommand =>
  yaml`securityContext:\n  windowsOptions:\n    hostProcess: true\n    runAsUserName: ${user}`;

export const riskOfRecreate = 'The pod is stopped; its controller creates a new one.';
export const riskOfSystem = 'The pod can then do anything on the node.';

/** Applies a changed manifest to the cluster; its controllers then create new pods. */
export const applyManifest: Step = onCluster(
  'Apply the changed manifest <manifest>: a controller then replaces its pods, but not a DaemonSet whose updateStrategy is OnDelete.',
  'kubectl apply -f <manifest>',
);

/** The step with these words before its sentence. */
export const begun = (words: string, step: Step): Step => ({
  ...step,
  say: `${words} ${step.say.charAt(0).toLowerCase()}${step.say.slice(1)}`,
});

/** Follows steps that offer the manifest as only one of the ways. */
const applyIfChanged = begun('If you changed that,', applyManifest);

/**
 * Brings a changed manifest to a pod.
 * @param pod its name and namespace, as kubectl takes them
 * @param owned a controller is known to own it; false: not known
 */
export const changePod = (pod: Words, owned = false): Step[] => [
  applyManifest,
  onCluster(
    `If ${owned ? 'the old pod' : 'a controller owns the old pod and it'} is still there some minutes after that, as with OnDelete or where only the node changed, delete it.`,
    shell`kubectl delete pod ${pod}`,
    riskOfRecreate,
  ),
  ...(owned
    ? []
    : [
        onCluster(
          'If no controller owns the pod, the API server refuses most changes, so replace it from <manifest>.',
          'kubectl replace --force -f <manifest>',
          'The pod is deleted, and created again from the manifest.',
        ),
      ]),
];

/** Whether a step brings a change of the manifest to its pod, as `changePod` has it: an answer says that once. */
export const bringsChange = ({ run, risk }: Pick<Step, 'run' | 'risk'>): boolean =>
  run !== undefined &&
  (/^kubectl (?:apply|replace --force) -f <manifest>$/.test(run) ||
    (run.startsWith('kubectl delete pod ') && risk === riskOfRecreate));

/**
 * A fix that changes the manifest, with the steps that apply the change to the pod directly after the last change: later
 * steps are another way. If earlier steps change the node, a reader who followed those has no changed manifest.
 */
export function broughtToPod(fix: Fix, steps: readonly Step[]): Fix {
  const last = fix.steps.findLastIndex(({ on }) => on === 'manifest');
  if (last === -1 || fix.steps.includes(applyManifest)) return fix;
  const isOneWay = fix.steps.slice(0, last).some(({ on }) => on === 'node');
  const brought = steps.map((step) => (step === applyManifest && isOneWay ? applyIfChanged : step));
  return { ...fix, steps: fix.steps.toSpliced(last + 1, 0, ...brought) };
}

/** Sets the user of a HostProcess pod. */
export const setUser = (say: string, user: string): Step =>
  inManifest(say, userLines(user), /\\system$/i.test(user) ? riskOfSystem : undefined);

/** Where the program alone decides which of the system accounts is enough: the one with the fewest rights is shown. */
export const runAsSystemAccount = (say: string): Step =>
  setUser(`${say.replace(/\.$/, '')}; ${orSystem}.`, leastAccount);
export const orSystem = 'it must be "NT AUTHORITY\\SYSTEM" if the program administers the node';
/** The system account with the fewest rights. */
export const leastAccount = 'NT AUTHORITY\\Local Service';

export const runAsSystem = (say: string): Step => setUser(say, 'NT AUTHORITY\\SYSTEM');

/** A whole fix, as readers get it. */
export type ExplainedFix = z.infer<typeof fixSchema>;
type Explained = ExplainedFix['steps'][number]['say'];

/** What a command has, and what to say of it. */
const explanations = [
  ...Object.entries(unknowns).map(([name, meaning]) => [name, `${name} is ${meaning}`] as const),
  ...Object.entries(seldomInstalled),
];

/**
 * A whole fix with its unknown values explained, and where a program comes from that the node may not have: once each, where
 * a command first has it, unless its sentence does. Authors write none of that, because they cannot know which steps come
 * before theirs. An explained fix stays as it is.
 */
export function explained({ steps, verify }: Fix): ExplainedFix {
  const known = new Set<string>();
  const tell = (say: string, run = ''): Explained => {
    const first = explanations.filter(([name]) => run.includes(name) && !known.has(name));
    for (const [name] of first) known.add(name);
    const news = first.filter(([name, text]) => !say.includes(name) && !say.includes(text));
    if (news.length === 0) return say as Explained;
    return `${say.replace(/\.$/, '')}; ${news.map(([, text]) => text).join(', ')}.` as Explained;
  };
  return {
    steps: steps.map((step) => ({ ...step, say: tell(step.say, step.run) })),
    ...(verify === undefined ? {} : { verify: { ...verify, expect: tell(verify.expect, verify.run) } }),
  };
}

/** What a reader types or pastes. Literals and the templates of this file make one, and nothing else: see `Typed`. */
export type ShellCommand = z.infer<typeof commandSchema>;

/**
 * A text is a command only if all of it is known when it is written. A template with a value from elsewhere is not a command: the
 * tags below quote the value.
 */
type Typed<Text extends string> = Record<never, never> extends Record<Text, 1> ? ShellCommand : Text;

/** A part of a command with its values already quoted. */
export interface Words {
  words: ShellCommand;
}

type Value = string | number | Words;

/**
 * A command for PowerShell, or for kubectl in any shell. Each inserted value is one word of it, whatever characters it
 * has, and is never an option.
 */
/* @__NO_SIDE_EFFECTS__ */
export const shell = (texts: TemplateStringsArray, ...values: Value[]): ShellCommand =>
  joined(texts, values, (value, before) => word(value, /(?:^|\s)$/.test(before))) as ShellCommand;

/** A part of a command, to insert into others. */
export const words = (texts: TemplateStringsArray, ...values: Value[]): Words => ({ words: shell(texts, ...values) });

/** A value with all its characters, always in quotation marks: for an expression of PowerShell. */
export const literal = (value: string): Words => ({ words: inQuotes(value.replace(unfit, '_')) as ShellCommand });

/** Commands that are typed one after the other. */
/* @__NO_SIDE_EFFECTS__ */
export const lines = (...commands: ShellCommand[]): ShellCommand => commands.join('\n') as ShellCommand;

/** A fragment of a manifest. Each inserted text is one scalar, in double quotes. */
export const yaml = (texts: TemplateStringsArray, ...values: (string | number)[]): ShellCommand =>
  joined(texts, values, (value) => (typeof value === 'string' ? scalar(value) : String(value))) as ShellCommand;

function joined<Part>(texts: readonly string[], values: Part[], show: (value: Part, before: string) => string): string {
  return texts.reduce((before, text, index) => `${before}${show(values[index - 1] as Part, before)}${text}`);
}

/** Control characters, and those that reverse the direction of a line: the user must paste what the user read. */
const unfit = /\p{Cc}|\p{Bidi_Control}/gu;
/** Read alike, without quotation marks, by PowerShell and POSIX shells. */
const bare = /^[\w./:+=-]+$/;

function word(value: Value, isWhole: boolean): string {
  if (typeof value === 'object') return value.words;
  const text = String(value);
  if (Object.hasOwn(unknowns, text)) return text;
  // Windows PowerShell gives a word with a double quote to programs as several; no name has one.
  const fit = text.replace(unfit, '_').replaceAll('"', '_');
  const safe = isWhole ? fit.replace(/^[-\u2013-\u2015]+/, '') : fit;
  return bare.test(safe) ? safe : inQuotes(safe);
}

/**
 * PowerShell reads the typographic quotes as ' too. A POSIX shell reads the doubled ' as the end and the beginning of one
 * word. Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
const inQuotes = (text: string): string => `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;

const scalar = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~\u00a1-\u1fff\u2030-\ud7ff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
