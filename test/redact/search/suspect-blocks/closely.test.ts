import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDetector, findSecrets } from '../../../../agent/redact/find.ts';
import { atOnce, createMemory } from '../../../../agent/redact/memory.ts';
import type { SecretSpan } from '../../../../agent/redact/span.ts';
import { createRedactor, secretPatterns } from '../../../../agent/redact.ts';
import { runs } from '../../../fuzz/any.ts';
import { chanceOf } from '../../chance.ts';
import { kindsPlantedBy } from '../../kinds-exam.ts';
import { lineOf, logForms } from '../../log-forms.ts';

const secrets = kindsPlantedBy(2).map(({ planted: { text, secret } }) => ({ text: text.trimEnd(), secret }));
/** For a pattern that has no literal, no line is left out that nothing is known of. */
const everywhere = { id: 'everywhere', pattern: /(?!)/g };
const detector = createDetector([...secretPatterns, everywhere], createMemory());
const closely = (text: string) => atOnce(findSecrets(text, { ...detector, memory: createMemory() })).spans;
/** It knows the lines of all logs before. */
const redactor = createRedactor();

interface Part {
  text: string;
  /** '': none. */
  secret: string;
}

const innocent = fc
  .tuple(fc.constantFrom(...logForms), fc.nat(5))
  .map(([{ form }, seed]): Part => ({ text: lineOf(form, chanceOf(seed, 'beside')), secret: '' }));
const secret: fc.Arbitrary<Part> = fc.constantFrom(...secrets);
/** Lines of a log, and secrets of all kinds among them. */
const anyLog = fc.array(fc.oneof({ weight: 8, arbitrary: innocent }, { weight: 1, arbitrary: secret }), {
  minLength: 60,
  maxLength: 150,
  size: 'max',
});

/** What of each secret was not found. Where lines only look broken, more may be found beside it, and in an innocent one. */
function left(parts: readonly Part[], spans: readonly SecretSpan[]): string[] {
  let from = 0;
  return parts.flatMap(({ text, secret }) => {
    const start = from + Math.max(0, text.indexOf(secret));
    from += text.length + 1;
    const isFound = (at: number) => spans.some((span) => span.start <= start + at && start + at < span.end);
    if (secret === '') return [];
    // One that is written in another way, as in base64, is its whole text.
    const looked = text.includes(secret) ? secret : text;
    return looked
      .split('')
      .filter((_, at) => !isFound(at))
      .join('');
  });
}

test('the lines that are left out have no secret that a close look at every line finds', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(anyLog, (parts) => {
      const log = parts.map(({ text }) => text).join('\n');
      expect(left(parts, redactor.find(log))).toEqual(left(parts, closely(log)));
    }),
    { numRuns: Math.ceil(runs / 4), endOnFailure: true },
  );
});

const base64Of = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
const hex = '9f86d081884c7d659a2feaa0c55ad015';

/** Words that are nearly signs of a secret: where the fast look leaves one out, a close look finds nothing either. */
test.each([
  ...['Ugfdofvbmtwtux=', '359653531T6*givjcyhm-', '1UREMLG8G6IISHATLDRHHLPID=', 'endpointsliceZxqKubeletZone'],
  ...['25T1234567-aZ3kQ9xL', 'a%2F-x', 'a%2Fabc', '1234567890Z-aZ3kQ9xL', '0x95469305492533362075'],
  ...['0X95469305492533362075', `app.${hex.toUpperCase()}`, `500:${hex}:`, `a:${hex.slice(0, 16)}`, `a:${hex}`],
  ...['ü1axt=1asb', 'pods\tof it', 'pods\rof it'].map(base64Of),
  base64Of('list pods.').slice(0, 13),
])('%s is the same in either look', (word) => {
  const lines = Array.from({ length: 30 }, (_, index) => `I1101 12:00:0${index % 10} pod ${index} of the node is well`);
  const log = lines.toSpliced(15, 0, `I1101 12:00:05 it took ${word} from the node`).join('\n');
  expect(redactor.find(log)).toEqual(closely(log));
});
