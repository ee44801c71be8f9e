import type { Finding } from '../check.ts';
import { showFix } from '../fix/show.ts';
import { type Case, junitType, type Suite, showJunit } from '../print/junit.ts';
import type { Renderer } from '../renderer.ts';
import { causesLeft, type Diagnosis, type Report } from '../report.ts';

/**
 * For CI systems: a case for each check, and for each failure in the node's logs and events. Only a failed check fails a
 * build: an unknown one is skipped with its reason, and a warning is the output of a passed case.
 */
export const junit: Renderer = {
  id: 'junit',
  contentType: junitType,
  render(report) {
    return showJunit('hostprobe report', suitesOf(report));
  },
};

function suitesOf({ node, findings, diagnoses }: Report): Suite[] {
  const checks = { name: `checks of ${node}`, cases: findings.map(caseOfCheck) };
  if (diagnoses.length === 0) return [checks];
  return [checks, { name: `failures on ${node}`, cases: diagnoses.map(caseOfDiagnosis) }];
}

function caseOfCheck({ check, title, status, summary, evidence, fix, reference }: Finding): Case {
  const toDo = fix === null ? [] : showFix(fix);
  const lines = [summary, ...showEvidence(evidence), ...toDo];
  const text = [...lines, ...(reference === null ? [] : [`See: ${reference}`])].join('\n');
  return {
    classname: 'check',
    name: `${check}: ${title}`,
    failure: status === 'fail' ? { type: check, message: summary, text } : null,
    skipped: status === 'skip' || status === 'unknown' || status === 'hidden' ? summary : null,
    output: { pass: '', skip: '', fail: '', warn: `WARN ${text}`, unknown: toDo.join('\n'), hidden: '' }[status],
  };
}

function caseOfDiagnosis(diagnosis: Diagnosis): Case {
  const { signature, title, seen, causes } = diagnosis;
  const confirmed = causes.find(({ weight }) => weight === 'confirmed');
  const said = seen.map(({ source, text, count }) => `${count} in ${source}: ${text}`);
  const weighed = causesLeft(diagnosis).flatMap((cause) => [
    `${cause.weight} ${cause.id}: ${cause.title}`,
    ...showEvidence(cause.evidence),
    ...showFix(cause.fix).map((line) => `  ${line}`),
  ]);
  const text = [...said, ...weighed].join('\n');
  return {
    classname: 'diagnosis',
    name: `${signature}: ${title}`,
    failure: confirmed === undefined ? null : { type: confirmed.id, message: confirmed.title, text },
    skipped: null,
    output: confirmed === undefined ? text : '',
  };
}

const showEvidence = (evidence: Finding['evidence']) => evidence.map(({ label, value }) => `  ${label}: ${value}`);
