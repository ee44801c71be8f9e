/** The lines of a YAML document that say something, one after the other. */
export interface Lines {
  /** The offset of the next one, after its indentation. */
  start(): number;
  /** Indentation of the next line; -1: none. */
  indent(): number;
  /** The next one without its indentation. */
  rest(): string;
  next(): void;
  /** Puts what is left of the next line in its place. */
  replace(indent: number, rest: string): void;
  /**
   * The literal block below the next line, with this indentation.
   * @param chomps without the line break at its end
   * @returns null: it is in no form that is read here
   */
  block(parent: number, chomps: boolean): string | null;
}

export const isItem = (rest: string): boolean => rest.startsWith('- ');

export function createLines(text: string): Lines {
  let at = 0;
  let indent = -1;
  let rest = '';
  let start = 0;

  const endOfLine = () => {
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end;
  };
  const leadAt = () => {
    let lead = 0;
    while (text[at + lead] === ' ') lead++;
    return lead;
  };

  function next(): void {
    for (; at < text.length; at = endOfLine() + 1) {
      const end = endOfLine();
      const lead = leadAt();
      if (at + lead >= end || text[at + lead] === '#') continue;
      indent = lead;
      start = at + lead;
      rest = text.slice(at + lead, end).trimEnd();
      at = end + 1;
      return;
    }
    indent = -1;
    rest = '';
  }

  function block(parent: number, chomps: boolean): string | null {
    const lines: string[] = [];
    let inner = -1;
    for (; at < text.length; at = endOfLine() + 1) {
      const end = endOfLine();
      // What ends without a line break has none to keep.
      if (end === text.length) return null;
      const lead = leadAt();
      if (at + lead >= end) {
        // Blanks that are further in than the text are a part of it.
        if (end - at > Math.max(inner, 0)) return null;
        lines.push('');
        continue;
      }
      if (lead <= parent) break;
      if (inner === -1) inner = lead;
      if (lead < inner) return null;
      lines.push(text.slice(at + inner, end));
    }
    next();
    if (inner === -1) return '';
    while (lines.at(-1) === '') lines.pop();
    return `${lines.join('\n')}${chomps ? '' : '\n'}`;
  }

  // The marker of a document may have a comment after it; nothing else is read there.
  if (/^---(?: *| +#.*)$/.test(text.slice(0, endOfLine()))) at = endOfLine() + 1;
  next();
  return {
    start: () => start,
    indent: () => indent,
    rest: () => rest,
    next,
    replace(given, left) {
      start += given - indent;
      indent = given;
      rest = left;
    },
    block,
  };
}
