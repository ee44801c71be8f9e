import { hostprobePod, nodeName, serviceAccount } from '../../scripts/lab/pod.ts';
import { objectIn } from './render.ts';

interface Probe {
  httpGet: { scheme: 'HTTPS'; path: string; port: string };
}
interface Container {
  command: string[];
  args: string[];
  env: { name: string; value?: string; valueFrom?: { fieldRef: { fieldPath: string } } }[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
}

/** What the manifests give hostprobe's container on a lab node, as kubelet reads them. */
export interface RenderedPod {
  command: string[];
  args: string[];
  env: Record<string, string>;
  /** What kubelet asks, in its order. */
  probes: string[];
  /** `verb resource` for each right of the ServiceAccount. */
  allowed: string[];
}

/**
 * @param rendered what kustomize or Helm gives
 * @param options.hostIp the node's address
 * @param options.ports in the places of the one port of the manifests: on loopback, and on the node's address
 */
export function readPod(
  rendered: string,
  { hostIp, ports }: { hostIp: string; ports: { loopback: number; node: number } },
): RenderedPod {
  // The schemas of Kubernetes have been held to all of them in another test.
  const { spec } = objectIn(rendered, 'DaemonSet') as unknown as {
    spec: { template: { spec: { containers: [Container] } } };
  };
  const { data } = objectIn(rendered, 'ConfigMap') as unknown as { data: Record<string, string> };
  const { rules } = objectIn(rendered, 'ClusterRole', 'hostprobe') as unknown as {
    rules: { resources: string[]; verbs: string[] }[];
  };
  const [container] = spec.template.spec.containers;
  const port = container.ports.find(({ name }) => name === container.livenessProbe.httpGet.port)?.containerPort;
  const fields: Record<string, string> = {
    'status.hostIP': hostIp,
    'spec.nodeName': nodeName,
    'metadata.name': hostprobePod.name,
    'metadata.namespace': hostprobePod.namespace,
    'metadata.uid': hostprobePod.uid,
    'spec.serviceAccountName': serviceAccount,
  };
  const env = { ...data };
  for (const { name, value, valueFrom } of container.env) {
    const given = value ?? fields[valueFrom?.fieldRef.fieldPath ?? ''];
    if (given === undefined) throw new Error(`${name} has neither a value nor a field that is known`);
    env[name] = given.replaceAll(/\$\((\w+)\)/g, (reference, named: string) => env[named] ?? reference);
  }
  const listen = `localhost:${port},[${hostIp}]:${port}`;
  if (env.HOSTPROBE_LISTEN !== listen)
    throw new Error(`the manifests listen on ${env.HOSTPROBE_LISTEN}, not ${listen}`);
  env.HOSTPROBE_LISTEN = `127.0.0.1:${ports.loopback},[${hostIp}]:${ports.node}`;
  const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
  return {
    command: container.command,
    args: container.args,
    env,
    probes: probes.map(({ httpGet }) => `${httpGet.scheme.toLowerCase()}://${hostIp}:${ports.node}${httpGet.path}`),
    allowed: rules.flatMap(({ resources, verbs }) =>
      resources.flatMap((name) => verbs.map((verb) => `${verb} ${name}`)),
    ),
  };
}
