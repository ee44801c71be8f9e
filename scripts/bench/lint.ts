import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bundle } from './bundle.ts';
import type { Measure } from './index.ts';

const pods = 10_000;

/** What 10,000 HostProcess pods in one input cost, as helm and as kubectl write them, in a process of its own. */
export async function lint(): Promise<Measure[]> {
  const program = await bundle();
  const manifests = Array.from({ length: pods }, (_, index) => manifestOf(index));
  const list = { apiVersion: 'v1', kind: 'List', items: Array.from({ length: pods }, (_, index) => objectOf(index)) };
  return [
    ...(await run(program, `${pods} DaemonSets as YAML documents`, manifests.join('---\n'))),
    ...(await run(program, `${pods} pods as a JSON list`, JSON.stringify(list, null, 4))),
  ];
}

/** Of the processor's time, which does not grow when others use the machine. */
async function run(program: string, what: string, input: string): Promise<Measure[]> {
  const tell = 'process.on("exit", () => process.stderr.write(JSON.stringify(process.resourceUsage())))';
  const args = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, program, 'lint', '-'];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH }, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const [answer, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0 || !answer.includes(`${pods} HostProcess pods judged`))
    throw new Error(`lint failed: ${answer}${told}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(told);
  const size = `${(input.length / 2 ** 20).toFixed(1)} MiB`;
  return [
    { what: `${what}, ${size}`, value: (userCPUTime + systemCPUTime) / 1e6, unit: 's', limit: 10 },
    { what: `${what}, memory at most`, value: maxRSS / 1024, unit: 'MiB', limit: 512 },
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

/** As kubectl get pods -o json has it, with its status. */
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
