import type { Step } from '../fix.ts';
import { removeField, setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf, execsOf, type Pod } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';

export const execProbe: Rule = {
  id: 'exec-probe',
  title: 'Probes that start a program',
  why: 'The kubelet does not count a probe as failed if its program cannot be started: the container is never restarted for it. With the bind filter cmd starts the program, and fails in its place.',
  severity: 'info',
  reference: 'https://github.com/kubernetes/kubernetes/issues/117086',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      execsOf(container)
        .filter(({ at }) => at[0] !== 'lifecycle')
        .map(({ at, command }) => ({
          path: [...path, ...at],
          message: `if ${command[0] ?? 'its program'} cannot be started, the probe does not count as failed`,
          fix: { steps: stepsFor(pod, [...path, at[0] ?? ''], container) },
          replaces: [[...path, ...at.slice(0, -1)]],
        })),
    ),
};

/** A probe that starts no program. */
function stepsFor(pod: Pod, probe: Path, { ports: [first] }: Container): Step[] {
  const port = first?.containerPort;
  const say = 'Prefer a probe that starts no program, such as this one: it connects to the address of the node.';
  const step =
    port === undefined
      ? setField(pod, probe, { tcpSocket: { port: '<port>' } }, `${say.slice(0, -1)}; <port> is a port of the program.`)
      : setField(pod, probe, { tcpSocket: { port } }, say);
  return [step, removeField(pod, [...probe, 'exec'])];
}
