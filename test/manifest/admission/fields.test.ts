import { expect, test } from 'vitest';
import { fieldFaults } from '../../../agent/manifest/admission/fields.ts';

/** What is said of a pod with these fields, by the path. */
const said = (spec: object) =>
  new Map(
    fieldFaults(
      {
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'a', image: 'r/a:1' }], ...spec },
      },
      { kind: 'Pod', template: [], kubernetes: 34 },
    ).map(({ path, message, severity }) => [path.join('.'), `${severity} ${message}`]),
  );

// Source: pkg/api/node/util.go, deprecatedNodeLabels, at v1.34.1.
test.each([
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
])('%s is an old label, wherever a node or a domain is chosen by it', (label, now) => {
  const terms = [{ matchExpressions: [{ key: label, operator: 'Exists' }] }];
  const heard = [
    ...said({
      nodeSelector: { [label]: 'x' },
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
      topologySpreadConstraints: [
        { topologyKey: label, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} },
      ],
    }).values(),
  ];
  expect(heard).toHaveLength(3);
  for (const one of heard) {
    expect(one.startsWith('info ')).toBe(true);
    expect(one.endsWith(`${label} is deprecated; use ${now}`)).toBe(true);
  }
  expect([...said({ nodeSelector: { [now]: 'x' } }).values()]).toEqual([]);
});

// An int32 has 31 bits beside its sign; what another value is said to be has 80 characters at most.
test('a number has the range of its type, and what is none is quoted', () => {
  for (const [priority, isTaken] of [
    [2 ** 31 - 1, true],
    [2 ** 31, false],
    [1.5, false],
  ] as const) {
    const fault = said({ priority }).get('spec.priority');
    expect(fault?.includes('must be a whole number') ?? false).toBe(!isTaken);
  }
  expect(said({ priority: 'x'.repeat(200) }).get('spec.priority')).toContain(`but is the text "${'x'.repeat(80)}"`);
});

// Source: ValidatePodSpec and validateSysctls of pkg/apis/core/validation; the name of an operating system is a rule's.
test('what the types ask for and the API server does not insist on is not missing', () => {
  const sysctls = [{ name: 'kernel.shm_rmid_forced' }];
  expect([...said({ os: {}, securityContext: { sysctls } }).keys()]).toEqual([]);
});
