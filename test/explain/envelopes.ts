import { containerId, type Wording } from './fill.ts';

/** One way in which a text is met. */
export interface Form {
  name: 'bare' | 'event' | 'describe' | 'containerd log' | 'container log' | 'pod JSON';
  text: string;
}

const isEvent = (text: string) => /^(?:Error|Failed to|Error creating): ?/.test(text);

/** The forms in which the wording is met: who says it decides where it stands. */
export function formsOf({ component, id }: Wording, text: string): Form[] {
  const oneLine = !text.includes('\n');
  switch (component) {
    case 'hcsshim':
    case 'containerd':
      return [
        { name: 'bare', text },
        ...(isEvent(text) && oneLine ? [eventOf(text), describeOf(text)] : []),
        { name: 'containerd log', text: id.endsWith('-log') ? noteOf(text) : logOf(text) },
      ];
    case 'kubelet':
      return oneLine ? [{ name: 'bare', text }, eventOf(text), describeOf(text)] : [{ name: 'bare', text }];
    case 'controller':
    case 'scheduler':
      return [{ name: 'bare', text }, eventOf(text)];
    case 'apiserver':
    case 'pod-security':
      return [{ name: 'bare', text }];
    case 'client-go':
      return [{ name: 'bare', text }, containerLogOf(text)];
    case 'cmd':
      // Bare, many of these are a sentence of Windows and nothing else, which is a question about that error.
      return [containerLogOf(text)];
  }
}

const eventOf = (text: string): Form => ({
  name: 'event',
  text: `LAST SEEN   TYPE      REASON    OBJECT            MESSAGE\n12s         Warning   Failed    pod/agent-x7k2p   ${text}\n`,
});

/**
 * The status has the id of the container, the event its name: kubelet's recordContainerEvent replaces it.
 * Source: kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go at v1.34.9.
 */
function describeOf(text: string): Form {
  const ofStatus = text.replace(/^Error: /, '').replace('containerd task "agent"', `containerd task "${containerId}"`);
  const status = text.startsWith('Error: ')
    ? `    Last State:     Terminated
      Reason:       StartError
      Message:      ${ofStatus}
      Exit Code:    128
`
    : '';
  return {
    name: 'describe',
    text: `Name:             agent-x7k2p
Namespace:        ops
Service Account:  agent
Node:             win-3/10.0.4.7
Status:           Running
Containers:
  agent:
    Container ID:   containerd://${containerId}
    Image:          registry.corp.example/ops/agent:2.4
    State:          Waiting
      Reason:       CrashLoopBackOff
${status}    Ready:          False
    Restart Count:  3
Events:
  Type     Reason     Age                From               Message
  ----     ------     ----               ----               -------
  Normal   Scheduled  40s                default-scheduler  Successfully assigned ops/agent-x7k2p to win-3
  Warning  Failed     12s (x3 over 38s)  kubelet            ${text}
`,
  };
}

/** As Go's %q writes it, which logrus uses for values with blanks. */
const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

function logOf(text: string): string {
  const inner = text
    .replace(/^Error: /, '')
    .replace(/^Failed to (?:create pod sandbox|pull image "[^"]*"): rpc error: code = \w+ desc = /, '')
    .replace('containerd task "agent"', `containerd task "${containerId}"`);
  const what = text.startsWith('Failed to pull')
    ? 'PullImage "registry.corp.example/ops/agent:2.4" failed'
    : text.startsWith('Failed to create pod sandbox')
      ? 'RunPodSandbox for &PodSandboxMetadata{Name:agent-x7k2p,Uid:3f8b1c52,Namespace:ops,Attempt:0,} failed, error'
      : /failed to (?:generate container|create containerd container)/.test(text)
        ? `CreateContainer within sandbox "${containerId}" for &ContainerMetadata{Name:agent,Attempt:0,} failed`
        : `StartContainer for "${containerId}" failed`;
  return `time="2026-03-04T09:15:02.123456700Z" level=error msg=${quote(what)} error=${quote(inner)}\n`;
}

const noteOf = (text: string): string =>
  `time="2026-03-04T09:15:02.123456700Z" level=warning msg=${quote(text)} cid=${containerId}\n`;

/** A line of a file below C:\var\log\pods, as containerd writes it. */
const containerLogOf = (text: string): Form => ({
  name: 'container log',
  text: text
    .split('\n')
    .map((line) => `2026-03-04T09:15:02.1234567Z stderr F ${line}\n`)
    .join(''),
});

/** `kubectl get pod -o json` of a HostProcess pod whose status holds the text where its speaker puts it. */
export function podOf({ component }: Pick<Wording, 'component'>, text: string): Form {
  const message = text.replace(/^Error: /, '');
  const failed = {
    reason: 'Error',
    exitCode: 1,
    message,
    startedAt: '2026-03-04T09:15:01Z',
    finishedAt: '2026-03-04T09:15:02Z',
  };
  const container = {
    name: 'agent',
    image: 'registry.corp.example/ops/agent:2.4',
    restartCount: 3,
    ready: false,
    ...(component === 'client-go' || component === 'cmd'
      ? { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: failed } }
      : { state: { waiting: { reason: 'CreateContainerError', message } }, lastState: {} }),
  };
  const status =
    component === 'scheduler'
      ? { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] }
      : /^Predicate/.test(message)
        ? { phase: 'Failed', reason: 'NodePorts', message: `Pod was rejected: ${message}` }
        : { phase: 'Running', containerStatuses: [container] };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agent-x7k2p', namespace: 'ops', uid: '3f8b1c52-7a94-4e0d-9b6f-2d1c8e5a7f30' },
    spec: {
      nodeName: 'win-3',
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
      containers: [{ name: 'agent', image: 'registry.corp.example/ops/agent:2.4', command: ['agent.exe'] }],
    },
    status,
  };
  return { name: 'pod JSON', text: JSON.stringify(pod, null, 2) };
}
