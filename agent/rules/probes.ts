import type { Step } from '../fix.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { asText, type Path } from '../manifest/path.ts';
import { containersOf, execsOf, type Pod } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import { bindNodes, withoutFilter } from '../node/new-pod.ts';
import type { Rules } from '../rule.ts';
import { told } from './offence.ts';

/** Probes, and the end of a container. */
export const probeRules = {
  'exec-probe': {
    title: 'Probes that start a program',
    why: 'The kubelet does not count a probe as failed if its program cannot be started: the container is never restarted for it. With the bind filter cmd starts the program, and fails in its place.',
    severity: 'info',
    reference: 'https://github.com/kubernetes/kubernetes/issues/117086',
    holds: withoutFilter,
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
  },
  'liveness-probe': {
    title: 'Liveness probes that need the API server',
    why: 'While the API server is slow or away such a probe fails on all nodes, and the kubelet restarts what works: agents of the network first.',
    severity: 'warn',
    reference: 'https://github.com/Azure/AKS/issues/5145',
    judge: (pod) =>
      containersOf(pod).flatMap(({ container, path }) => {
        const probe = container.livenessProbe;
        const words = [...(probe?.exec?.command ?? []), probe?.httpGet?.path, probe?.httpGet?.host].map(asText);
        const found = words.find((word) => asksServer.test(word));
        if (found === undefined) return [];
        const at = [...path, 'livenessProbe'];
        return [
          told(
            at,
            `the probe asks the API server (${asksServer.exec(found)?.[0]})`,
            removeField(pod, at, ', or let it ask the program alone; a readinessProbe may ask the API server'),
          ),
        ];
      }),
  },
  'stop-grace': {
    title: 'Time to stop',
    why: 'In bind mode the signal to stop goes to the cmd.exe around the program. After cmd.exe has ended, the program has 5 seconds, whatever the grace period. Node.js programs never see the signal.',
    severity: 'info',
    reference: 'https://github.com/kubernetes/kubernetes/issues/124664',
    holds: bindNodes,
    judge(pod) {
      const { terminationGracePeriodSeconds: seconds, containers } = pod.spec;
      if (seconds === undefined || seconds <= 30) return [];
      // A hook has the whole grace period: a container with one has done what can be done.
      return containers.flatMap(({ name, lifecycle }, index) => {
        if (lifecycle?.preStop !== undefined) return [];
        const program = containers.length === 1 ? 'the program' : `the program of ${name}`;
        const hook = ['spec', 'containers', index, 'lifecycle', 'preStop'];
        return told(
          ['spec', 'terminationGracePeriodSeconds'],
          `${program} has 5 seconds to stop, not ${seconds}`,
          setField(pod, hook, { exec: { command: ['<program>'] } }, say),
        );
      });
    },
  },
} satisfies Rules;

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

const asksServer = /\bkubectl(?:\.exe)?\b|KUBERNETES_SERVICE_HOST|\bkubernetes\.default\b|\bapi-?server\b/i;

const say = 'Do what takes longer in a preStop hook, which runs before the signal; <program> is what the hook starts.';
