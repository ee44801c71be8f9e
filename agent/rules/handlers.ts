import { forbidden, required, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf, handlersOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

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
          const step = setField(pod, place, { exec: { command: ['<program>'] } }, 'Name what is to be started.');
          return [refused(pod, place, required('must specify a handler type'), step)];
        }
        const words = forbidden('may not specify more than 1 handler type');
        return others.map((kind) => {
          const other = [...place, kind];
          return refused(pod, other, words, removeField(pod, other, `, or ${first}`));
        });
      }),
    ),
};

/** In the order in which validateHandler checks them. */
const kinds = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;
