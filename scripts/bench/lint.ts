import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bundle } from './bundle.ts';
import { heavyManifests } from './heavy-manifests.ts';
import type { Measure } from './results.ts';
import { tellingUsage } from './usage.ts';

/** Of both, a quarter is measured too: what is linear takes four times as long. */
const pods = 20_000;

/**
 * What 20,000 HostProcess pods in one input cost, as helm and as kubectl write them, and 1 MiB of what is heavy to read,
 * each in a process of its own.
 */
export async function lint(): Promise<Measure[]> {
  const program = await bundle();
  const measures: Measure[] = [];
  for (const [what, inputOf] of [
    ['DaemonSets as YAML documents', documents],
    ['pods as a JSON list', list],
  ] as const) {
    const quarter = await run(program, pods / 4, what, inputOf(pods / 4));
    const whole = await run(program, pods, what, inputOf(pods));
    measures.push(...whole, {
      what: `${what}, beside a quarter of them`,
      value: secondsOf(whole),
      unit: 's',
      bare: secondsOf(quarter),
      goal: 5,
    });
  }
  for (const [what, text] of Object.entries(heavyManifests)) measures.push(await read(program, what, text));
  return measures;
}

const documents = (length: number) => Array.from({ length }, (_, index) => manifestOf(index)).join('---\n');
const list = (length: number) =>
  JSON.stringify(
    { apiVersion: 'v1', kind: 'List', items: Array.from({ length }, (_, index) => objectOf(index)) },
    null,
    4,
  );
const secondsOf = ([first]: readonly Measure[]) => first?.value ?? Number.NaN;

/** What the reading of a text costs that holds no pod, or one; it is ended after ten times what it may take. */
async function read(program: string, what: string, input: string): Promise<Measure> {
  const limit = 2;
  const child = spawn(process.execPath, [...tellingUsage, program, 'lint', '-'], {
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: 10 * limit * 1000,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => undefined).end(input);
  const [told] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const usage = /\{"userCPUTime.*\}$/.exec(told)?.[0];
  const value = usage === undefined ? 10 * limit : secondsIn(JSON.parse(usage));
  return { what: `${what}, ${(input.length / 2 ** 20).toFixed(1)} MiB`, value, unit: 's', bare: null, goal: limit };
}

const secondsIn = ({ userCPUTime, systemCPUTime }: NodeJS.ResourceUsage) => (userCPUTime + systemCPUTime) / 1e6;

/** Measures CPU time, which does not depend on other load of the machine. */
async function run(program: string, count: number, what: string, input: string): Promise<Measure[]> {
  const child = spawn(process.execPath, [...tellingUsage, program, 'lint', '-'], {
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const [answer, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0 || !answer.includes(`${count} HostProcess pods judged`))
    throw new Error(`lint failed: ${answer}${told}`);
  const usage: NodeJS.ResourceUsage = JSON.parse(told);
  const size = `${(input.length / 2 ** 20).toFixed(1)} MiB`;
  return [
    { what: `${count} ${what}, ${size}`, value: secondsIn(usage), unit: 's', bare: null, goal: 5 },
    { what: `${count} ${what}, memory at most`, value: usage.maxRSS / 1024, unit: 'MiB', bare: null, goal: 512 },
  ];
}

const manifestOf = (index: number) => `# Source: agent/templates/daemonset.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent-${index}
  namespace: monitoring
  labels:
    app.kubernetes.io/name: agent
    app.kubernetes.io/instance: agent-${index}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/instance: agent-${index}
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: agent-${index}
    spec:
      os:
        name: windows
      hostNetwork: true
      securityContext:
        windowsOptions:
          hostProcess: true
          runAsUserName: NT AUTHORITY\\SYSTEM
      nodeSelector:
        kubernetes.io/os: windows
      containers:
        - name: agent
          image: registry.example/agent:1.0
          command: ["agent.exe", "--config", "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\etc\\\\config.yaml"]
          env:
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
          ports:
            - name: metrics
              containerPort: 9182
          volumeMounts:
            - name: config
              mountPath: /etc/agent
      volumes:
        - name: config
          configMap:
            name: agent
`;

/** A pod with its status, as kubectl get pods -o json prints it. */
const objectOf = (index: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `agent-${index}`, namespace: 'monitoring', uid: `0a1b2c3d-0000-4000-8000-${index}` },
  spec: {
    os: { name: 'windows' },
    hostNetwork: true,
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
    nodeName: 'win-1',
    containers: [{ name: 'agent', image: 'registry.example/agent:1.0', command: ['agent.exe'] }],
    tolerations: [{ operator: 'Exists' }],
  },
  status: {
    phase: 'Running',
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    })),
    containerStatuses: [{ name: 'agent', ready: true, restartCount: 0, state: { running: {} } }],
  },
});
