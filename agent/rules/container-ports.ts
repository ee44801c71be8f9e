import type { Step } from '../fix.ts';
import { invalid, required, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const containerPorts: Rule = {
  id: 'container-ports',
  title: 'Numbers and names of ports',
  why: 'The API server refuses ports outside 1 to 65535, and names of ports longer than 15 characters.',
  severity: 'error',
  reference: validation,
  judge: (pod, { kubernetes }) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.ports.flatMap(({ name = '', containerPort = 0, hostPort = 0 }, index): Offence[] => {
        const at = (field: string) => [...path, 'ports', index, field];
        const whole = () => setField(pod, at('containerPort'), '<port>', say);
        const outside = (field: string, port: number, step: () => Step) =>
          port >= 0 && port <= last ? [] : [refused(pod, at(field), invalid(port, range), step())];
        const isDefaulted = pod.spec.hostNetwork === true && (pod.base.length === 0 || kubernetes < 28);
        const short = name.slice(0, 15).replace(/-+$/, '');
        return [
          ...(containerPort === 0
            ? [refused(pod, at('containerPort'), required(), whole())]
            : outside('containerPort', containerPort, whole)),
          ...(hostPort === 0 && isDefaulted
            ? outside('hostPort', containerPort, whole)
            : outside('hostPort', hostPort, () => removeField(pod, at('hostPort')))),
          ...(name.length <= 15
            ? []
            : [refused(pod, at('name'), invalid(name, long), setField(pod, at('name'), short, 'Shorten the name.'))]),
        ];
      }),
    ),
};

const say = 'Write a port from 1 to 65535: <port> is the one that the program listens on.';
const last = 65_535;
const range = `must be between 1 and ${last}, inclusive`;
const long = 'must be no more than 15 characters';
