import { causes } from '../../agent/causes/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { recognise, signatures } from '../../agent/signatures/index.ts';
import { tailText } from '../../agent/windows/error-text.ts';

/** The beginning of a long text, and its end, which has the words of Windows. */
const cut = (text: string) => (text.length > 240 ? `${text.slice(0, 120)} … ${text.slice(-120)}` : text);
const inOneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ⏎ ');

/**
 * What explain says of each text that a program says, and of each cause, beside where that stands. Sources: the texts, and the
 * references; who changes a word here says that the text means it, and that the page says it.
 */
export function saidOfTexts(): string {
  const ofTexts = signatures.flatMap(({ id, samples, reference = '' }) => [
    `# ${[id, reference].join(' ').trim()}`,
    ...samples.flatMap((text) =>
      diagnose([{ source: 'text', text, count: 1, hostProcess: true }], {}).flatMap((found) => [
        cut(inOneLine(text)),
        `  ${found.component}${recognise(text, true)?.hostProcess === true ? '' : ', of any container'}: ${[found.title, found.note ?? []].flat().join(' | ')}`,
        `    ${found.causes.map(({ id: cause, weight }) => (weight === 'possible' ? cause : `${cause} (${weight})`)).join(', ')}`.trimEnd(),
      ]),
    ),
  ]);
  const ofCauses = causes.flatMap(({ id, title, explain, reference, checks, tails }) => [
    `# ${id} ${reference}`,
    `${title}.`,
    ...explain.split(/(?<=\.) (?=[A-Z])/).map((sentence) => `  ${sentence}`),
    ...(checks.length === 0 ? [] : [`  judged by ${checks.join(', ')}`]),
    ...(tails ?? []).map((code) => `  ${code}: ${tailText(code)}`),
  ]);
  return `${[...ofTexts, ...ofCauses].join('\n')}\n`;
}
