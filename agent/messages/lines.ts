import { given } from '../json.ts';
import { apostrophe, type Message, unescapeQuotes } from '../message.ts';
import type { Match } from '../signature.ts';
import { recognise } from '../signatures/index.ts';
import { allWords } from '../signatures/known-words.ts';
import { allErrorTexts } from '../windows/error-text.ts';
import { type Envelope, openEnvelope } from './log-line.ts';
import { sampleTexts } from './sample-texts.ts';
import type { WrittenAt } from './time.ts';

/** Takes the lines of a text one by one, so that a log of any size needs little memory. */
interface LineReader {
  /** @param timeBeside gives a time for a line that has none of its own */
  push(line: string, timeBeside?: () => string | undefined): void;
  /** No more lines: emits what is still pending. */
  end(): void;
}

/** The rest of a longer line is not read. */
const longestLine = 64 * 1024;

/** Over how many lines a message may be broken. */
const maxLines = 8;

/** In a record of PowerShell: where it happened, which stands below the message, and the first line of another one. */
const position = /^\s{0,4}(?:At |In |Au caractère |En )[^\n]{1,300}?:\d{1,6} \S{1,12} ?:? ?\d{1,6}$/;
/** In such a record the line of the script that failed, which stands below the position. */
const scriptLine = /^\s{0,4}\+ +(?!~|CategoryInfo|FullyQualifiedErrorId)\S/;
const newRecord = /^(?:[\w.-]{1,60} : |[\w-]{1,60}: |time=|[IWEF]\d{4} |\{)/;

/** The first line of a message that may continue on the next line. */
const opens =
  /failed to|Failed to|[Ee]rror|forbidden|[Ii]nvalid|process token|not supported|named pipe|^[\w.&-]{1,40} : |^[A-Za-z]:\\[^>\n]{0,200}>|^'[^'\n]{1,300}'$/;

/**
 * Finds the known wordings in the lines of a log, of kubectl's output, or of a pasted text.
 * @param source what to call the text
 * @param written for formats that leave out the year and the zone; null: not known
 * @param emit gets each message that is a known wording
 */
export function createLineReader(
  source: string,
  written: WrittenAt | null,
  emit: (message: Message) => void,
): LineReader {
  const place: { pod?: string; namespace?: string; container?: string } = {};
  /** Whether the object that kubectl describes is well, by its conditions, which stand above its events; null: not told yet. */
  let isWell: boolean | null = null;
  /** Whether the container above is ready. */
  let isRunning = false;
  /** Whether the current lines describe containers, in the output of kubectl describe. */
  let isOfContainers = false;
  let waiting: { envelope: Envelope; lines: string[] } | null = null;
  let last: Message | null = null;
  /** Whether the lines since the last empty one held a message, and whether the rest of a record of PowerShell follows. */
  let isFound = false;
  let inRecord = false;

  function settle() {
    if (waiting !== null) for (const message of readStatements(waiting.lines, waiting.envelope)) give(message);
    waiting = null;
  }

  function give(said: Omit<Message, 'source'>) {
    // The position and the category in a record say the same again: one failure, and they can show whose it is.
    const isSame = inRecord && isFound;
    if (isSame) {
      if (last !== null && isOurs(said.text)) last.hostProcess ??= true;
      return;
    }
    if (!isSame && last !== null) emit(last);
    isFound = true;
    const pod = said.pod ?? (place.pod && place.namespace ? `${place.namespace}/${place.pod}` : place.pod);
    const container = said.container ?? place.container;
    last = { source, ...said, ...given({ pod, container }) };
  }

  /**
   * What kubectl rollout status, kubectl wait and go test print in the end, if all is well, and what a program says of another that
   * it has waited for. Source: kubectl rollout_status.go and wait.go, Go testing.go
   */
  function noteSuccess(line: string) {
    const end =
      /(?:[/"]([a-z0-9.-]{1,253})"?)? (?:successfully rolled out|condition met)$|\broll(?:ing update| out) complete\b|^\s{0,80}--- PASS: |\b([\w-]{3,60}) is now (?:running|ready|up)\b/i.exec(
        line,
      );
    if (end === null) return;
    settle();
    const [, object = '', program] = end;
    if (last === null || (last.pod !== undefined && !last.pod.includes(object))) return;
    if (program === undefined || new RegExp(`\\bwaiting for ${program}\\b`, 'i').test(last.text)) last.past = true;
  }

  /** Reads a row of the conditions of a pod or a node: one that is short of something is not well, though it is ready. */
  function noteCondition(line: string) {
    const [, type = '', status] = /^\s{1,12}([A-Z][A-Za-z]{1,40})\s{2,}(True|False)(?:\s|$)/.exec(line) ?? [];
    if (type.endsWith('Pressure') && status === 'True') isWell = false;
    if (type === 'Ready') isWell ??= status === 'True';
  }

  /** Notes where the rest of a record of PowerShell begins, below its message, and where it ends. */
  function noteRecord(line: string) {
    if (line.trim() === '' || newRecord.test(line)) {
      // What is pending belongs to the record that ends here.
      if (inRecord) settle();
      inRecord = false;
      isFound = false;
    } else if (position.test(line)) inRecord = true;
  }

  /** Keeps what kubectl describe says before a message (its pod) and after it (its time). */
  function note(key: string, value: string) {
    if (key === 'Name') {
      place.pod = value;
      isWell = null;
    }
    if (key === 'Namespace') place.namespace = value;
    if (key === 'Finished' && last !== null && last.at === undefined) {
      const at = new Date(value);
      if (!Number.isNaN(at.getTime())) last.at = at.toISOString();
    }
    // How the container ended before stands above that it runs now. If it ends again and again, that is no matter of the past.
    if (key === 'Ready') isRunning = value === 'True';
    if (key === 'Restart Count' && Number(value) > 1) isWell = false;
    const isOnce = key === 'Restart Count' && value === '1' && isRunning;
    if (isOnce && last !== null && last.container === place.container) last.past = true;
  }

  return {
    push(raw, timeBeside = () => undefined) {
      const line = raw
        .slice(0, longestLine)
        .replace(/^(?:> ?){1,5}/, '')
        .trimEnd();
      noteRecord(line);
      noteCondition(line);
      noteSuccess(line);
      const section = /^(?: {2}([a-z0-9-]{1,63})|([A-Z][A-Za-z ]{1,30})):$/.exec(line);
      if (section !== null || line.trim() === '') {
        settle();
        if (section?.[2] !== undefined) isOfContainers = section[2].endsWith('Containers');
        if (section?.[1] === undefined && section !== null) delete place.container;
        if (section?.[1] !== undefined && isOfContainers) place.container = section[1];
        return;
      }
      const envelope = openEnvelope(line, written);
      if (envelope !== null) {
        settle();
        if (envelope.key !== undefined) note(envelope.key, envelope.text);
        const isPast =
          isWell === true && envelope.wraps === true && envelope.key === undefined && envelope.pod === undefined;
        waiting = { envelope: isPast ? { ...envelope, past: true } : envelope, lines: [envelope.text] };
      } else if (waiting !== null && waiting.lines.length < maxLines && goesOn(waiting)) {
        waiting.lines.push(line);
      } else {
        settle();
        waiting = { envelope: { text: line, ...given({ at: timeBeside() }) }, lines: [line] };
      }
    },
    end() {
      settle();
      if (last !== null) emit(last);
      last = null;
    },
  };
}

const isOurs = (text: string) => recognise(text)?.hostProcess === true;

const goesOn = ({ envelope, lines }: { envelope: Envelope; lines: string[] }) =>
  envelope.wraps === true || opens.test(lines[0] ?? '');

/** How complete a match is: 0 only the beginning of a message; 1 without its tail or its container; 2 complete. */
function completeness({ signature, tail, hostProcess }: Match): number {
  if (signature.id.endsWith('-cut') || signature.rest === true) return 0;
  if (!hostProcess && signature.causes.length > 0) return 1;
  return tail !== null && (tail.code === null || signature.id.endsWith('-other')) ? 1 : 2;
}

const withoutSpace = (text: string) => text.replace(/\s+/g, '');

/**
 * Whether a text has one of some 1,500 words, each of which is looked for only where its first three signs stand.
 * @param wordsOf asked when the first text comes
 */
function searchOf(wordsOf: () => readonly string[]): (text: string) => boolean {
  let byBeginning: ReadonlyMap<string, readonly string[]> | null = null;
  return (text) => {
    byBeginning ??= Map.groupBy(wordsOf(), (word) => word.slice(0, 3));
    for (let at = 0; at + 3 <= text.length; at++) {
      if (byBeginning.get(text.slice(at, at + 3))?.some((word) => text.startsWith(word, at))) return true;
    }
    return false;
  };
}

const hasWord = searchOf(() => allWords);
const hasTightWord = searchOf(() => allWords.map(withoutSpace));

/** A cheap test before the lines are joined in every way: joining only adds or removes spaces. */
export const mayHoldWording = (lines: readonly string[]): boolean =>
  hasTightWord(withoutSpace(lines.join('')).replaceAll(apostrophe, "'"));

/** The same for a single line, without joining. */
const holdsWord = (line: string): boolean => hasWord(unescapeQuotes(line));

function recogniseLines(lines: readonly string[]): { text: string; match: Match } | null {
  for (const tight of lines.length === 1 ? [false] : [false, true]) {
    const text = unescapeQuotes(joinLines(lines, tight));
    const match = recognise(text);
    if (match !== null) return { text, match };
  }
  return null;
}

/**
 * All lines of a row of kubectl's table belong to one statement, so a match of more lines is better. So is one that shows
 * Windows, where Linux says the same.
 */
const isBetter = (match: Match, before: Match, { wraps }: Envelope): boolean => {
  const more = completeness(match) - completeness(before);
  const isShown = before.signature.everywhere === true && !before.hostProcess && match.hostProcess;
  return more > 0 || (more === 0 && (wraps === true || isShown));
};

/** The known wordings in these lines, each on one line or broken over several. */
function readStatements(lines: readonly string[], envelope: Envelope): Omit<Message, 'source'>[] {
  const found: Omit<Message, 'source'>[] = [];
  if (!(lines.length === 1 ? holdsWord(lines[0] ?? '') : mayHoldWording(lines))) return found;
  for (let start = 0; start < lines.length; ) {
    let best: { text: string; match: Match; lines: number } | null = null;
    for (let end = start + 1; end <= lines.length; end++) {
      const found = recogniseLines(lines.slice(start, end));
      if (found !== null && (best === null || isBetter(found.match, best.match, envelope))) {
        best = { ...found, lines: end - start };
      }
      if (best !== null && completeness(best.match) === 2 && envelope.wraps !== true) break;
    }
    // A count is that of the row itself: other words below it, such as a line of a log, were not counted.
    if (best !== null) {
      const script = lines.slice(start).find((line) => scriptLine.test(line));
      const said = toMessage(best.text, start === 0 ? envelope : { ...envelope, count: 1 });
      found.push(script === undefined ? said : { ...said, script: script.trim() });
    }
    start += best?.lines ?? 1;
  }
  return found;
}

function toMessage(text: string, envelope: Envelope): Omit<Message, 'source'> {
  const named = /\bpod "?([a-z0-9.-]{1,253})_([a-z0-9-]{1,63})\(/.exec(text);
  const { at, past, container, count = 1, pod = named === null ? undefined : `${named[2]}/${named[1]}` } = envelope;
  return { text, count, ...given({ at, past, pod, container }) };
}

let vocabulary: ReadonlySet<string> | null = null;
/** Whether a known wording has this word. The set is made for the first text of several lines. */
function isKnown(word: string): boolean {
  vocabulary ??= new Set([...sampleTexts(), ...allErrorTexts()].flatMap(wrappedWords));
  return vocabulary.has(word);
}

/**
 * The message that a terminal, a mail or an editor broke into several lines.
 * @param tight joins two parts that are words themselves ("run", "time") into one word
 */
function joinLines(lines: readonly string[], tight = false): string {
  const [first = '', ...rest] = lines;
  const indents = rest.map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return rest.reduce((before, line) => {
    const next = line.slice(indent);
    return brokeInside(before, next, tight) ? before + next : `${before.trimEnd()} ${next.trimStart()}`;
  }, first.trim());
}

/**
 * Whether the break is inside a word: together the parts are a word of the catalogue, and one of them alone is not; or the
 * break is inside a path, a name or a number.
 */
function brokeInside(before: string, next: string, tight: boolean): boolean {
  const left = /\w{1,64}$/.exec(before.slice(-64))?.[0] ?? '';
  const right = bareWord(/^[\w']{1,64}/.exec(next)?.[0] ?? '');
  if (/^[A-Za-z]+$/.test(left) && /^[A-Za-z']+$/.test(right)) {
    return isKnown(left + right) && (tight || !(isKnown(left) && isKnown(right)));
  }
  if (/\d/.test(left)) return /^\w/.test(next) && (/\d/.test(right) || left.length > 8);
  return /[\\/_#-]$/.test(before) && /^[\w\\/-]/.test(next) && !/ -$/.test(before);
}

/** The words at which a broken line is joined. */
export const wrappedWords = (text: string): string[] =>
  text
    .split(/[^A-Za-z']+/)
    .map(bareWord)
    .filter((word) => word.length > 1);
const bareWord = (word: string) => word.replace(/^'+|'+$/g, '');
