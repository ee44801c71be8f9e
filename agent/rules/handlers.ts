import { removeField, setField } from '../manifest/edit.ts';
import { containersOf, handlersOf } from '../manifest/pod.ts';
import { forbiddenIn, requiredIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const handlers: Rule = {
  id: 'handlers',
  title: 'Probes and hooks do one thing',
  why: 'The API server refuses a probe or a hook that names no handler, or more than one.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      handlersOf(container).flatMap(({ at, handler }): Offence[] => {
        const [first, ...others] = kinds.filter((kind) => handler[kind] !== undefined);
        const place = [...path, ...at];
        if (first === undefined) {
          const fix = {
            steps: [setField(pod, place, { exec: { command: ['<program>'] } }, 'Name what is to be started.')],
          };
          return [{ path: place, message: requiredIn(pod, place, 'must specify a handler type'), fix }];
        }
        return others.map((kind) => ({
          path: [...place, kind],
          message: forbiddenIn(pod, [...place, kind], 'may not specify more than 1 handler type'),
          fix: { steps: [removeField(pod, [...place, kind], `, or ${first}`)] },
        }));
      }),
    ),
};

/** In the order in which validateHandler checks them. */
const kinds = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;
