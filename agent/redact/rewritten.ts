import { lineAt, lineStartAt, raw, regexp } from './span.ts';
import { changesOf, type Replacement, type TextView, textViewOf, viewOfLines, viewWithin } from './text-view.ts';
import { withoutWraps } from './unwrapped.ts';

/** The limit for JSON inside strings of JSON: a log of a log of a log. */
const maxNesting = 3;

/**
 * Rewritten forms of a text that are searched besides the text itself; null: there is no such form. The caller
 * may pause between any two.
 */
export function* viewsOf(text: string): Generator<TextView | null> {
  const wide: TextView = { text, startOf: (index) => index, endOf: (index) => index + 1 };
  for (const look of [() => wide, withoutNulls, withoutLinePrefixes]) {
    let view = look(text);
    for (let depth = 0; view !== null && depth <= maxNesting; depth++) {
      yield view === wide ? null : view;
      for (const rewrite of [withoutWraps, withoutContinuations, withoutQuotes]) yield through(view, rewrite);
      view = through(view, unescaped);
      if (view !== null) yield through(view, withoutNulls);
    }
  }
}

/** A view of a view, with positions in the original text. */
function through(outer: TextView, look: (text: string) => TextView | null): TextView | null {
  const inner = look(outer.text);
  if (inner === null) return null;
  return {
    text: inner.text,
    startOf: (index) => outer.startOf(inner.startOf(index)),
    endOf: (index) => outer.endOf(inner.endOf(index) - 1),
  };
}

/** Text in UTF-16 inside a file of another encoding: removes the NUL after each letter. */
const withoutNulls = (text: string): TextView | null =>
  text.includes('\0')
    ? textViewOf(
        text,
        changesOf(text, /\0+/g, () => ''),
      )
    : null;

/**
 * `['net', 'user', 'name', 'value']` or `"net" "user" "name" "value"`: a program's list of arguments for another
 * program.
 */
const list =
  /(["'])(?:\/|[A-Z]:)?[\w./\\-]{2,100}\1(?:,?[ \t]|,)(?:\1[^"'\n]{0,200}\1(?:,?[ \t]|,)){1,40}\1[^"'\n]{0,200}\1/g;
const between = /["'](?:,?[ \t]|,)["']/g;

/** Rewrites lists of arguments as command lines, so that the patterns for command lines match them too. */
export function withoutQuotes(text: string): TextView | null {
  const lists = [...text.matchAll(list)].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));
  const changes: Replacement[] = [];
  for (const { start, end } of lists) {
    changes.push({ start, end: start + 1, put: '' });
    for (const { 0: joint, index } of text.slice(start + 1, end).matchAll(between)) {
      const from = start + 1 + index;
      changes.push({ start: from, end: from + joint.length, put: ' ' });
    }
    changes.push({ start: end - 1, end, put: '' });
  }
  return viewWithin(text, lists, changes);
}

/**
 * The prefix that containerd writes before each line of a container's log, with the line break before it if a long line
 * was split. Source: kubernetes/cri-api and kubernetes/kubernetes pkg/kubelet/kuberuntime/logs/logs.go
 */
const beforeLine = /(?:\r?\n)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,16} std(?:out|err) [FP] /g;

/** A container's log without these prefixes, so that split lines are whole again. */
export function withoutLinePrefixes(text: string): TextView | null {
  if (!/ std(?:out|err) [FP] /.test(text)) return null;
  const changes: Replacement[] = [];
  let isPartial = false;
  for (const { 0: whole, index } of text.matchAll(beforeLine)) {
    const breaks = /^\r?\n/.exec(whole)?.[0].length ?? 0;
    changes.push({ start: index + (isPartial ? 0 : breaks), end: index + whole.length, put: '' });
    isPartial = whole.endsWith(' P ');
  }
  return textViewOf(text, changes);
}

/**
 * The end of a line that may continue in the next one, in a shell, PowerShell, cmd or Visual Basic. The backslash at the
 * end of a path of Windows is part of the path; an option or a setting ends a path with spaces.
 */
const ofDrive = raw`\b[A-Za-z]:(?:[\\/](?:[^\s"'|<>=]| (?![-/ \\])){0,260})?`;
const ofVariable = raw`%[^%\s]{1,60}%|![^!\s]{1,60}!|\$(?:\{[^{}\n]{1,60}\}|\([^()\n]{1,60}\)|[\w:]{1,60})`;
const ofSlashes = raw`(?<![^\s="'])(?:~|\.{1,2}|/(?:[^\s"'|<>]{0,260}/)?)`;
const noPath = raw`(?<!(?:${ofDrive}|${ofVariable}|${ofSlashes}|\\[^\s"'|<>]{0,260})\\)`;
const joint = new RegExp(raw`(?:[ \t]{1,8}[\x60^_\\]|\\(?=\r?\n)${noPath})\r?\n[ \t]*`, 'g');
/** A label or a setting, which is no command: `Path: …`, `PATH=…`, `$a = …`, not `C:\>dir`. */
const setting = /^[ \t]*(?:- )?["']?[\w.$-]{1,60}["']?[ \t]*(?:=|:(?=\s|$))/;

/**
 * Whether a line goes on: before its value; as a setting inside of quotes or before a sign that stands apart; as a command
 * before such a sign or where it has flags.
 */
function goesOn(line: string, sign: string, next: string): boolean {
  if (/[:=][ \t]*$/.test(line)) return !setting.test(next);
  if (/^\s*$/.test(line) || /^[ \t]/.test(sign)) return /\S/.test(line);
  return setting.test(line) ? line.split('"').length % 2 === 0 : /(?:^|\s)-{1,2}\w/.test(`${line} ${next}`);
}

/** Joins commands that continue over several lines. A shell joins two lines without a space. */
export function withoutContinuations(text: string): TextView | null {
  let last = -1;
  const changes = changesOf(text, joint, ([sign]) => (/^\\.*\n$/s.test(sign) ? '' : ' ')).filter(({ start, end }) => {
    const from = lineStartAt(text, start);
    const isJoined = from <= last || goesOn(text.slice(from, start), text.slice(start, end), lineAt(text, end));
    if (isJoined) last = end;
    return isJoined;
  });
  return viewOfLines(text, changes);
}

/** What stands for a character behind a backslash, and between `&` and `;`. */
const signs: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/' },
  ...{ quot: '"', amp: '&', lt: '<', gt: '>', apos: "'", nbsp: ' ' },
};

/**
 * An escaped character: in JSON strings, XML and URLs; and terminal colours. In a path of Windows whose first backslash is not
 * doubled, \n, \r and \t begin names: C:\k\node.key.
 */
const letter = raw`["\\/]|[nrt](?<!\b[A-Za-z]:\\[^\\\s"'nrt][^\s"'<>|]{0,200}\\[nrt])`;
const entity = raw`#(\d{2,4})|#x([0-9a-fA-F]{2,4})|(quot|amp|lt|gt|apos|nbsp)`;
const written = regexp.g`\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(${letter}))|&(?:${entity});|%([2-7][0-9a-fA-F])|\u001b\[[0-9;]{0,20}m`;

/** The lines with escapes, decoded. */
export const unescaped = (text: string): TextView | null => viewOfLines(text, changesOf(text, written, plain));

/** The text with one level of escapes decoded; null: there were none. */
export function plainly(text: string): string | null {
  const plainer = text.replace(written, (...match) => plain(match as unknown as RegExpExecArray));
  return plainer === text ? null : plainer;
}

function plain([, wide, byte, letter, decimal, hex, entity, percent]: RegExpExecArray): string {
  const sign = signs[letter ?? entity ?? ''];
  if (sign !== undefined) return sign;
  const code = decimal === undefined ? Number.parseInt(wide ?? byte ?? hex ?? percent ?? '', 16) : Number(decimal);
  return Number.isNaN(code) ? '' : String.fromCharCode(code);
}
