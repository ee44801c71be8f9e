import { type Cause, fits } from '../../cause.ts';
import { causes } from '../../causes/index.ts';
import { checks } from '../../checks/index.ts';
import type { Call } from '../../command.ts';
import { nearest } from '../../config/nearest.ts';
import { stepsToTell } from '../../diagnose/next-steps.ts';
import { UserError } from '../../error.ts';
import { plural } from '../../fact.ts';
import { inItsFolder, listAndReport, makeReport } from '../../fix/show.ts';
import { type ExplainedFix, explained, onCluster, onNode } from '../../fix.ts';
import { wrap, wrapFix } from '../../print/text.ts';
import type { Signature } from '../../signature.ts';
import { signatures } from '../../signatures/index.ts';
import { schemaVersion } from '../../snapshot.ts';

type View = Call['view'];
type Check = (typeof checks)[number];

const json = (content: object) => `${JSON.stringify({ schemaVersion, ...content }, null, 2)}\n`;

const referenceOf = ({ reference, causes: [first] }: Signature) =>
  reference ?? causes.find(({ id }) => id === first)?.reference;

const signatureData = (signature: Signature) => ({
  ...signature,
  reference: referenceOf(signature),
  pattern: signature.pattern.source,
  codes: signature.codes ?? null,
});
const isBehind = (cause: Cause, signature: Signature) => signature.causes.includes(cause.id) && fits(cause, signature);

/** The fix for any failure of this cause: without names of a pod or an account, and without facts of a node. */
function generalFix(cause: Cause): ExplainedFix {
  const signature = signatures.find((one) => isBehind(cause, one));
  if (signature === undefined) throw new Error(`no error text names the cause ${cause.id}`);
  const match = { signature: { ...signature, id: '' }, captured: {}, tail: null, hostProcess: true };
  return cause.fix({ message: { source: 'text', text: '', count: 1 }, match, user: null }, {});
}

const causeData = (cause: Cause) => ({
  id: cause.id,
  title: cause.title,
  explain: cause.explain,
  reference: cause.reference,
  checks: cause.checks,
  tell: explained({ steps: stepsToTell(cause.id) }).steps,
  reportedBy: [...new Set(signatures.filter((one) => isBehind(cause, one)).map(({ component }) => component))],
  signatures: signatures.filter((signature) => isBehind(cause, signature)).map((signature) => signature.id),
  fix: generalFix(cause),
});

/** The fix of a check names what the check finds on the node, so only the report has it; this is how to get a report. */
const toReport = explained({
  steps: [
    onCluster('Make the report of the node, which has the steps for what this check finds there.', listAndReport),
    onNode(`Or make it ${inItsFolder}.`, makeReport),
  ],
});

const checkData = ({ id, area, title, why, reference }: Check) => ({
  id,
  area,
  title,
  why,
  reference: reference ?? null,
  causes: causes
    .filter(({ checks }) => checks.includes(id))
    .map((cause) => ({ id: cause.id, title: cause.title, fix: generalFix(cause) })),
  fix: toReport,
});

/** All signatures and all causes. */
export function listCatalogue(output: string, view: View): string {
  if (output === 'json') return json({ signatures: signatures.map(signatureData), causes: causes.map(causeData) });
  const row = ({ id, title }: { id: string; title: string }) => `  ${id}\n${wrap(title, { ...view, indent: 6 })}`;
  const real = signatures.filter(({ hostProcess }) => hostProcess);
  const others = signatures.filter(({ hostProcess }) => !hostProcess);
  return [
    `${plural(real.length, 'error text')} of HostProcess failures:`,
    ...real.map(row),
    '',
    `${plural(others.length, 'similar error text')} with another meaning:`,
    ...others.map(row),
    '',
    `${plural(causes.length, 'cause')}:`,
    ...causes.map(row),
    '',
  ].join('\n');
}

const ids = () => [signatures, causes, checks].flat().map(({ id }) => id);

/** Whether a signature, a cause or a check has this id. */
export const isEntry = (id: string): boolean => ids().includes(id);

/** @throws UserError if a text that is not an error is almost the id of something */
export function refuseMistyped(id: string): void {
  const meant = nearest(id, ids());
  if (meant !== null) throw new UserError(`no error text, cause or check has the id ${id}; did you mean ${meant}?`);
}

const named = (id: string) => {
  const isIt = (one: { id: string }) => one.id === id;
  return { signature: signatures.find(isIt), cause: causes.find(isIt), check: checks.find(isIt) };
};

/** What is known of the signature, the cause and the check of this id; null: none has it. */
export function entryOf(id: string) {
  const { signature, cause, check } = named(id);
  const entry = {
    ...(signature === undefined ? {} : { signature: signatureData(signature) }),
    ...(cause === undefined ? {} : { cause: causeData(cause) }),
    ...(check === undefined ? {} : { check: checkData(check) }),
  };
  return Object.keys(entry).length === 0 ? null : entry;
}

/** The same as text, or in JSON. */
export function showEntry(id: string, output: string, view: View): string | null {
  const { signature, cause, check } = named(id);
  if (output === 'json') {
    const entry = entryOf(id);
    return entry === null ? null : json(entry);
  }
  const entries = [
    signature && showSignature(signature, view),
    cause && showCause(cause, view),
    check && showCheck(check, view),
  ].filter((entry) => entry !== undefined);
  return entries.length === 0 ? null : entries.join('\n');
}

function showCheck(check: Check, view: View): string {
  const { id, title, why, reference, causes: behind } = checkData(check);
  // The cause with the same id is a separate entry.
  const others = behind.filter((cause) => cause.id !== id);
  const say = (text: string) => wrap(text, { ...view, indent: 2 });
  return [
    `${id} (a check of hostprobe report)`,
    say(title),
    say(`Why: ${why}`),
    ...others.flatMap((cause) => [
      say(`Possible cause: ${cause.id}, ${cause.title}`),
      wrapFix(cause.fix, { ...view, indent: 2 }),
    ]),
    ...(behind.length === 0
      ? [say('No cause of a failed pod names this check: its steps are in the report alone.')]
      : []),
    wrapFix(toReport, { ...view, indent: 2 }),
    ...(reference === null ? [] : [`  See: ${reference}`]),
    '',
  ].join('\n');
}

function showSignature(signature: Signature, view: View): string {
  const { id, component, title, samples } = signature;
  const behind = causes.filter((cause) => isBehind(cause, signature));
  return [
    `${id} (from ${component})`,
    wrap(title, { ...view, indent: 2 }),
    ...samples.map((sample) => wrap(`For example: ${sample}`, { ...view, indent: 2 })),
    ...(behind.length === 0 ? [] : ['  Possible causes:']),
    ...behind.map((cause) => wrap(`${cause.id}: ${cause.title}`, { ...view, indent: 4 })),
    `  See: ${referenceOf(signature)}`,
    '',
  ].join('\n');
}

function showCause(cause: Cause, view: View): string {
  const { id, title, explain, checks: judging, reference } = cause;
  const { tell, reportedBy, signatures: texts, fix } = causeData(cause);
  const say = (text: string) => wrap(text, { ...view, indent: 2 });
  return [
    `${id} (a cause)`,
    say(title),
    say(`Why: ${explain}`),
    say(`Reported by ${reportedBy.join(', ')}, as ${texts.join(', ')}`),
    ...(tell.length === 0 ? [] : [wrapFix({ steps: tell }, { ...view, indent: 2 }, 'How to tell')]),
    ...(judging.length === 0
      ? []
      : [say(`On a node, these checks of hostprobe report judge it: ${judging.join(', ')}`)]),
    wrapFix(fix, { ...view, indent: 2 }),
    say('The fix of one failure can differ: explain its text, with --facts or --node if you can.'),
    `  See: ${reference}`,
    '',
  ].join('\n');
}
