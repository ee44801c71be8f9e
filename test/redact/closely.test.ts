import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDetector, findSecrets } from '../../agent/redact/find.ts';
import { createMemory } from '../../agent/redact/memory.ts';
import { atOnce } from '../../agent/redact/pausing.ts';
import type { SecretSpan } from '../../agent/redact/span.ts';
import { createRedactor, secretPatterns } from '../../agent/redact.ts';
import { runs } from '../fuzz/any.ts';
import { chanceOf } from './chance.ts';
import { kindsPlantedBy } from './kinds-exam.ts';
import { lineOf, logForms } from './log-forms.ts';

const secrets = kindsPlantedBy(2).map(({ planted: { text } }) => text.trimEnd());
/** For a pattern that has no literal, no line is left out that nothing is known of. */
const everywhere = { id: 'everywhere', pattern: /(?!)/g };
const detector = createDetector([...secretPatterns, everywhere], createMemory());
const closely = (text: string) => atOnce(findSecrets(text, { ...detector, memory: createMemory() })).spans;
/** It knows the lines of all logs before. */
const redactor = createRedactor();

interface Part {
  text: string;
  isSecret: boolean;
}

const innocent = fc
  .tuple(fc.constantFrom(...logForms), fc.nat(5))
  .map(([{ form }, seed]): Part => ({ text: lineOf(form, chanceOf(seed, 'beside')), isSecret: false }));
const secret = fc.constantFrom(...secrets).map((text): Part => ({ text, isSecret: true }));
/** Lines of a log, and secrets of all kinds among them. */
const anyLog = fc.array(fc.oneof({ weight: 8, arbitrary: innocent }, { weight: 1, arbitrary: secret }), {
  minLength: 60,
  maxLength: 150,
  size: 'max',
});

/** The text of each part with what was found left out. Where lines only look broken, more may be found in an innocent one. */
function left(parts: readonly Part[], spans: readonly SecretSpan[]): string[] {
  let from = 0;
  return parts.flatMap(({ text, isSecret }) => {
    const start = from;
    from += text.length + 1;
    const isFound = (at: number) => spans.some((span) => span.start <= start + at && start + at < span.end);
    return isSecret
      ? [
          text
            .split('')
            .filter((_, at) => !isFound(at))
            .join(''),
        ]
      : [];
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
