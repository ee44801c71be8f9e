/** One word of a command, or a mark that PowerShell acts on. */
export interface Token {
  kind: 'word' | 'mark';
  text: string;
}

const isSingle = (character: string) => /['\u2018-\u201b]/.test(character);
const isDouble = (character: string) => /["\u201c-\u201e]/.test(character);

/**
 * A command as PowerShell cuts it into words, as far as fixes use it: quotation marks, doubled ones in them, the backtick,
 * and the marks that end a word. A $ that begins a variable or an expression is a mark, also between double quotes.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing, about_quoting_rules.
 */
export function tokensOf(command: string): Token[] {
  const tokens: Token[] = [];
  let word: string | null = null;
  const end = () => {
    if (word !== null) tokens.push({ kind: 'word', text: word });
    word = null;
  };
  for (let at = 0; at < command.length; at++) {
    const character = command.charAt(at);
    if (isSingle(character) || isDouble(character)) {
      const closes = isSingle(character) ? isSingle : isDouble;
      const isLiteral = closes === isSingle;
      word ??= '';
      for (at++; ; at++) {
        const inner = command.charAt(at);
        if (inner === '') throw new Error(`no closing quotation mark: ${command}`);
        if (!isLiteral && inner === '$') tokens.push({ kind: 'mark', text: '$' });
        if (!closes(inner)) word += inner;
        else if (closes(command.charAt(at + 1))) word += command.charAt(++at);
        else break;
      }
    } else if (/\s/.test(character)) {
      end();
      if (character === '\n') tokens.push({ kind: 'mark', text: '\n' });
    } else if (character === '$') {
      tokens.push({ kind: 'mark', text: '$' });
      word = `${word ?? ''}$`;
    } else if (/[;|&(){},<>]/.test(character)) {
      end();
      tokens.push({ kind: 'mark', text: character });
    } else if (character === '`') {
      word = (word ?? '') + command.charAt(++at);
    } else {
      word = (word ?? '') + character;
    }
  }
  end();
  return tokens;
}
