import type { Memory } from '../memory.ts';
import type { SecretSpan } from '../span.ts';

const note = /^[ \t│|]*└ (?:["']([^"'\n]{3,200})["']|([^\s<{[(]\S{2,200}))[ \t]*\r?$/;
const isNote = (line: string) => /^[ \t]*[│|└][ \t│|└]*(?:└ .*)?\r?$|^[ \t]*[│|└].*└ /.test(line);

/**
 * Values that a Python traceback prints below the names in a source line. Source: github.com/Delgan/loguru (diagnose),
 * github.com/Qix-/better-exceptions
 */
export function findAnnotated(text: string, { saysOf }: Memory): SecretSpan[] {
  if (!text.includes('└ ')) return [];
  const spans: SecretSpan[] = [];
  let source = '';
  let at = 0;
  for (const line of text.split('\n')) {
    const found = note.exec(line);
    if (found !== null) {
      const column = line.indexOf('└');
      const [name = ''] = /^\w+/.exec(source.slice(column)) ?? [];
      const says = saysOf(name);
      const value = found[1] ?? found[2] ?? '';
      const start = at + column + 2 + (found[1] === undefined ? 0 : 1);
      if (says === 'password' || says === 'secret') spans.push({ id: 'key', start, end: start + value.length });
    } else if (!isNote(line)) source = line;
    at += line.length + 1;
  }
  return spans;
}
