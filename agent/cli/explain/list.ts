import { type Cause, fits } from '../../cause.ts';
import { causes } from '../../causes/index.ts';
import type { Call } from '../../command.ts';
import { stepsToTell } from '../../diagnose/next-steps.ts';
import { wrap, wrapFix } from '../../print/text.ts';
import type { Signature } from '../../signature.ts';
import { signatures } from '../../signatures/index.ts';
import { schemaVersion } from '../../snapshot.ts';
import { toSymptom } from '../../symptom.ts';

type View = Call['view'];

const json = (content: object) => `${JSON.stringify({ schemaVersion, ...content }, null, 2)}\n`;

const signatureData = ({ pattern, codes, ...rest }: Signature) => ({
  ...rest,
  pattern: pattern.source,
  codes: codes ?? null,
});
const isBehind = (cause: Cause, signature: Signature) => signature.causes.includes(cause.id) && fits(cause, signature);

const causeData = (cause: Cause) => ({
  id: cause.id,
  title: cause.title,
  explain: cause.explain,
  reference: cause.reference,
  checks: cause.checks,
  tell: stepsToTell(cause.id),
  reportedBy: [...new Set(signatures.filter((one) => isBehind(cause, one)).map(({ component }) => component))],
  signatures: signatures.filter((signature) => isBehind(cause, signature)).map((signature) => signature.id),
});

/** All signatures and all causes. */
export function listCatalogue(output: string, view: View): string {
  if (output === 'json') return json({ signatures: signatures.map(signatureData), causes: causes.map(causeData) });
  const row = ({ id, title }: { id: string; title: string }) => `  ${id}\n${wrap(title, { ...view, indent: 6 })}`;
  const real = signatures.filter(({ hostProcess }) => hostProcess);
  const others = signatures.filter(({ hostProcess }) => !hostProcess);
  return [
    `${real.length} error texts of HostProcess failures:`,
    ...real.map(row),
    '',
    `${others.length} similar error texts with another meaning:`,
    ...others.map(row),
    '',
    `${causes.length} causes:`,
    ...causes.map(row),
    '',
  ].join('\n');
}

/** The description of a signature or a cause; null: neither has this id. */
export function showEntry(id: string, output: string, view: View): string | null {
  const signature = signatures.find((one) => one.id === id);
  const cause = causes.find((one) => one.id === id);
  if (output === 'json') {
    if (signature !== undefined) return json({ signature: signatureData(signature) });
    return cause === undefined ? null : json({ cause: causeData(cause) });
  }
  if (signature !== undefined) return showSignature(signature, view);
  return cause === undefined ? null : showCause(cause, view);
}

function showSignature(signature: Signature, view: View): string {
  const { id, component, title, samples, reference } = signature;
  const behind = causes.filter((cause) => isBehind(cause, signature));
  return [
    `${id} (from ${component})`,
    wrap(title, { ...view, indent: 2 }),
    ...samples.map((sample) => wrap(`For example: ${sample}`, { ...view, indent: 2 })),
    ...(behind.length === 0 ? [] : ['  Possible causes:']),
    ...behind.map((cause) => wrap(`${cause.id}: ${cause.title}`, { ...view, indent: 4 })),
    `  See: ${reference}`,
    '',
  ].join('\n');
}

function showCause(cause: Cause, view: View): string {
  const { id, title, explain, checks, reference } = cause;
  const { tell, reportedBy, signatures: texts } = causeData(cause);
  const say = (text: string) => wrap(text, { ...view, indent: 2 });
  return [
    id,
    say(title),
    say(`Why: ${explain}`),
    say(`Reported by ${reportedBy.join(', ')}, as ${texts.join(', ')}`),
    ...tell.flatMap((step) => [
      say(`How to tell: ${step.say}`),
      ...(step.run === undefined ? [] : step.run.split('\n').map((line) => `      ${line}`)),
    ]),
    ...(checks.length === 0 ? [] : [say(`On a node, these checks of hostprobe report judge it: ${checks.join(', ')}`)]),
    ...showGeneralFix(cause, view),
    `  See: ${reference}`,
    '',
  ].join('\n');
}

/** The fix where nothing of one failure is known: no name of a pod or an account, and no fact of a node. */
function showGeneralFix(cause: Cause, view: View): string[] {
  const first = signatures.find((signature) => isBehind(cause, signature));
  const text = first?.samples[0];
  const symptom = text === undefined ? null : toSymptom({ source: 'text', text, count: 1 }, {});
  if (symptom === null) return [];
  const { signature } = symptom.match;
  const match = { ...symptom.match, signature: { ...signature, id: '' }, captured: {}, tail: null };
  const message = { source: 'text', text: '', count: 1 };
  return [
    wrapFix(cause.fix({ message, match, user: null }, {}), { ...view, indent: 2 }),
    wrap('The fix of one failure can differ: explain its text, with --facts or --node if you can.', {
      ...view,
      indent: 2,
    }),
  ];
}
