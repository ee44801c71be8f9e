/**
 * The API server's rules for pods with windowsOptions, written for tests from what its source does
 * (k8s.io/kubernetes pkg/apis/core/validation), apart from the rules of lint: the fields at fault.
 */
interface Options {
  hostProcess?: boolean;
  runAsUserName?: string;
  gmsaCredentialSpec?: string;
}
interface Context {
  windowsOptions?: Options;
  [field: string]: unknown;
}
export interface ApiContainer {
  name: string;
  image?: string;
  securityContext?: Context;
  ports?: { containerPort: number; hostPort?: number; protocol?: string }[];
}
export interface ApiPod {
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  hostUsers?: boolean;
  shareProcessNamespace?: boolean;
  os?: { name: string };
  securityContext?: Context;
  initContainers?: ApiContainer[];
  containers: ApiContainer[];
}

export function refusedFields(pod: ApiPod): string[] {
  const all = [
    ...(pod.initContainers ?? []).map((container, i) => ({ container, path: `spec.initContainers[${i}]` })),
    ...pod.containers.map((container, i) => ({ container, path: `spec.containers[${i}]` })),
  ];
  const contexts = [
    { path: 'spec', context: pod.securityContext },
    ...all.map(({ container, path }) => ({ path, context: container.securityContext })),
  ];
  return [
    ...hostProcess(pod, all),
    ...contexts.flatMap(({ path, context }) =>
      options(`${path}.securityContext.windowsOptions`, context?.windowsOptions),
    ),
    ...system(pod, all),
    ...ports(pod),
  ].sort();
}

type Placed = { container: ApiContainer; path: string }[];

function hostProcess(pod: ApiPod, all: Placed): string[] {
  const refused: string[] = [];
  const general = pod.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  for (const { container, path } of all) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (own !== undefined && general !== undefined && own !== general) {
      refused.push(`${path}.securityContext.windowsOptions.hostProcess`);
    }
    if (own === undefined ? general : own) count++;
  }
  if (count === 0) return refused;
  if (count !== all.length) refused.push('spec');
  if (!pod.hostNetwork) refused.push('spec.hostNetwork');
  return refused;
}

function options(path: string, given: Options | undefined): string[] {
  const refused: string[] = [];
  const spec = given?.gmsaCredentialSpec;
  if (spec !== undefined && (spec.length === 0 || Buffer.byteLength(spec) > 65_536)) {
    refused.push(`${path}.gmsaCredentialSpec`);
  }
  const name = given?.runAsUserName;
  if (name === undefined) return refused;
  const at = `${path}.runAsUserName`;
  if (name.length === 0) return [...refused, at];
  if ([...name].some((character) => character < ' ' || character === '\u007f')) return [...refused, at];
  if (name.indexOf('\\') !== name.lastIndexOf('\\')) return [...refused, at];
  const slash = name.indexOf('\\');
  const user = name.slice(slash + 1);
  if (slash !== -1) {
    const domain = name.slice(0, slash);
    if (Buffer.byteLength(domain) > 255) refused.push(at);
    const isNetBios =
      domain.length > 0 && [...domain].length <= 15 && domain[0] !== '.' && !/[\\/:*?"<>|]/.test(domain);
    const isDns = domain.split('.').every((part) => /^[a-z0-9-]{1,63}$/i.test(part) && !/^-|-$/.test(part));
    if (!isNetBios && !isDns) refused.push(at);
  }
  if (user.length === 0) refused.push(at);
  if (Buffer.byteLength(user) > 104) refused.push(at);
  if (user.length > 0 && user.replaceAll(/[. ]/g, '') === '') refused.push(at);
  if ([...'"/\\:;|=,+*?<>@[]'].some((character) => user.includes(character))) refused.push(at);
  return refused;
}

const podFields =
  'appArmorProfile seLinuxOptions seccompProfile fsGroup fsGroupChangePolicy sysctls runAsUser runAsGroup supplementalGroups supplementalGroupsPolicy seLinuxChangePolicy'.split(
    ' ',
  );
const containerFields =
  'appArmorProfile seLinuxOptions seccompProfile capabilities readOnlyRootFilesystem privileged allowPrivilegeEscalation procMount runAsUser runAsGroup'.split(
    ' ',
  );
export const linuxFields = { pod: podFields, container: containerFields };

function system(pod: ApiPod, all: Placed): string[] {
  if (pod.os === undefined) return [];
  const refused: string[] = [];
  if (pod.os.name === 'windows') {
    if (pod.hostPID) refused.push('spec.hostPID');
    if (pod.hostIPC) refused.push('spec.hostIPC');
    if (pod.hostUsers !== undefined) refused.push('spec.hostUsers');
    if (pod.shareProcessNamespace !== undefined) refused.push('spec.shareProcessNamespace');
    for (const field of podFields) {
      const value = pod.securityContext?.[field];
      // Of this list the length is looked at.
      if (field === 'sysctls' && Array.isArray(value) && value.length === 0) continue;
      if (value !== undefined) refused.push(`spec.securityContext.${field}`);
    }
    for (const { container, path } of all) {
      for (const field of containerFields) {
        if (container.securityContext?.[field] !== undefined) refused.push(`${path}.securityContext.${field}`);
      }
    }
    return refused;
  }
  if (pod.os.name !== 'linux') return [pod.os.name === '' ? 'spec.os.name' : 'spec.os'];
  if (pod.securityContext?.windowsOptions !== undefined) refused.push('spec.securityContext.windowsOptions');
  for (const { container, path } of all) {
    if (container.securityContext?.windowsOptions !== undefined) refused.push(`${path}.securityContext.windowsOptions`);
  }
  return refused;
}

function ports(pod: ApiPod): string[] {
  if (!pod.hostNetwork) return [];
  const refused: string[] = [];
  for (const [i, { ports: own = [] }] of (pod.initContainers ?? []).entries()) {
    // Each has the ports for itself.
    const keys = own.map(({ containerPort, hostPort, protocol = 'TCP' }) => `${hostPort || containerPort} ${protocol}`);
    for (const [j, key] of keys.entries())
      if (keys.indexOf(key) < j) refused.push(`spec.initContainers[${i}].ports[${j}].hostPort`);
  }
  const seen: string[] = [];
  for (const [i, container] of pod.containers.entries()) {
    for (const [j, { containerPort, hostPort, protocol }] of (container.ports ?? []).entries()) {
      // Defaulting comes first.
      const port = hostPort ? hostPort : containerPort;
      if (port !== containerPort) refused.push(`spec.containers[${i}].ports[${j}].hostPort`);
      const key = `${port} ${protocol ?? 'TCP'}`;
      if (port !== 0 && seen.includes(key)) refused.push(`spec.containers[${i}].ports[${j}].hostPort`);
      seen.push(key);
    }
  }
  return refused;
}
