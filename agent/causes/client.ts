import {
  podArguments,
  podWorks,
  possible,
  type Symptom,
  type Weighing,
  type WrittenCauses,
  weighing,
  weighText,
} from '../cause.ts';
import { podVariables } from '../config/pod-variables.ts';
import { evidence, ifKnown } from '../fact.ts';
import {
  begun,
  compact,
  inImage,
  inManifest,
  lines,
  newTag,
  onCluster,
  onNode,
  runAsSystem,
  type Step,
  shell,
  verified,
  yaml,
} from '../fix.ts';
import { restartOwner } from '../node/containerd-service.ts';
import { newMode } from '../node/new-pod.ts';
import { grantTokenRead, isDenied } from '../node/own-container.ts';
import { nodeName, podsOfNode, updateWindows, upgradeContainerd } from '../node/upgrade.ts';
import { belowRoot, hasContainerId, type Mode, modeRoots, showMode } from '../shim/paths.ts';
import type { KnownFacts } from '../snapshot.ts';
import { kubernetesPage, mountGuide, onlyBound } from './weigh.ts';

const discovery = kubernetesPage('concepts/services-networking/service/#discovering-services');

const mountsToken = (hasToken: boolean) => evidence('the pod mounts a token', hasToken ? 'yes' : 'no');
const withoutToken = weighing('ruled-out', mountsToken(false));

const pathOf = ({ match: { captured } }: Symptom): string | undefined =>
  captured.path ?? captured.node ?? captured.python ?? captured.command;

/** A name alone means a program in PATH, and names no path. */
const isName = (path: string): boolean => !/[\\/]/.test(path);

/** The root of a container, as a reader completes it. */
const rootIn = (mode: Mode): string => modeRoots[mode].replace('<id>', '<container id>');

/** Files, tokens and the API server, from inside a HostProcess container. */
export const clientCauses: WrittenCauses = {
  'container-path': {
    title:
      'The path is for another mode of HostProcess containers, or neither the volume nor the image has the file (an image can be older than its scripts)',
    explain:
      'The files of the image and the volumes are below C:\\C\\<id> (containerd 1.6), below C:\\hpc\\<id> (1.7 and newer without the bind filter), or below C:\\hpc (with it; volumes are then at their mountPath too). A path that is written for one mode does not exist in the others. cmd.exe replaces %CONTAINER_SANDBOX_MOUNT_POINT%, PowerShell replaces $env:CONTAINER_SANDBOX_MOUNT_POINT; a program and a configuration file replace neither.',
    reference: mountGuide,
    checks: ['containerd-version', 'sandbox-mode', 'bind-filter'],
    fix: pathFix,
    weigh: weighContainerPath,
  },
  'token-path': {
    title: 'The token is below the sandbox mount point, and the client looks for it at the root of the drive',
    explain:
      'client-go and other clients look in /var/run/secrets/kubernetes.io/serviceaccount. Only in bind mode (containerd 1.7 and newer with the bind filter) the token is there. In the other modes it is below %CONTAINER_SANDBOX_MOUNT_POINT% only. A path without a drive is on the drive of the working directory.',
    reference: mountGuide,
    checks: ['token-paths', 'token-claims', 'token-client', 'containerd-version', 'sandbox-mode', 'bind-filter'],
    fix: (_, facts) => [
      inManifest(
        'Without a new image: let the pod write a kubeconfig before it starts the client, for which agent.exe stands here.',
        yaml`command: ["powershell.exe", "-Command", ${`${writeKubeconfig.replaceAll('\n', '; ')}; agent.exe`}]`,
      ),
      inManifest('Keep the working directory on C:.', 'workingDir: "%CONTAINER_SANDBOX_MOUNT_POINT%"'),
      ...upgradeSteps(newMode(facts)?.mode ?? null, facts),
      inImage(
        'Or put the lines of that command into the start script of the image, because the mount point differs in each container; with @kubernetes/client-node, call loadFromCluster(process.env.CONTAINER_SANDBOX_MOUNT_POINT) instead.',
      ),
      ...newTag(),
    ],
    weigh: weighToken,
  },
  'kubeconfig-relative': {
    title: 'The kubeconfig names its files without a drive, so clients look for them below its own folder',
    explain:
      'client-go joins a path that is not absolute to the folder of the kubeconfig, and on Windows a path is absolute only with its drive. A kubeconfig that was written for Linux names /var/run/secrets/kubernetes.io/serviceaccount: from C:\\hpc\\etc\\agent.conf that becomes C:\\hpc\\etc\\var\\run\\secrets\\kubernetes.io\\serviceaccount, which no container has.',
    reference: 'https://github.com/kubernetes/client-go/blob/v0.34.0/tools/clientcmd/loader.go',
    fix: (symptom) =>
      verified(podWorks(symptom)[0], 'The client no longer says that it is unable to read a file of the kubeconfig.', [
        inImage(
          'Let the start script write the kubeconfig with whole paths, because the mount point differs in each container, and start the client only after that.',
          writeKubeconfig,
        ),
        ...newTag(),
      ]),
    weigh: weighKubeconfig,
  },
  'token-not-mounted': {
    title: 'The pod has no service account token',
    explain:
      'The kubelet mounts a token unless automountServiceAccountToken is false in the pod or in its service account.',
    reference: kubernetesPage('tasks/configure-pod-container/configure-service-account/'),
    checks: ['token-paths'],
    fix: (symptom) => [
      onCluster(
        'See what the pod and its volumes say.',
        shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.spec.automountServiceAccountToken} {.spec.serviceAccountName} {.spec.volumes}'`,
      ),
      inManifest('Mount the token.', 'automountServiceAccountToken: true'),
    ],
    weigh: ({ message: { hasToken } }) =>
      hasToken === undefined ? possible : weighing(hasToken ? 'ruled-out' : 'confirmed', mountsToken(hasToken)),
  },
  'token-access': {
    title: 'The account of this container is not allowed to read the token',
    explain:
      'By default every user of the node can read the token files. Hardened nodes remove that right below C:\\var\\lib\\kubelet, and the kubelet does not grant it to the user of the container.',
    reference: kubernetesPage('concepts/storage/projected-volumes/#windows'),
    checks: ['token-paths', 'agent-account'],
    fix: ({ user }) => [
      runAsSystem('Run the pod as SYSTEM, if it may have that right.'),
      ...grantTokenRead(user?.runAs.text || '<account>', null),
    ],
    weigh: (_, { token }) => {
      const refused = token?.paths.find((path) => isDenied(path.token));
      return refused === undefined
        ? possible
        : weighing('confirmed', evidence(refused.directory, 'access denied to hostprobe too'));
    },
  },
  'node-kubeconfig': {
    title: 'The program uses the kubeconfig of the node',
    explain:
      'A HostProcess container inherits the variables of the node, and clients prefer KUBECONFIG to the token of the pod: they act as system:node:<name>, which has only the rights that the kubelet needs.',
    reference: 'https://github.com/projectcalico/calico/issues/7445',
    fix: (symptom) => [
      seeVariables(symptom, 'See which kubeconfig the container has.', 'KUBECONFIG'),
      inImage(
        'Let the start script remove it, or write one with the token of the pod: the shim drops an empty value in the manifest.',
        'Remove-Item Env:KUBECONFIG',
      ),
      ...newTag(),
    ],
  },
  'kubeconfig-ignored': {
    title: 'The program found the token of its pod, and ignored the kubeconfig that it was given',
    explain:
      'From containerd 1.7 on, with the bind filter, the token is at its usual path. A program that tries the in-cluster configuration first then uses the address of the service, also where it was given a kubeconfig because that address needs a pod network that is not there yet. With containerd 1.6 the same program found no token and took the kubeconfig.',
    reference: 'https://github.com/kubernetes-sigs/sig-windows-tools/issues/347',
    checks: ['token-client', 'sandbox-mode'],
    fix: () => [
      inManifest(
        'If the program needs nothing but its kubeconfig, mount no token.',
        'automountServiceAccountToken: false',
      ),
      inImage(
        'Or let its start script remove the variable, without which no client is in a cluster.',
        'Remove-Item Env:KUBERNETES_SERVICE_HOST',
      ),
      ...newTag(),
    ],
    weigh: (symptom, facts) =>
      symptom.message.hasToken === false ? withoutToken : onlyBound('possible', () => possible)(symptom, facts),
  },
  'service-environment': {
    title: 'The environment of the program does not name the API server',
    explain:
      'The kubelet sets KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT for every container. A program that a script or a service of the node starts with another environment does not have them.',
    reference: discovery,
    checks: ['api-server'],
    fix: (symptom) => [
      seeVariables(symptom, 'See whether the container has the variables.', 'KUBERNETES_SERVICE'),
      inManifest('If the program runs in the pod, start it from the command of the container.'),
      inManifest('If it runs on the node, give it a kubeconfig with the address of the API server.'),
    ],
    weigh: (symptom, { network }) => {
      if (network === undefined) return weighText(symptom);
      const { host } = network.apiServer;
      return weighing('possible', evidence('KUBERNETES_SERVICE_HOST of hostprobe', host ?? 'not set'));
    },
  },
  'service-address': {
    title: 'Services of the cluster are not reachable from the network of the node',
    explain:
      'HostProcess containers use the network and the name servers of the node. Cluster IPs need kube-proxy on the node, and names such as kubernetes.default.svc need the cluster DNS, which the name servers of the node do not know.',
    reference: discovery,
    checks: ['api-server', 'cluster-dns', 'host-network'],
    fix: ({ match: { captured } }, facts) =>
      compact(
        onCluster('See whether kube-proxy runs as a pod of this node.', podsOfNode(nodeName(facts))),
        onNode(
          'If not, see whether it runs as a service.',
          'Get-Service kube-proxy, kubeproxy -ErrorAction SilentlyContinue',
        ),
        onNode(
          'See whether it has made load balancers: if Count is 0, no cluster IP works.',
          'Get-HnsPolicyList | Measure-Object',
        ),
        restartProxy(facts),
        (captured.name === undefined || captured.name.startsWith('kubernetes')) &&
          inManifest(
            'Until kube-proxy works, use the address of the API server of the cluster instead of its service name; the kubelet sets the port to that of the service, so set both.',
            'env:\n- name: KUBERNETES_SERVICE_HOST\n  value: "<address of the API server>"\n- name: KUBERNETES_SERVICE_PORT\n  value: "<port of the API server>"',
          ),
        inManifest(
          'For other services, use their cluster IP, as the kubelet sets it in <NAME>_SERVICE_HOST: no dnsPolicy gives a HostProcess pod the DNS of the cluster.',
        ),
        onNode(
          'If names are needed, let the node ask the DNS of the cluster for them; <address> is the cluster IP of its service.',
          'Add-DnsClientNrptRule -Namespace .cluster.local -NameServers <address>',
          'All programs of the node then ask it for these names.',
        ),
      ),
    weigh: weighService,
  },
};

/** Shows the variables of the container that begin so. */
const seeVariables = (symptom: Symptom, say: string, name: string): Step =>
  onCluster(say, shell`kubectl exec ${podArguments(symptom)} -- cmd /c set ${name}`);

/** PowerShell. A kubeconfig may be JSON, which is YAML too. */
const writeKubeconfig = lines(
  shell`$folder = $env:CONTAINER_SANDBOX_MOUNT_POINT + '/var/run/secrets/kubernetes.io/serviceaccount'`,
  shell`$server = 'https://' + $env:KUBERNETES_SERVICE_HOST + ':' + $env:KUBERNETES_SERVICE_PORT`,
  shell`$clusters = @(@{ name = 'pod'; cluster = @{ server = $server; 'certificate-authority' = $folder + '/ca.crt' } })`,
  shell`$users = @(@{ name = 'pod'; user = @{ tokenFile = $folder + '/token' } })`,
  shell`$contexts = @(@{ name = 'pod'; context = @{ cluster = 'pod'; user = 'pod' } })`,
  shell`$config = @{ apiVersion = 'v1'; kind = 'Config'; 'current-context' = 'pod'; clusters = $clusters; users = $users; contexts = $contexts }`,
  shell`ConvertTo-Json -Depth 5 $config | Set-Content kubeconfig.json`,
  shell`$env:KUBECONFIG = (Get-Item kubeconfig.json).FullName`,
);

function upgradeSteps(mode: Mode | null, facts: KnownFacts): Step[] {
  const node = nodeName(facts);
  if (mode === 'volume')
    return upgradeContainerd(
      facts,
      node,
      'Or upgrade containerd to 1.7 or newer: the usual path then works, if Windows has bindfltapi.dll',
    );
  if (mode !== 'fallback') return [];
  return updateWindows(
    facts,
    node,
    ': on Windows Server 2019 those from July 2022 on contain bindfltapi.dll, with which the usual path works',
    'Or get the bind filter',
  );
}

/** The path if the shim replaces the variable. A kubeconfig contains its paths itself. */
function withVariable({ match: { signature, captured } }: Symptom, below: string): Step[] {
  if (signature.id === 'kubeconfig-file') return [];
  const say =
    'Write the path with the variable, which is right in every mode: in command, args and workingDir the shim replaces it, spelled exactly so.';
  const path = `%CONTAINER_SANDBOX_MOUNT_POINT%\\${below}`;
  return [
    inManifest(
      say,
      captured.command === undefined || isName(captured.command) ? yaml`args: [${path}]` : yaml`command: [${path}]`,
    ),
  ];
}

/** A Unix socket is not a file of a volume: it cannot be mounted, and a program opens it at its path on the host. */
function socketFix(path: string, facts: KnownFacts): Step[] {
  const onHost = withDrive(path);
  const isOfKubelet = /^C:\\var\\lib\\kubelet\\/i.test(onHost);
  return [
    onNode(
      'See whether the node has the folder of the socket, and the socket in it.',
      shell`Get-ChildItem -Force -LiteralPath ${onHost.replace(/\\[^\\]*$/, '')}`,
    ),
    isOfKubelet
      ? inManifest('Write its path as the host has it, with its drive.', yaml`args: [${onHost}]`)
      : inManifest(
          'If the socket is in a volume of the pod, name it by the path of the node, with its drive: the hostPath of the volume, not its mountPath.',
        ),
    onCluster('See whether the pod that makes the socket runs on this node.', podsOfNode(nodeName(facts))),
  ];
}

/** A path as Windows writes it; without a drive it is on the drive of the working directory, mostly C:. */
const withDrive = (path: string): string => {
  const windows = path.replaceAll('/', '\\');
  return windows.startsWith('\\') ? `C:${windows}` : windows;
};

const shareFix = (path: string): Step[] => [
  onNode('See whether the node reaches the share.', shell`Test-Path -LiteralPath ${path}`),
  inManifest(
    'If it does, run the pod as an account that the share lets in: SYSTEM is the computer account of the node there, and local accounts are nobody.',
  ),
];

function pathFix(symptom: Symptom, facts: KnownFacts): Step[] {
  const { signature } = symptom.match;
  const path = pathOf(symptom);
  if (path !== undefined && signature.id.startsWith('unix-socket')) return socketFix(path, facts);
  if (path !== undefined && /^\\\\[^?.]/.test(path)) return shareFix(path);
  const below = (path === undefined || isName(path) ? '' : belowRoot(path)) || 'agent.yaml';
  const mode = newMode(facts)?.mode;
  const root = mode === undefined ? null : rootIn(mode);
  return compact(
    root !== null &&
      (mode === 'bind'
        ? onCluster(
            'While the container runs, see whether the file is below its root, which in the mode of this node only the container sees.',
            shell`kubectl exec ${podArguments(symptom)} -- cmd.exe /c dir ${`${root}\\${below}`}`,
          )
        : onNode(
            'See whether the file is below the root of the container in the mode of this node.',
            shell`Get-ChildItem -LiteralPath ${`${root}\\${below}`}`,
          )),
    (path === undefined || !hasContainerId(path)) && withVariable(symptom, below),
    inManifest(
      'In a PowerShell script join the path to $env:CONTAINER_SANDBOX_MOUNT_POINT, and in a configuration file write the path of the mode of the node.',
    ),
    onCluster(
      'If the path is right, see which volumes the container mounts, and mount the one that holds the file.',
      shell`kubectl get pod ${podArguments(symptom)} -o jsonpath='{.spec.containers[*].volumeMounts}'`,
    ),
  );
}

function weighContainerPath(symptom: Symptom, facts: KnownFacts): Weighing {
  const path = pathOf(symptom);
  const written = symptom.match.captured.mode;
  const seen = path === undefined ? [] : [evidence('path', path)];
  const { script = '' } = symptom.message;
  // A file that is missing may still be in no image and no volume.
  if (symptom.match.signature.id === 'container-path-denied' && script.includes(podVariables.sandboxMountPoint)) {
    return weighing('ruled-out', ...seen, evidence('the script takes the mount point from its variable', script));
  }
  if (symptom.match.signature.id === 'kubeconfig-file' && path !== undefined && isJoined(path)) {
    return weighing('ruled-out', evidence('client-go joined it to the folder of the kubeconfig', path));
  }
  if (written === 'any') return weighing('possible', ...seen, evidence('variable', 'not expanded'));
  if (written !== undefined) seen.push(evidence('the path is written for', showMode(written as Mode)));
  const mode = newMode(facts);
  if (mode === null) return weighing('possible', ...seen);
  const real =
    path === undefined ? [] : [evidence('in the mode of this node it is', `${rootIn(mode.mode)}\\${belowRoot(path)}`)];
  return weighing(
    written !== undefined && written !== mode.mode ? 'confirmed' : 'possible',
    ...seen,
    mode.evidence,
    ...real,
  );
}

function weighToken(symptom: Symptom, facts: KnownFacts): Weighing {
  if (symptom.message.hasToken === false) return withoutToken;
  const mode = newMode(facts);
  const path = pathOf(symptom);
  const seen = path === undefined ? [] : [evidence('looked for', path)];
  if (mode === null) return weighing('possible', ...seen);
  seen.push(mode.evidence);
  // Without a path in the text the client may have failed for any reason.
  if (path === undefined) return weighing(mode.mode === 'bind' ? 'possible' : 'likely', ...seen);
  const written = symptom.match.captured.mode;
  return weighing(written === undefined || written === mode.mode ? 'possible' : 'confirmed', ...seen);
}

/** Whether there is a folder between the root of the container and the place where the kubelet mounts the token. */
const isJoined = (path: string): boolean => belowRoot(path).indexOf('var\\run\\secrets\\') > 0;

function weighKubeconfig(symptom: Symptom): Weighing {
  const path = pathOf(symptom) ?? '';
  const isMountPath = belowRoot(path).startsWith('var\\run\\secrets\\');
  return weighing(isMountPath ? 'ruled-out' : 'possible', evidence('looked for', path));
}

function weighService(symptom: Symptom, { network }: KnownFacts): Weighing {
  if (network === undefined) return weighText(symptom);
  const { answer } = network.apiServer;
  const status = ifKnown(answer)?.status;
  const said = answer.ok
    ? status === undefined
      ? 'connection refused'
      : `answers with ${status}`
    : answer.error.message;
  return weighing(status === undefined ? 'likely' : 'possible', evidence('the API server, asked by hostprobe', said));
}

/** rke2 starts kube-proxy as a process of its own. Source: github.com/rancher/rke2/issues/5283 */
function restartProxy({ services }: KnownFacts): Step {
  const owner = services && restartOwner(services);
  return owner
    ? begun('If there are none and kube-proxy is no pod,', owner)
    : onNode(
        'If there are none, restart kube-proxy: delete its pod, or restart its service, which is kube-proxy or kubeproxy, or rke2 where that starts it.',
        'Get-Service kube-proxy, kubeproxy -ErrorAction SilentlyContinue | Restart-Service -Force',
        'New connections to services wait for some seconds.',
      );
}
