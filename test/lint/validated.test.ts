import { expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { apiRules } from '../../agent/rules/index.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';
import { validatedFields, validatedPod } from './fields.ts';

const beforeRules = ['type', 'version', 'metadata', 'field', 'syntax', 'host-process-field', 'size'];
const ofServer = new Set([...apiRules.map(({ id }) => id), ...beforeRules]);

test.each([25, 26, 28, 33, 34] as const)(
  'lint refuses what the code of Kubernetes 1.%i refuses, and nothing else',
  (minor) => {
    const missed = new Map<string, string>();
    const wrong = new Map<string, string>();
    for (const one of validatedFields) {
      const options = { nodes: anyNode, all: false, kubernetes: `1.${minor}` };
      const errors = lint([{ file: 'a.json', text: JSON.stringify(validatedPod(one)) }], options).problems.filter(
        ({ severity, rule }) => severity === 'error' && ofServer.has(rule),
      );
      const isRefused = one.refused.includes(minor);
      if (isRefused && errors.length === 0) missed.set(one.id, JSON.stringify(one.spec));
      if (!isRefused && errors.length > 0) wrong.set(one.id, errors.map(({ message }) => message).join('; '));
    }
    const refused = validatedFields.filter((one) => one.refused.includes(minor)).length;
    console.log(
      `1.${minor}: refused ${refused}, missed ${missed.size}; accepted ${validatedFields.length - refused}, wrong ${wrong.size}`,
    );
    expect([...wrong]).toEqual([]);
    compareGaps(missed, new URL(`validated-${minor}.gaps.txt`, import.meta.url));
  },
);
