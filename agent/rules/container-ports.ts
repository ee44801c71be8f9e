import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalid, required, validation } from '../manifest/refusal.ts';
import type { Offence, Rule } from '../rule.ts';

export const containerPorts: Rule = {
  id: 'container-ports',
  title: 'Numbers and names of ports',
  why: 'The API server refuses ports outside 1 to 65535, and names of ports longer than 15 characters.',
  severity: 'error',
  reference: validation,
  judge: (pod, { kubernetes }) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.ports.flatMap(({ name = '', containerPort = 0, hostPort = 0 }, index): Offence[] => {
        const at = [...path, 'ports', index];
        const offence = (field: string, message: string, run: string): Offence => ({
          path: [...at, field],
          message,
          fix: { steps: [inManifest('Use a port from 1 to 65535, and a name of at most 15 characters.', run)] },
        });
        const outside = (field: string, port: number) =>
          port >= 0 && port <= last
            ? []
            : [offence(field, invalid(pod, [...at, field], port, range), `${field}: 8080`)];
        const isDefaulted = pod.spec.hostNetwork === true && (pod.base.length === 0 || kubernetes < 28);
        return [
          ...(containerPort === 0
            ? [offence('containerPort', required(pod, [...at, 'containerPort']), 'containerPort: 8080')]
            : outside('containerPort', containerPort)),
          ...outside('hostPort', hostPort === 0 && isDefaulted ? containerPort : hostPort),
          ...(name.length <= 15
            ? []
            : [
                offence(
                  'name',
                  invalid(pod, [...at, 'name'], name, 'must be no more than 15 characters'),
                  `name: ${name.slice(0, 15)}`,
                ),
              ]),
        ];
      }),
    ),
};

const last = 65_535;
const range = `must be between 1 and ${last}, inclusive`;
