import { causes } from '../../agent/causes/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { readPlainText } from '../../agent/messages/plain-text.ts';
import { recognise, signatures } from '../../agent/signatures/index.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { tailText } from '../../agent/windows/error-text.ts';
import { snapshotWith } from '../snapshot.ts';

/** The beginning of a long text, and its end, which has the words of Windows. */
const cut = (text: string) => (text.length > 240 ? `${text.slice(0, 120)} … ${text.slice(-120)}` : text);
const inOneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ⏎ ');
/** Those of the lines that differ from all before in more than names and numbers. */
function createNews(): (lines: readonly string[]) => string[] {
  const known = new Set<string>();
  return (lines) =>
    lines.filter((line) => {
      const shape = line.replaceAll(/[a-z0-9]+(?:-[a-z0-9]+)+(?: \([^)]*\))?|"[^"]*"|\d+/g, '#');
      return known.size < known.add(shape).size;
    });
}

/**
 * What explain says of each text that a program says, of each number of Windows, and of each cause, beside where that stands.
 * Sources: the texts, and the references; who changes a word here says that the text means it, and that the page says it.
 */
export function saidOfTexts(): string {
  const news = createNews();
  const nodes = [{}, knownFacts(snapshotWith())];
  const ofTexts = signatures.flatMap(({ id, samples, reference = '' }) => [
    `# ${[id, reference].join(' ').trim()}`,
    ...samples.flatMap((text) => {
      const told = { source: 'text', text, count: 1, hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
      const [found] = diagnose([{ source: 'text', text, count: 1, hostProcess: true }], {});
      if (found === undefined) throw new Error(`not recognised: ${text}`);
      const next = nodes.flatMap((facts) => diagnose([told], facts)).flatMap((one) => one.next ?? []);
      const notes = diagnose([{ source: 'text', text, count: 1 }], {}).flatMap(({ note }) => note ?? []);
      return [
        cut(inOneLine(text)),
        `  ${found.component}${recognise(text, true)?.hostProcess === true ? '' : ', of any container'}: ${found.title}`,
        `    ${found.causes.map(({ id: cause, weight }) => (weight === 'possible' ? cause : `${cause} (${weight})`)).join(', ')}`.trimEnd(),
        ...news([...notes, ...[...(found.next ?? []), ...next].map(({ on, say, run }) => `${on}: ${say} ${run}`)]).map(
          (line) => `    ${inOneLine(line)}`,
        ),
      ];
    }),
  ]);
  const codes = [...new Set(signatures.flatMap(({ codes }) => (codes && 'only' in codes ? codes.only : [])))];
  const ofNumbers = codes
    .toSorted((a, b) => a - b)
    .flatMap((code) => {
      const [found] = diagnose(readPlainText(`${code}`, 'text', null), {});
      if (found === undefined) return [];
      return [`${code} ${tailText(code)}: ${found.signature}`, ...news([found.note ?? []].flat())];
    });
  const ofCauses = causes.flatMap(({ id, title, explain, reference, checks, tails }) => [
    `# ${id} ${reference}`,
    `${title}.`,
    ...explain.split(/(?<=\.) (?=[A-Z])/).map((sentence) => `  ${sentence}`),
    ...(checks.length === 0 ? [] : [`  judged by ${checks.join(', ')}`]),
    ...(tails ?? []).map((code) => `  ${code}: ${tailText(code)}`),
  ]);
  return `${[...ofTexts, ...ofNumbers, ...ofCauses].join('\n')}\n`;
}
