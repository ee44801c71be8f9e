import { causeNamed } from '../agent/causes/index.ts';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import type { Fix } from '../agent/fix.ts';
import { predict } from '../agent/predict.ts';
import { signatures } from '../agent/signatures/index.ts';
import { knownFacts } from '../agent/snapshot.ts';
import { toSymptom } from '../agent/symptom.ts';
import { composed } from './composed.ts';
import { faults } from './faults.ts';
import { shapeOf } from './golden-shape.ts';
import { podWith } from './pod.ts';
import { failures } from './predict/failures.ts';
import { snapshotWith } from './snapshot.ts';

/**
 * Every fix of a cause, for each of its texts on the healthy node and on those of the stories, every fix of a check, and of
 * each failure that a stage predicts what it says, the error to expect, and the fix: its steps in their order, with commands
 * and risks. Of steps that stand further up only the beginning is shown, and a fix that
 * differs from one above in nothing but names of the node is left out.
 */
export function fixes(): string {
  const [known, knownSteps] = [new Set<string>(), new Set<string>()];
  const show = (from: string, { steps, verify }: Partial<Fix>, said: string[] = []): string[] => {
    const texts = [
      ...(steps ?? []).map(({ on, say, run, risk }) => [`${on}: ${say}`, run ?? [], risk ?? []].flat()),
      ...(verify === undefined ? [] : [[`then ${verify.on}: ${verify.expect}`, verify.run]]),
    ].map((lines) => lines.join('\n'));
    texts.unshift(...said);
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
  const ofStages = failures.flatMap(([, pod, edit, , , around]) =>
    predict(podWith(pod), snapshotWith(edit), around).stages.flatMap(({ id, points }) =>
      points.flatMap(({ verdict, certainty, cause, summary, expect, provided, fix }) => {
        if (verdict === 'passes' || verdict === 'cannot-tell') return [];
        const expected = expect === null ? [] : [`${expect.where}: ${expect.text}`, expect.note ?? []].flat();
        const conditions = provided.map(({ text, holds, told }) => `provided ${text}: ${holds}, ${told}`);
        return show(`stage ${id}, ${verdict}, ${certainty}, ${cause ?? 'no cause'}`, fix ?? {}, [
          summary,
          ...expected,
          ...conditions,
        ]);
      }),
    ),
  );
  return `${[...ofCauses, ...ofChecks, ...ofStages].join('\n')}\n`;
}
