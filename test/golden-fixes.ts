import { causeNamed } from '../agent/causes/index.ts';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import type { Fix } from '../agent/fix.ts';
import { signatures } from '../agent/signatures/index.ts';
import { knownFacts } from '../agent/snapshot.ts';
import { toSymptom } from '../agent/symptom.ts';
import { composed } from './composed.ts';
import { faults } from './faults.ts';
import { shapeOf } from './golden-shape.ts';
import { snapshotWith } from './snapshot.ts';

/**
 * Every fix of a cause, for each of its texts on the healthy node and on those of the stories, and every fix of a check: its
 * steps in their order, with commands and risks. Of steps that stand further up only the beginning is shown, and a fix that
 * differs from one above in nothing but names of the node is left out.
 */
export function fixes(): string {
  const [known, knownSteps] = [new Set<string>(), new Set<string>()];
  const show = (from: string, { steps, verify }: Fix): string[] => {
    const texts = [
      ...steps.map(({ on, say, run, risk }) => [`${on}: ${say}`, run ?? [], risk ?? []].flat()),
      ...(verify === undefined ? [] : [[`then ${verify.on}: ${verify.expect}`, verify.run]]),
    ].map((lines) => lines.join('\n'));
    const whole = texts.map(shapeOf).join('\n');
    if (known.has(whole)) return [];
    known.add(whole);
    const shown = texts.map((text) => {
      const isKnown = knownSteps.has(shapeOf(text));
      knownSteps.add(shapeOf(text));
      return isKnown ? `  ${text.slice(0, 28).trimEnd()}…` : `  ${text.replaceAll('\n', '\n    ')}`;
    });
    return [
      from,
      ...shown
        .join('\n')
        .replaceAll(/…\n {2}(?=.*…$)/gm, '… | ')
        .split('\n'),
    ];
  };
  const ofCauses = [snapshotWith(), ...Object.values(composed)].map(knownFacts).flatMap((facts) =>
    signatures.flatMap(({ id, samples, causes }) =>
      samples.flatMap((text) => {
        const symptom = toSymptom({ source: 'text', text, count: 1 }, facts);
        if (symptom === null) throw new Error(`not recognised: ${text}`);
        return causes.flatMap((cause) => show(`${cause}, ${id}`, causeNamed(cause).fix(symptom, facts)));
      }),
    ),
  );
  const ofChecks = checks.flatMap((check) =>
    Object.entries(faults[check.id] ?? {}).flatMap(([status, edit]) => {
      const { fix } = runCheck(check, snapshotWith(edit));
      return fix === null ? [] : show(`check ${check.id}, ${status}`, fix);
    }),
  );
  return `${[...ofCauses, ...ofChecks].join('\n')}\n`;
}
