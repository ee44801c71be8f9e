import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';
import { type Answer, answers, idOf, manifestOf, wordsOf } from './admission.ts';

/** Refused for what is in the cluster, which no manifest tells. */
const ofTheCluster = ['service account unknown', 'runtime class unknown'];

/**
 * Accepted, and yet the pod does not start as HostProcess: the rule that may say so. Source: hcsshim v0.13.0
 * internal/jobcontainers/logon.go, and for a DaemonSet the warning that comes with the answer.
 */
const startsNot: Readonly<Record<string, string>> = {
  'runAsUserName left out': 'run-as-user',
  'runAsUserName lower case': 'nt-authority-spelling',
  // No account has such a name: see double-quoted-user.yaml in test/lessons.
  'runAsUserName U+2028': 'nt-authority-spelling',
};

const mayBeSaidOf = ({ what, namespace }: Answer) => [
  ...(startsNot[what] === undefined ? [] : [startsNot[what]]),
  ...(namespace === 'node-tools' ? [] : ['pod-security']),
];

/** The errors that lint has for the manifest of an answer. */
function errorsOf(answer: Answer) {
  const input = { file: 'a.json', text: manifestOf(answer) };
  // A pod that says nothing of HostProcess is judged only when asked for, as if it did: all but Pod Security is beside the point.
  const all = !/hostProcess/i.test(JSON.stringify(answer.spec));
  const options = { nodes: anyNode, all, kubernetes: '1.34' };
  const { problems } = lint([input], options);
  return problems.filter(({ severity, rule }) => severity === 'error' && (!all || rule === 'pod-security'));
}

const judged = answers
  .filter(({ what }) => !ofTheCluster.includes(what))
  .map((answer) => ({ answer, id: idOf(answer), errors: errorsOf(answer) }));
const refused = judged.filter(({ answer }) => answer.status !== 201);
const accepted = judged.filter(({ answer }) => answer.status === 201);

/** A field without keys and indexes: the API server leaves some of them out. */
const plain = (field: string) => field.replace(/\[[^\]]*\]/g, '');

const share = (part: number, of: number) => `${part} of ${of} (${((100 * part) / of).toFixed(1)} %)`;

describe('of what a real API server answered', () => {
  test('there are as many answers as were recorded', () => {
    expect([answers.length, refused.length, accepted.length]).toEqual([256, 167, 85]);
    expect(new Set(answers.map(idOf)).size).toBe(256);
  });

  test('what it refuses is an error', () => {
    const failed = new Map(
      refused.filter(({ errors }) => errors.length === 0).map(({ id, answer }) => [id, wordsOf(answer).join(' ')]),
    );
    console.log(`refused, and an error: ${share(refused.length - failed.size, refused.length)}; wanted 97 %`);
    compareGaps(failed, new URL('admission-errors.gaps.txt', import.meta.url));
  });

  test('what it refuses is told of its field', () => {
    const failed = new Map<string, string>();
    for (const { id, answer, errors } of refused) {
      const missing = (answer.causes ?? []).filter(
        ({ field }) => !errors.some(({ message }) => plain(message).includes(plain(field))),
      );
      if (missing.length > 0) failed.set(id, missing.map(({ field }) => field).join(' '));
    }
    console.log(`refused, and its field told: ${share(refused.length - failed.size, refused.length)}; wanted 90 %`);
    compareGaps(failed, new URL('admission-fields.gaps.txt', import.meta.url));
  });

  test('what it accepts is not an error, except for what keeps the pod from starting', () => {
    const failed = new Map<string, string>();
    for (const { id, answer, errors } of accepted) {
      const wrong = errors.filter(({ rule }) => !mayBeSaidOf(answer).includes(rule));
      if (wrong.length > 0) failed.set(id, wrong.map(({ message }) => message).join(' '));
    }
    console.log(`accepted, and no error: ${share(accepted.length - failed.size, accepted.length)}; wanted 100 %`);
    compareGaps(failed, new URL('admission-accepted.gaps.txt', import.meta.url));
  });

  test('a DaemonSet that is accepted with a warning of Pod Security is an error', () => {
    for (const { id, answer, errors } of accepted) {
      if (answer.namespace === 'node-tools') continue;
      expect(
        errors.map(({ rule }) => rule),
        id,
      ).toContain('pod-security');
    }
  });
});
