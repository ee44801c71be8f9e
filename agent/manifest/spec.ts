import {
  type FieldShape,
  filledField,
  flagField,
  listField,
  mapField,
  textField,
  textsField,
  type ValueOf,
  valuesField,
  wholeField,
  wordsField,
} from './shape.ts';

/**
 * The parts of a pod that rules and predictions read. Everything may be missing, and what is not named here stays as it
 * is. Source: k8s.io/api/core/v1 types.go.
 */
const windowsOptions = mapField({
  hostProcess: flagField,
  runAsUserName: textField,
  gmsaCredentialSpec: textField,
  gmsaCredentialSpecName: textField,
});
const some = mapField({}).optional;
const aimed = mapField({ host: textField }).optional;
const handler = mapField({
  exec: mapField({ command: wordsField }).optional,
  httpGet: aimed,
  tcpSocket: aimed,
});
export type Handler = ValueOf<typeof handler>;

const container = mapField({
  name: filledField,
  image: textField,
  command: wordsField,
  args: wordsField,
  workingDir: textField,
  env: listField(
    mapField({
      name: filledField,
      value: textField,
      valueFrom: some,
    }),
  ),
  ports: listField(
    mapField({
      name: textField,
      containerPort: wholeField,
      hostPort: wholeField,
      hostIP: textField,
      protocol: textField,
    }),
  ),
  // A quantity is a number or a text such as 500m.
  resources: mapField({ requests: valuesField, limits: valuesField }).optional,
  volumeMounts: listField(
    mapField({
      name: filledField,
      mountPath: filledField,
      subPath: textField,
      subPathExpr: textField,
      readOnly: flagField,
    }),
  ),
  securityContext: mapField({ windowsOptions: windowsOptions.optional, runAsNonRoot: flagField }).optional,
  livenessProbe: handler.optional,
  readinessProbe: handler.optional,
  startupProbe: handler.optional,
  lifecycle: mapField({ preStop: handler.optional, postStart: handler.optional }).optional,
});
export type Container = ValueOf<typeof container>;

const volume = mapField({
  name: filledField,
  hostPath: mapField({ path: filledField, type: textField }).optional,
  projected: mapField({ sources: listField(mapField({})) }).optional,
});

const nodeTerm = mapField({ key: filledField, operator: textField, values: wordsField });
export type NodeTerm = ValueOf<typeof nodeTerm>;
const besidePods = mapField({ requiredDuringSchedulingIgnoredDuringExecution: listField(mapField({})) }).optional;
const affinity = mapField({
  nodeAffinity: mapField({
    requiredDuringSchedulingIgnoredDuringExecution: mapField({
      nodeSelectorTerms: listField(
        mapField({ matchExpressions: listField(nodeTerm), matchFields: listField(nodeTerm) }),
      ),
    }).optional,
  }).optional,
  podAffinity: besidePods,
  podAntiAffinity: besidePods,
});

export const podSpec = mapField({
  containers: listField(container),
  initContainers: listField(container),
  ephemeralContainers: listField(container),
  volumes: listField(volume),
  securityContext: mapField({ windowsOptions: windowsOptions.optional, runAsNonRoot: flagField }).optional,
  hostNetwork: flagField,
  hostPID: flagField,
  hostIPC: flagField,
  hostUsers: flagField,
  shareProcessNamespace: flagField,
  hostnameOverride: textField,
  dnsPolicy: textField,
  tolerations: listField(mapField({ key: textField, operator: textField, value: textField, effect: textField })),
  affinity: affinity.optional,
  os: mapField({ name: textField }).optional,
  nodeName: textField,
  nodeSelector: textsField,
  serviceAccountName: textField,
  automountServiceAccountToken: flagField,
  terminationGracePeriodSeconds: wholeField,
});
export type PodSpec = ValueOf<typeof podSpec>;

/**
 * Reads a value by a shape in which everything may be missing, as it is where a field has a value of the wrong type. null
 * counts as missing, as in the API server.
 */
export const readLenient = <Value>(shape: FieldShape<Value>, value: unknown): Value =>
  shape.read((hasNull(value) ? withoutNull(value) : value) ?? undefined) ?? shape.missing();

const hasNull = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.values(value).some(hasNull));

/** A copy without fields that are null. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  for (const field of kept) field[1] = withoutNull(field[1]);
  return Object.fromEntries(kept);
}
