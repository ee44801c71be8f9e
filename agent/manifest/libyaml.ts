/**
 * Where libyaml, which kubectl reads with, and YAML 1.2 differ. Source: sigs.k8s.io/yaml goyaml.v2 scannerc.go at v1.6.0.
 */
interface Scan {
  /** What libyaml refuses, and YAML 1.2 would take; null: nothing. */
  fault: { at: number; message: string } | null;
  /** The same text, as long as before, without the line breaks and comments that libyaml takes where YAML 1.2 does not. */
  text: string;
  /** How deep flow collections are nested. */
  depth: number;
  aliases: number;
}

/** Replaces the colon at the end of a plain text in a flow collection, which YAML 1.2 reads as the mark of a key. */
export const lastColon = '\ue000';

/** Flow collections nested deeper contain nothing that is judged, and are left out. */
const maxDepth = 100;

export function scan(text: string): Scan {
  const edits: { from: number; by: string }[] = [];
  const blank = (from: number, to: number) => edits.push({ from, by: ' '.repeat(to - from) });
  const refuse = (at: number, message: string): Scan => ({ fault: { at, message }, text, depth: most, aliases });
  let depth = 0;
  let most = 0;
  let indent = 0;
  /** Whether a node may start here. */
  let starts = true;
  let tags = 0;
  let aliases = 0;
  let deepAt = -1;
  /** Whether this line has a key, and its value may not be a map. */
  let isKeyed = false;
  const begin = () => {
    starts = true;
    tags = 0;
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    const next = text[at + 1] ?? '\n';
    if (character === '\n') {
      if (depth > 0) blank(at, at + 1);
      at++;
      if (depth === 0) begin();
      isKeyed = false;
      const lead = spacesAt(text, at);
      if (text[at + lead] === '\t' && lead <= indent) {
        return refuse(at + lead, 'found a tab character that violates indentation');
      }
      at += lead;
      if (depth === 0 && !/[\r\n#]/.test(text[at] ?? '\n')) indent = lead;
    } else if (/\s/.test(character)) at++;
    else if (character === '#') {
      const end = endOfLine(text, at);
      if (depth > 0 || !/\s/.test(text[at - 1] ?? ' ')) blank(at, end);
      at = end;
    } else if (character === '"' || character === "'") {
      if (!starts) return refuse(at, 'did not find expected key');
      const quoted = readQuoted(text, at);
      if (quoted.fault !== null) return refuse(quoted.fault, 'found unknown escape character');
      if (quoted.by !== null) edits.push({ from: at, by: quoted.by });
      at = quoted.end;
      starts = false;
    } else if ('!&*'.includes(character) && starts) {
      if (character === '!' && ++tags > 1) return refuse(at, 'did not find expected node content');
      at = endOfWord(text, at);
      if (character !== '*') continue;
      starts = false;
      aliases++;
    } else if (character === '[' || character === '{') {
      depth++;
      most = Math.max(most, depth);
      if (depth === maxDepth + 1) deepAt = at;
      at++;
      begin();
    } else if ((character === ']' || character === '}') && depth > 0) {
      if (depth === maxDepth + 1) blank(deepAt, at + 1);
      depth--;
      at++;
      starts = false;
    } else if (character === ',' && depth > 0) {
      at++;
      begin();
    } else if (character === ':' && (/\s/.test(next) || depth > 0)) {
      if (depth === 0 && !starts && isKeyed) return refuse(at, 'mapping values are not allowed in this context');
      isKeyed ||= depth === 0 && !starts;
      at++;
      begin();
    } else if ((character === '-' || character === '?') && /\s/.test(next)) {
      if (character === '-' && depth === 0 && next === '\t') {
        return refuse(at + 1, 'found character that cannot start any token');
      }
      at++;
      begin();
    } else if ('|>'.includes(character) && depth === 0 && starts) {
      const end = endOfLine(text, at);
      const comment = text.slice(at, end).indexOf('#');
      if (comment > 0 && !/\s/.test(text[at + comment - 1] ?? ' ')) blank(at + comment, end);
      at = endOfBlock(text, end);
    } else {
      const plain = readPlain(text, at, depth > 0);
      if (depth > 0 && /\?(?!\s)/.test(text.slice(at, plain))) return refuse(at, "did not find expected ',' or ']'");
      if (depth > 0 && plain > at && text[plain - 1] === ':' && /[,\]}]/.test(text[plain] ?? '')) {
        edits.push({ from: plain - 1, by: lastColon });
      }
      at = Math.max(plain, at + 1);
      starts = false;
    }
  }
  return { fault: null, text: depth > 0 ? text : withEdits(text, edits), depth: most, aliases };
}

const spacesAt = (text: string, from: number): number => {
  let at = from;
  while (text[at] === ' ') at++;
  return at - from;
};

const endOfWord = (text: string, from: number): number => {
  const ends = /[\s,[\]{}]/g;
  ends.lastIndex = from + 1;
  return ends.exec(text)?.index ?? text.length;
};

const endOfLine = (text: string, from: number): number => {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
};

function readPlain(text: string, from: number, inFlow: boolean): number {
  const ends = inFlow ? /[\n,[\]{}]|:(?=\s|$)|\s#/g : /\n|:(?=\s|$)|\s#/g;
  ends.lastIndex = from;
  return ends.exec(text)?.index ?? text.length;
}

/** The end of the lines of a literal or folded text; they have the indentation of the first that is not blank. */
function endOfBlock(text: string, header: number): number {
  let content: number | null = null;
  for (let line = header; line < text.length; line = endOfLine(text, line + 1)) {
    const lead = spacesAt(text, line + 1);
    if (/[\r\n]/.test(text[line + 1 + lead] ?? '\n')) continue;
    if (content !== null ? lead < content : lead === 0) return line;
    content ??= lead;
  }
  return text.length;
}

/** A quoted text; `by`: the same in one line, as long as before; null: it needs no change, or cannot be changed so. */
function readQuoted(text: string, from: number): { end: number; by: string | null; fault: number | null } {
  const quote = text[from] ?? '';
  const isDouble = quote === '"';
  const parts = isDouble ? /[^"\\]+|\\[\s\S]/y : /[^']+|''/y;
  parts.lastIndex = from + 1;
  let end = from + 1;
  for (let part = parts.exec(text); part !== null; part = parts.exec(text)) {
    if (part[0] === '\\/') return { end, by: null, fault: part.index };
    end = parts.lastIndex;
  }
  const whole = text.slice(from, end + 1);
  if (!whole.includes('\n') || text[end] !== quote) return { end: end + 1, by: null, fault: null };
  const folded = whole.replaceAll(/\\\r?\n[ \t]*/g, '').replaceAll(/[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*/g, (breaks) => {
    const count = breaks.split('\n').length - 1;
    return count === 1 ? ' ' : isDouble ? '\\n'.repeat(count - 1) : breaks;
  });
  const fits = folded.length <= whole.length && !folded.includes('\n');
  return { end: end + 1, by: fits ? folded.padEnd(whole.length) : null, fault: null };
}

function withEdits(text: string, edits: readonly { from: number; by: string }[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, by } of edits.toSorted((a, b) => a.from - b.from || b.by.length - a.by.length)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), by);
    at = from + by.length;
  }
  return parts.join('') + text.slice(at);
}
