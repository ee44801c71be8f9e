import { readPath } from './message.ts';
import { pathMode } from './shim/paths.ts';
import { codeInWords, readTail, type Tail } from './windows/error-text.ts';
import { type ExitKind, readExitCode } from './windows/exit-code.ts';

/** The program, or the part of one, that writes these words. */
type Component =
  | 'hcsshim'
  | 'containerd'
  | 'kubelet'
  | 'api-server'
  | 'scheduler'
  | 'pod-security'
  | 'cmd'
  | 'client'
  | 'application'
  | 'windows';

/** A known wording. Pure data: its causes say what it means. */
export interface Signature {
  id: string;
  component: Component;
  /** What happened, as a sentence for the reader. */
  title: string;
  /**
   * true: only HostProcess containers fail with these words. false, with causes: every machine says them; they are a
   * HostProcess failure only if the text, or the user, says so. false, without causes: they never are one, and the
   * title says where to look; or they are `unknown`.
   */
  hostProcess: boolean;
  /** containerd and the API server say it of pods on Linux too: `hostProcess` counts only if the text shows Windows. */
  everywhere?: true;
  /**
   * Must match inside one message. Named groups are captured; `tail` is read as Windows' own text. Groups of alternatives
   * that mean the same have a number behind the name, because Node.js before 24 takes no name twice. No repetition inside a
   * repetition, and every repetition bounded, so that no input makes it slow.
   */
  pattern: RegExp;
  /** Which codes of the tail belong to it; without this the tail decides nothing. `orNone`: also if the text has no tail. */
  codes?: { only: readonly number[]; orNone?: true } | { except: readonly number[] };
  /** Its group `exit` is an exit code of this kind. */
  exits?: ExitKind;
  /** For these logs of any size are searched, in their case but for the first letter. Without `says`, every line that it claims contains one. */
  literals: readonly string[];
  /** Words too common to search a large log for: every line that it claims contains one. */
  says?: readonly string[];
  /** A text with one of these is about another trouble. */
  unless?: readonly string[];
  /** Claims only what no other signature claims: a stage, or a path, whose failure is described in unknown words. */
  rest?: true;
  /** Said of the temporary account of a local group, which has another name each time. */
  ofTemporaryAccount?: true;
  /** It mentions a HostProcess container, or its files, and no error that hostprobe knows: a hint of what to collect. */
  unknown?: true;
  /** The program only warns, and goes on: by it alone no container fails. */
  warns?: true;
  /** Any program may print it: reported only if the source says that it comes from a HostProcess container. */
  ifTold?: true;
  samples: readonly string[];
  /** Where to read on. Absent: at its causes. */
  reference?: string;
  /** Ids of causes, the most common first. */
  causes: readonly string[];
}

export interface Match {
  signature: Signature;
  captured: Record<string, string>;
  tail: Tail | null;
  /** Whether the words themselves show that a HostProcess container failed: by their wrapper, or by a path of its root. */
  hostProcess: boolean;
}

/** Groups that hold paths, written with as many backslashes as the text was quoted times. */
const pathGroups = new Set(['path', 'root', 'target', 'command', 'account', 'volume', 'mount', 'detail']);

/**
 * Errors of Go begin with a small letter, lines of a log and sentences of Windows with a large one, and each quotes the others:
 * so the words of a signature count in any case. Names with capitals inside keep them: hostProcess, ENOTFOUND.
 */
const inAnyCase = new WeakMap<
  Signature,
  { pattern: RegExp; small: readonly string[]; exact: readonly string[]; names: readonly string[] }
>();

const name = /[A-Za-z]*(?:[a-z][A-Z]|[A-Z]{3})[A-Za-z]*/g;

const isCapital = (word: string) => /^[A-Z_\d]+$/.test(word);

function anyCase(signature: Signature) {
  const { pattern, literals, says = literals } = signature;
  const known = inAnyCase.get(signature) ?? {
    pattern: new RegExp(pattern, [...new Set(`${pattern.flags}i`)].join('')),
    small: says.filter((word) => !isCapital(word)).map((word) => word.toLowerCase()),
    exact: says.filter(isCapital),
    names: (pattern.source.match(name) ?? []).filter((one) => one.length > 4),
  };
  inAnyCase.set(signature, known);
  return known;
}

/**
 * Whether the text is this wording: Go's wrapper first, which is English on every Windows, then the tail.
 * @param small the text in small letters: each signature of a catalogue looks at it
 */
export function match(signature: Signature, text: string, small = text.toLowerCase()): Match | null {
  const { pattern, names, ...words } = anyCase(signature);
  // Rare words are looked for first; where they are common, the pattern, which rarely matches.
  const isRare = signature.says === undefined;
  const speaks = () =>
    words.small.some((word) => small.includes(word)) || words.exact.some((word) => text.includes(word));
  if (isRare && !speaks()) return null;
  const like = pattern.exec(text);
  if (like === null) return null;
  if (!isRare && !speaks() && !words.small.some((word) => isCut(word, small))) return null;
  const isOther = (one: string) => !like[0].includes(one) && like[0].toLowerCase().includes(one.toLowerCase());
  const found = names.some(isOther) ? signature.pattern.exec(text) : like;
  if (found === null) return null;
  if (signature.unless?.some((word) => text.includes(word)) === true) return null;
  const captured: Record<string, string> = {};
  for (const [written, value] of Object.entries(found.groups ?? {})) {
    // A group of an alternative that did not match is undefined, although the declared type says otherwise.
    if ((value as string | undefined) === undefined || value === '' || value.includes(scrubbed)) continue;
    const name = written.replace(/\d+$/, '');
    captured[name] = pathGroups.has(name) ? readPath(value) : value;
  }
  const mode = ofContainer.includes(signature.component) ? pathMode(text) : null;
  if (mode !== null) captured.mode = mode;
  else if (tokenPath.test(captured.path ?? captured.node ?? captured.python ?? '')) captured.mode = 'bind';
  const said = captured.tail === undefined ? null : readTail(captured.tail);
  const tail = said && isChain(signature) ? { ...said, code: said.code ?? codeInWords(found[0]) } : said;
  if (!takes(signature, tail)) return null;
  if (signature.exits !== undefined) {
    const exit = readExitCode(captured.exit ?? '');
    if (exit?.kind !== signature.exits) return null;
    captured.exit = exit.shown;
  }
  const isWindows = signature.everywhere !== true || (tail !== null && tail.code !== null) || windows.test(text);
  const hostProcess = (signature.hostProcess && isWindows) || (signature.causes.length > 0 && mode !== null);
  if (tail !== null) captured.tail = tail.text;
  if (tail !== null && tail.code !== null) captured.code = String(tail.code);
  return { signature, captured, tail, hostProcess };
}

/**
 * What the shim of containerd 2.2.7, 2.3.4 and newer writes into its log in the place of command lines and environments: the name
 * of a program comes from the manifest and the runtime then. Source: hcsshim internal/log/scrub.go at v0.15.0-rc.2.
 */
const scrubbed = '<scrubbed>';

/** Errors of Windows that say what was wrong whatever was being done. Other codes mean something else in each place. */
const meanings: readonly { codes: readonly number[]; said: string; causes: readonly string[] }[] = [
  { codes: [32, 33, 1224], said: 'another program has a file open', causes: ['security-product'] },
  { codes: [225, 577, 1260, 4551], said: 'a policy or a virus scanner blocked a file', causes: ['security-product'] },
  { codes: [8, 14, 1450, 1455, 1816], said: 'there was too little memory', causes: ['resource-limit'] },
  { codes: [39, 112], said: 'a disk is full', causes: ['container-storage'] },
  { codes: [1314], said: 'a privilege is missing', causes: ['containerd-account', 'service-privileges'] },
];

/**
 * What a match says happened, and its possible causes, the first one first. Of a chain of hcsshim or containerd the wrapper
 * names the place, and the error of Windows inside it can name the cause, which then comes before those of the place.
 */
export function meaningOf(
  { signature, tail, captured }: Match,
  text: string,
): { title: string; causes: readonly string[] } {
  const { causes, codes } = signature;
  const title = captured.exit === undefined ? signature.title : `${signature.title} (${captured.exit})`;
  const isDecided = causes.length === 0 || (codes !== undefined && 'only' in codes);
  if (isDecided || !isChain(signature)) return { title, causes };
  const code = tail?.code ?? innerCode(text);
  const meaning = meanings.find(({ codes }) => code !== null && codes.includes(code));
  if (meaning === undefined) return { title, causes };
  return {
    title: `${title.replace(/; hostprobe does not know .*$/, '')}: ${meaning.said}`,
    causes: [...new Set([...meaning.causes, ...causes])],
  };
}

/** Whether its program wraps the errors of others, each behind a colon. */
const isChain = ({ component }: Signature) => component === 'hcsshim' || component === 'containerd';

/** The last code of a chain: gRPC and the log of a shim append what has none. */
const innerCode = (text: string): number | null =>
  text
    .split(/: (?=\S)/)
    .map((part) => readTail(part).code)
    .findLast((code) => code !== null) ?? null;

/** So much of a sentence is enough to know it by. */
export const enough = 24;

/** Whether the text ends within the sentence: events, tables and terminals cut what is too long for them. */
function isCut(sentence: string, text: string): boolean {
  if (sentence.length <= enough) return false;
  // Behind it only marks of the cut and of quoting.
  const end = text.slice(-sentence.length - 8);
  const at = end.lastIndexOf(sentence.slice(0, enough));
  return at !== -1 && sentence.startsWith(end.slice(at).replace(/(?:\.{3}|…)?["'\s]*$/, ''));
}

/** Words that only Windows nodes use: programs, drives, pipes, handlers. */
const windows =
  /runhcs|wcow|windows|host-?process (?:container|pod)|hcsshim|hosting shim|\b(?:for|of) job containers?\b|task with id: '|in task: '|pseudo ?console|\bsilo\b|npipe|CreateFile |\.exe\b|scratch layer|[\\/]{2,16}\.[\\/]{1,8}pipe|(?<![A-Za-z])[A-Za-z]:(?:\\|\/(?!\/))/i;

/** Programs that run inside a container. */
export const ofContainer: readonly Component[] = ['cmd', 'client', 'application'];
/** The mountPath of the token: files exist there only in bind mode. */
const tokenPath = /^(?:[A-Za-z]:)?[\\/]var[\\/]run[\\/]secrets[\\/]kubernetes\.io(?:[\\/]|$)/;

function takes({ codes }: Signature, tail: Tail | null): boolean {
  if (codes === undefined) return true;
  const code = tail?.code ?? null;
  if ('except' in codes) return code === null || !codes.except.includes(code);
  return code === null ? tail === null && codes.orNone === true : codes.only.includes(code);
}
