/** What API servers of these versions answer; `words` null: they accept it. */
export interface Answers {
  from: number;
  to: number;
  words: string | null;
}

/** A change of a HostProcess pod, and what each version of Kubernetes, 1.25 to 1.36, answers; what is left out no source tells. */
export interface Change {
  id: string;
  /** Laid over the spec. */
  spec: Record<string, unknown>;
  /** Laid over its container. */
  container?: Record<string, unknown>;
  /** What the namespace enforces. */
  level?: 'baseline';
  answers: readonly Answers[];
  /** Paths of kubernetes/kubernetes, unless another repository is named; the tag is that of each version. */
  source: string;
}

export const [oldest, newest] = [25, 36] as const;

const always = (words: string | null): readonly Answers[] => [{ from: oldest, to: newest, words }];

/** Before the first version that has the field it is unknown, which strict validation refuses. */
const unknownBefore = (first: number, field: string, ...later: Answers[]): readonly Answers[] => [
  { from: oldest, to: first - 1, words: `unknown field "${field}"` },
  ...later,
];
const since = (from: number, words: string | null): Answers => ({ from, to: newest, words });

const types = 'kubernetes/api core/v1/types.go (v0.25.0 to v0.36.0)';
const validation = 'pkg/apis/core/validation/validation.go';
const recorded = 'admission-v1.34.2.jsonl';
const gate = (name: string, stages: string) => `pkg/features/kube_features.go ${name} (${stages})`;
const windows = { name: 'windows' };

export const changes: readonly Change[] = [
  {
    id: 'as it is',
    spec: {},
    answers: always(null),
    source: `${validation} validateWindowsHostProcessPod; ${recorded}`,
  },
  {
    id: 'no hostNetwork',
    spec: { hostNetwork: false },
    answers: always(
      'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
    ),
    source: `${validation} validateWindowsHostProcessPod; ${recorded}`,
  },
  {
    id: 'another host port',
    spec: {},
    container: { ports: [{ containerPort: 80, hostPort: 81 }] },
    answers: [
      {
        from: oldest,
        to: 27,
        words:
          'spec.containers[0].ports[0].containerPort: Invalid value: 80: must match `hostPort` when `hostNetwork` is true',
      },
      since(
        28,
        'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
      ),
    ],
    source: `${validation} checkHostPortConflicts, validateHostNetwork; ${gate('DefaultHostNetworkHostPortsInPodTemplates', 'deprecated 1.28, gone 1.31')}; ${recorded}`,
  },
  {
    id: 'an unknown os',
    spec: { os: { name: 'Windows' } },
    answers: always('spec.os: Unsupported value: "Windows"'),
    source: `${validation} validateOS; ${recorded}`,
  },
  {
    id: 'os without a name',
    spec: { os: {} },
    answers: always('spec.os.name: Required value'),
    source: `${validation} validateOS; ${recorded}`,
  },
  {
    id: 'windows options of a linux pod',
    spec: { os: { name: 'linux' } },
    answers: always('spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod'),
    source: `${validation} validateLinux; ${recorded}`,
  },
  {
    id: 'hostUsers: false',
    spec: { hostUsers: false },
    answers: [
      { from: oldest, to: 32, words: null },
      since(33, 'spec.hostNetwork: Forbidden: when `hostUsers` is false'),
    ],
    source: `${validation} validateHostUsers; ${gate('UserNamespacesSupport', 'alpha 1.25, beta 1.30 off, 1.33 on')}; ${recorded}`,
  },
  {
    id: 'resources of a windows pod',
    spec: { os: windows, resources: { limits: { cpu: '1', memory: '1Gi' } } },
    answers: unknownBefore(
      32,
      'spec.resources',
      { from: 32, to: 33, words: null },
      since(34, 'spec.resources: Forbidden: may not be set for a windows pod'),
    ),
    source: `${types}; ${validation} validatePodResources; ${gate('PodLevelResources', 'alpha 1.32, beta 1.34')}`,
  },
  {
    id: 'hostnameOverride',
    spec: { hostnameOverride: 'a.example.com' },
    answers: unknownBefore(
      34,
      'spec.hostnameOverride',
      { from: 34, to: 34, words: null },
      since(35, 'spec.hostnameOverride'),
    ),
    source: `${types}, which says that hostNetwork must be false; ${gate('HostnameOverride', 'alpha 1.34, beta 1.35')}; ${recorded}`,
  },
  {
    id: 'a sidecar',
    spec: { initContainers: [{ name: 'i', image: 'r/i:1', command: ['a.exe'], restartPolicy: 'Always' }] },
    answers: unknownBefore(28, 'spec.initContainers[0].restartPolicy', since(28, null)),
    source: `${types}; ${gate('SidecarContainers', 'alpha 1.28, beta 1.29')}; ${recorded}`,
  },
  {
    id: 'an image volume',
    spec: { volumes: [{ name: 'v', image: { reference: 'r/v:1' } }] },
    answers: unknownBefore(31, 'spec.volumes[0].image', since(33, null)),
    source: `${types}; ${gate('ImageVolume', 'alpha 1.31, beta 1.33')}; ${recorded}`,
  },
  {
    id: 'a resize policy',
    spec: {},
    container: { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] },
    answers: unknownBefore(27, 'spec.containers[0].resizePolicy', since(27, null)),
    source: types,
  },
  {
    id: 'a stop signal',
    spec: { os: windows },
    container: { lifecycle: { stopSignal: 'SIGTERM' } },
    answers: unknownBefore(33, 'spec.containers[0].lifecycle.stopSignal'),
    source: `${types}; ${gate('ContainerStopSignals', 'alpha 1.33')}`,
  },
  {
    id: 'an AppArmor profile of a windows pod',
    spec: { os: windows },
    container: { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } },
    answers: unknownBefore(
      30,
      'spec.containers[0].securityContext.appArmorProfile',
      since(30, 'spec.containers[0].securityContext.appArmorProfile: Forbidden: cannot be set for a windows pod'),
    ),
    source: `${types}; ${validation} validateWindows; ${gate('AppArmorFields', 'beta 1.30')}; ${recorded}`,
  },
  {
    id: 'recursive read-only mounts',
    spec: { volumes: [{ name: 'v', hostPath: { path: 'C:\\v' } }] },
    container: { volumeMounts: [{ name: 'v', mountPath: 'C:\\v', readOnly: true, recursiveReadOnly: 'Disabled' }] },
    answers: unknownBefore(30, 'spec.containers[0].volumeMounts[0].recursiveReadOnly'),
    source: types,
  },
  {
    id: 'a pause before the stop',
    spec: {},
    container: { lifecycle: { preStop: { sleep: { seconds: 5 } } } },
    answers: unknownBefore(29, 'spec.containers[0].lifecycle.preStop.sleep', since(30, null)),
    source: `${types}; ${gate('PodLifecycleSleepAction', 'alpha 1.29, beta 1.30')}`,
  },
  {
    id: 'a projected cluster trust bundle',
    spec: { volumes: [{ name: 'v', projected: { sources: [{ clusterTrustBundle: { name: 'a', path: 'ca.crt' } }] } }] },
    answers: unknownBefore(29, 'spec.volumes[0].projected.sources[0].clusterTrustBundle'),
    source: types,
  },
  {
    id: 'a variable from a file',
    spec: {},
    container: { env: [{ name: 'A', valueFrom: { fileKeyRef: { path: 'a', volumeName: 'v', key: 'K' } } }] },
    answers: unknownBefore(34, 'spec.containers[0].env[0].valueFrom.fileKeyRef'),
    source: types,
  },
  {
    id: 'rules for a restart',
    spec: {},
    container: { restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }] },
    answers: unknownBefore(34, 'spec.containers[0].restartPolicyRules'),
    source: types,
  },
  {
    id: 'resource claims',
    spec: { resourceClaims: [{ name: 'a' }] },
    container: { resources: { claims: [{ name: 'a' }] } },
    answers: unknownBefore(26, 'spec.resourceClaims'),
    source: types,
  },
  {
    id: 'a restart policy of a container',
    spec: {},
    container: { restartPolicy: 'Always' },
    answers: unknownBefore(28, 'spec.containers[0].restartPolicy'),
    source: types,
  },
  {
    id: 'keys of labels in an affinity',
    spec: {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: {}, matchLabelKeys: ['a'] },
          ],
        },
      },
    },
    answers: unknownBefore(
      29,
      'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys',
    ),
    source: types,
  },
  {
    id: 'a projected pod certificate',
    spec: {
      volumes: [{ name: 'v', projected: { sources: [{ podCertificate: { signerName: 'a/b', keyType: 'ED25519' } }] } }],
    },
    answers: unknownBefore(34, 'spec.volumes[0].projected.sources[0].podCertificate'),
    source: types,
  },
  {
    id: 'a workload',
    spec: { workloadRef: { name: 'a', podGroup: 'b' } },
    answers: unknownBefore(35, 'spec.workloadRef', since(36, 'unknown field "spec.workloadRef"')),
    source: `${types}: v0.36.0 has schedulingGroup in its place`,
  },
  {
    id: 'a scheduling group',
    spec: { schedulingGroup: { podGroupName: 'a' } },
    answers: unknownBefore(36, 'spec.schedulingGroup'),
    source: types,
  },
  {
    id: 'ephemeral containers',
    spec: { ephemeralContainers: [{ name: 'debug', image: 'r/debug:1' }] },
    answers: always('spec.ephemeralContainers: Forbidden: cannot be set on create'),
    source: `${validation} ValidatePodCreate`,
  },
  {
    id: 'scheduling gates',
    spec: { schedulingGates: [{ name: 'a' }] },
    answers: unknownBefore(26, 'spec.schedulingGates', since(26, null)),
    source: types,
  },
  ...(['supplementalGroupsPolicy', 'seLinuxChangePolicy'] as const).map(
    (field): Change => ({
      id: `${field} of a windows pod`,
      spec: { os: windows, securityContext: { [field]: field === 'supplementalGroupsPolicy' ? 'Merge' : 'Recursive' } },
      answers: unknownBefore(
        field === 'supplementalGroupsPolicy' ? 31 : 32,
        `spec.securityContext.${field}`,
        since(34, `spec.securityContext.${field}: Forbidden: cannot be set for a windows pod`),
      ),
      source: `${types}; ${validation} validateWindows; ${recorded}`,
    }),
  ),
  {
    id: 'a namespace that enforces baseline',
    spec: {},
    level: 'baseline',
    answers: always(
      'violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ),
    source: `kubernetes/pod-security-admission policy/check_windowsHostProcess.go, check_hostNamespaces.go (v0.25.0 to v0.36.0); ${recorded}`,
  },
  {
    id: 'a probe of another host where baseline is enforced',
    spec: {},
    container: { livenessProbe: { httpGet: { host: '10.0.0.1', port: 80 } } },
    level: 'baseline',
    answers: [since(34, 'probe or lifecycle host')],
    source: 'kubernetes/pod-security-admission policy/check_hostProbesAndhostLifecycle.go (v0.34.0; not in v0.33.0)',
  },
];

const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };

/** A HostProcess pod that every version accepts, with a change, and its namespace. */
export function manifestOf({ spec, container, level = undefined }: Change): string {
  const labels = { 'pod-security.kubernetes.io/enforce': level ?? 'privileged' };
  const { securityContext, ...rest } = spec;
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tools', labels } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'tools' },
      spec: {
        hostNetwork: true,
        nodeSelector: { 'kubernetes.io/os': 'windows' },
        securityContext: { windowsOptions, ...(typeof securityContext === 'object' ? securityContext : {}) },
        containers: [{ name: 'a', image: 'r/a:1', command: ['agent.exe'], ...container }],
        ...rest,
      },
    },
  ];
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}
