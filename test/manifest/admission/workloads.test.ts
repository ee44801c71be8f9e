import { describe, expect, test } from 'vitest';
import { fieldFaults } from '../../../agent/manifest/admission/fields.ts';
import { scheduleFaults } from '../../../agent/manifest/admission/workloads.ts';
import { workloadOf } from '../../../agent/manifest/documents.ts';
import { falseIn, read } from '../../lint/claims.ts';

const containers = [{ name: 'a', image: 'r/a:1' }];

/** Where a workload of this kind is refused; `spec` is laid over one that is right. */
function of(kind: string, spec: object, kubernetes = 36): string[] {
  const workload = workloadOf(kind, '');
  if (workload === null) throw new Error(`${kind} is no workload`);
  const template = { metadata: { labels: { app: 'a', tier: 'b' } }, spec: { containers } };
  const value = { kind, metadata: { name: 'a' }, spec: { selector: { matchLabels: { app: 'a' } }, template, ...spec } };
  const judge = (object: object) =>
    fieldFaults(object, { kind, kubernetes, template: workload.template }).filter(
      ({ severity }) => severity === 'error',
    );
  const faults = judge(value);
  const said = (object: object) => judge(object).flatMap(({ message }) => read(message));
  for (const one of said(value)) expect(falseIn(value, one, said)).toEqual([]);
  return faults.map(({ path }) => path.join('.'));
}

const selecting = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];
const differs = ['spec.template.metadata.labels'];
const expression = (key: string, operator: string, ...values: string[]) => ({
  selector: { matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }] },
});

describe('the selector of a workload', () => {
  test.each(selecting)('matches the labels of the pods of a %s', (kind) => {
    expect(of(kind, {})).toEqual([]);
    expect(of(kind, { template: { metadata: { labels: { tier: 'b', app: 'x' } }, spec: { containers } } })).toEqual(
      differs,
    );
    expect(of(kind, { template: { spec: { containers } } })).toEqual(differs);
    for (const selector of [null, {}, { matchLabels: {} }]) expect(of(kind, { selector })).toEqual(['spec.selector']);
  });

  test.each([
    ['app', 'In', 'x', 'a'],
    ['app', 'NotIn', 'x'],
    ['other', 'NotIn', 'x'],
    ['app', 'Exists'],
    ['other', 'DoesNotExist'],
  ])('may have the expression %s %s', (key, operator, ...values) => {
    expect(of('DaemonSet', expression(key, operator, ...values))).toEqual([]);
  });

  test.each([
    ['app', 'In', 'x'],
    ['other', 'In', 'x'],
    ['app', 'NotIn', 'a'],
    ['other', 'Exists'],
    ['app', 'DoesNotExist'],
  ])('does not match by the expression %s %s', (key, operator, ...values) => {
    expect(of('DaemonSet', expression(key, operator, ...values))).toEqual(differs);
  });

  test('takes no value for an empty one, as the API server reads it', () => {
    const template = { metadata: { labels: { app: '' } }, spec: { containers } };
    expect(of('DaemonSet', { selector: { matchLabels: { app: null } }, template })).toEqual([]);
  });

  test('has expressions of the right form', () => {
    const at = 'spec.selector.matchExpressions.0';
    expect(of('Deployment', expression('app', 'In'))).toContain(`${at}.values`);
    expect(of('Deployment', expression('app', 'Exists', 'a'))).toEqual([`${at}.values`]);
    expect(of('Deployment', expression('app', 'is', 'a'))).toContain(`${at}.operator`);
  });
});

test.each([...selecting, 'ReplicationController'])(
  'the pods of a %s restart always, and their number is one',
  (kind) => {
    const selector = kind === 'ReplicationController' ? { app: 'a' } : { matchLabels: { app: 'a' } };
    const template = (spec: object) => ({
      selector,
      template: { metadata: { labels: { app: 'a' } }, spec: { containers, ...spec } },
    });
    for (const restartPolicy of [undefined, 'Always']) expect(of(kind, template({ restartPolicy }))).toEqual([]);
    expect(of(kind, template({ restartPolicy: 'Never' }))).toEqual(['spec.template.spec.restartPolicy']);
    expect(of(kind, template({ activeDeadlineSeconds: 5 }))).toEqual(['spec.template.spec.activeDeadlineSeconds']);
    expect(of(kind, { selector, minReadySeconds: -1 })).toEqual(['spec.minReadySeconds']);
    if (kind !== 'DaemonSet') expect(of(kind, { selector, replicas: -1 })).toEqual(['spec.replicas']);
  },
);

// Source: pkg/apis/apps/validation/validation_test.go, TestValidateDaemonSetUpdateStrategy and those beside it.
describe('an update', () => {
  const update = (kind: string, rollingUpdate: object, type = 'RollingUpdate') =>
    of(kind, { [kind === 'Deployment' ? 'strategy' : 'updateStrategy']: { type, rollingUpdate } });

  test('of a DaemonSet adds pods or takes them away, not both', () => {
    for (const right of [{}, { maxUnavailable: 2 }, { maxUnavailable: '10%' }, { maxUnavailable: 0, maxSurge: 1 }])
      expect(update('DaemonSet', right)).toEqual([]);
    for (const wrong of [
      { maxSurge: 1 },
      { maxSurge: 1, maxUnavailable: 1 },
      { maxUnavailable: 0 },
      { maxUnavailable: '150%' },
    ])
      expect(update('DaemonSet', wrong), JSON.stringify(wrong)).toHaveLength(1);
    expect(update('DaemonSet', { maxSurge: 1 }, 'OnDelete')).toEqual([]);
  });

  test('of a StatefulSet takes pods away, some of them or all', () => {
    for (const right of [{}, { partition: 2 }]) expect(update('StatefulSet', right)).toEqual([]);
    expect(of('StatefulSet', { updateStrategy: { type: 'OnDelete' } })).toEqual([]);
    const at = 'spec.updateStrategy.rollingUpdate';
    expect(update('StatefulSet', { partition: -1 })).toEqual([`${at}.partition`]);
    for (const maxUnavailable of [0, '0%', '101%', 'x'])
      expect(update('StatefulSet', { maxUnavailable })).toEqual([`${at}.maxUnavailable`]);
    expect(update('StatefulSet', { partition: 1 }, 'OnDelete')).toEqual([at]);
  });

  test('of a Deployment moves something', () => {
    for (const right of [{}, { maxSurge: 0, maxUnavailable: 1 }, { maxSurge: '200%' }, { maxUnavailable: '100%' }])
      expect(update('Deployment', right)).toEqual([]);
    for (const wrong of [
      { maxSurge: 0, maxUnavailable: 0 },
      { maxUnavailable: '101%' },
      { maxSurge: 'x' },
      { maxSurge: '10' },
      { maxSurge: '10%%' },
      { maxSurge: '-10%' },
      { maxSurge: '1.5%' },
      { maxUnavailable: -1 },
    ])
      expect(update('Deployment', wrong), JSON.stringify(wrong)).toHaveLength(1);
    expect(update('Deployment', {}, 'Recreate')).toEqual(['spec.strategy.rollingUpdate']);
  });
});

const failing = (rule: object, codes: object = {}) => ({
  action: 'FailJob',
  onExitCodes: { operator: 'In', values: [1], ...codes },
  ...rule,
});

describe('a job', () => {
  const job = (restartPolicy?: string, more: object = {}) => ({
    selector: undefined,
    template: { spec: { restartPolicy, containers } },
    ...more,
  });
  const cron = (restartPolicy?: string, more: object = {}) => ({
    selector: undefined,
    template: undefined,
    schedule: '0 * * * *',
    jobTemplate: { spec: { ...job(restartPolicy), ...more } },
  });

  test('says how its pods restart', () => {
    for (const policy of ['OnFailure', 'Never']) expect(of('Job', job(policy))).toEqual([]);
    for (const policy of [undefined, 'Always']) {
      expect(of('Job', job(policy))).toEqual(['spec.template.spec.restartPolicy']);
      expect(of('CronJob', cron(policy))).toContain('spec.jobTemplate.spec.template.spec.restartPolicy');
    }
  });

  test('leaves the selector to the API server, unless it says that it does not', () => {
    const selector = { matchLabels: { app: 'a' } };
    expect(of('Job', job('Never', { selector }))).toEqual(['spec.selector']);
    // Source: ValidateJobSpec: whoever made the selector, the pods must have its labels.
    expect(of('Job', job('Never', { selector, manualSelector: true }))).toEqual(differs);
    const template = { metadata: { labels: { app: 'a' } }, spec: { containers, restartPolicy: 'Never' } };
    expect(of('Job', job('Never', { selector, manualSelector: true, template }))).toEqual([]);
  });

  // Source: pkg/apis/batch/validation/validation_test.go, TestValidateJob.
  test.each([
    [{ completionMode: 'Indexed' }, 'spec.completions'],
    [{ backoffLimitPerIndex: 1 }, 'spec.backoffLimitPerIndex'],
    [{ completionMode: 'Indexed', completions: 2, maxFailedIndexes: 1 }, 'spec.backoffLimitPerIndex'],
    [{ successPolicy: { rules: [{ succeededCount: 1 }] } }, 'spec.successPolicy'],
    [{ podReplacementPolicy: 'Never' }, 'spec.podReplacementPolicy'],
    [{ parallelism: -1 }, 'spec.parallelism'],
    [{ managedBy: 'x' }, 'spec.managedBy'],
    [{ managedBy: `example.com/${'x'.repeat(64)}` }, 'spec.managedBy'],
    [{ completionMode: 'Indexed', completions: 1, parallelism: 100_001 }, 'spec.parallelism'],
    [
      { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1, maxFailedIndexes: 3 },
      'spec.maxFailedIndexes',
    ],
    [{ completionMode: 'Indexed', completions: 100_001, backoffLimitPerIndex: 1 }, 'spec.maxFailedIndexes'],
    [
      {
        completionMode: 'Indexed',
        completions: 100_001,
        backoffLimitPerIndex: 1,
        maxFailedIndexes: 1,
        parallelism: 10_001,
      },
      'spec.parallelism',
    ],
    [{ podFailurePolicy: { rules: [failing({ action: 'FailIndex' })] } }, 'spec.podFailurePolicy.rules.0.action'],
    [
      { podFailurePolicy: { rules: [failing({}, { containerName: 'b' })] } },
      'spec.podFailurePolicy.rules.0.onExitCodes.containerName',
    ],
    [
      { podFailurePolicy: { rules: [failing({}, { values: [1, 1] })] } },
      'spec.podFailurePolicy.rules.0.onExitCodes.values.1',
    ],
    [
      { podFailurePolicy: { rules: [failing({}, { values: Array.from({ length: 256 }, (_, index) => index + 1) })] } },
      'spec.podFailurePolicy.rules.0.onExitCodes.values',
    ],
    [{ podFailurePolicy: { rules: Array.from({ length: 21 }, () => failing({})) } }, 'spec.podFailurePolicy.rules'],
  ])('is refused with %j', (more, at) => {
    expect(of('Job', job('Never', more))).toEqual([at]);
  });

  // The same source: what is at a bound is taken, as what is beyond it is refused above.
  test.each([
    { managedBy: `example.com/${'x'.repeat(51)}` },
    { completionMode: 'Indexed', completions: 1, parallelism: 100_000 },
    { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1, maxFailedIndexes: 2 },
    {
      ...{ completionMode: 'Indexed', completions: 100_001, backoffLimitPerIndex: 1 },
      ...{ maxFailedIndexes: 1, parallelism: 10_000 },
    },
    { podFailurePolicy: { rules: [failing({}, { values: Array.from({ length: 255 }, (_, index) => index + 1) })] } },
    { podFailurePolicy: { rules: Array.from({ length: 20 }, () => failing({})) } },
    {
      podFailurePolicy: { rules: [failing({}, { containerName: 'first' })] },
      template: {
        spec: { containers, initContainers: [{ name: 'first', image: 'r/a:1' }], restartPolicy: 'Never' },
      },
    },
  ])('is taken with %j', (more) => {
    expect(of('Job', job('Never', more))).toEqual([]);
  });

  test('that has a policy for failures replaces pods that have failed', () => {
    const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }] };
    expect(of('Job', job('Never', { podFailurePolicy, podReplacementPolicy: 'Failed' }))).toEqual([]);
    expect(of('Job', job('Never', { podFailurePolicy, podReplacementPolicy: 'TerminatingOrFailed' }))).toEqual([
      'spec.podReplacementPolicy',
    ]);
    expect(of('Job', job('OnFailure', { podFailurePolicy }))).toEqual(['spec.template.spec.restartPolicy']);
    const zero = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [0] } }] };
    expect(of('Job', job('Never', { podFailurePolicy: zero }))).toHaveLength(1);
  });

  test('has the fields of its version', () => {
    expect(of('Job', job('Never', { managedBy: 'example.com/x' }), 29)).toEqual(['spec.managedBy']);
    expect(of('Job', job('Never', { managedBy: 'example.com/x' }), 30)).toEqual([]);
  });
});

// Source: pkg/apis/batch/validation/validation_test.go, TestValidateCronJob, and github.com/robfig/cron parser_test.go.
test.each([
  ...['0 * * * *', '*/5 0-6 1,15 JAN-mar ?', '@every 1h30m', 'TZ=UTC 0 0 * * sun', '0 0 ? * MON-FRI'],
  ...['0 0 1 1 0', '59 23 31 12 6', '@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'],
  ...'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').map((month) => `0 0 1 ${month} *`),
  ...'sun mon tue wed thu fri sat'.split(' ').map((day) => `0 0 * * ${day}`),
])('%s is a schedule', (schedule) => {
  expect(scheduleFaults(schedule)).toEqual([]);
});
test.each([
  'error',
  '* * * *',
  '60 * * * *',
  '0 24 * * *',
  '0 0 0 * *',
  '0 0 * 13 *',
  '0 0 * * 7',
  '*/0 * * * *',
  '5-1 * * * *',
  '@yearlyish',
])('%s is no schedule', (schedule) => {
  expect(scheduleFaults(schedule)).toHaveLength(1);
});

test('a Deployment has time to get ready before it is given up', () => {
  expect(of('Deployment', { progressDeadlineSeconds: 5, minReadySeconds: 5 })).toEqual([
    'spec.progressDeadlineSeconds',
  ]);
  expect(of('Deployment', { progressDeadlineSeconds: 6, minReadySeconds: 5 })).toEqual([]);
});

test('the service of a StatefulSet can be the subdomain of its pods', () => {
  expect(of('StatefulSet', { serviceName: 'a.b' })).toEqual(['spec.serviceName']);
  for (const serviceName of [undefined, '', 'a']) expect(of('StatefulSet', { serviceName })).toEqual([]);
});

test('templates of pods, and replication controllers, are read as pods', () => {
  expect(workloadOf('PodTemplate', 'v1')?.template).toEqual(['template']);
  expect(workloadOf('ReplicationController', 'v1')?.template).toEqual(['spec', 'template']);
});

// Source: pkg/apis/batch/validation ValidateJobSpec and validateTimeZone, pkg/apis/apps/validation
// ValidatePersistentVolumeClaimRetentionPolicyType.
test.each([
  [
    'Job',
    { manualSelector: true, selector: undefined, template: { spec: { containers, restartPolicy: 'Never' } } },
    ['spec.selector'],
  ],
  [
    'StatefulSet',
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep', whenScaled: 'Delete' } },
    ['spec.persistentVolumeClaimRetentionPolicy.whenDeleted'],
  ],
  [
    'StatefulSet',
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Keep' } },
    ['spec.persistentVolumeClaimRetentionPolicy.whenScaled'],
  ],
  ['StatefulSet', { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } }, []],
])('a %s with %j is refused at %j', (kind, spec, at) => {
  expect(of(kind, spec)).toEqual(at);
});

test.each([
  ['Europe/Berlin', []],
  ['UTC', []],
  ['Local', ['spec.timeZone']],
  ['', ['spec.timeZone']],
  ['Europe/Berln', ['spec.timeZone']],
])('a CronJob in the time zone %j is refused at %j', (timeZone, at) => {
  const jobTemplate = { spec: { template: { spec: { containers, restartPolicy: 'Never' } } } };
  const value = { kind: 'CronJob', metadata: { name: 'a' }, spec: { schedule: '0 4 * * *', jobTemplate, timeZone } };
  const template = workloadOf('CronJob', '')?.template ?? [];
  const faults = fieldFaults(value, { kind: 'CronJob', kubernetes: 36, template });
  expect(faults.map(({ path }) => path.join('.'))).toEqual(at);
});

// Source: pkg/apis/apps/validation and pkg/apis/batch/validation: ValidateNonnegativeField of each.
test.each([
  ...['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'].map((field) => [
    'Deployment',
    field,
  ]),
  ...['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'ordinals.start'].map((field) => ['StatefulSet', field]),
  ...['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map((field) => [
    'CronJob',
    field,
  ]),
  ...['completions', 'parallelism', 'backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished'].map((field) => [
    'Job',
    field,
  ]),
])('a %s has no %s below 0', (kind, field = '') => {
  const [outer = '', inner] = field.split('.');
  const laid = (number: number) => ({ [outer]: inner === undefined ? number : { [inner]: number } });
  const template = { spec: { containers, restartPolicy: 'Never' } };
  const usual =
    kind === 'Job'
      ? { selector: undefined, template }
      : kind === 'CronJob'
        ? { selector: undefined, template: undefined, schedule: '@daily', jobTemplate: { spec: { template } } }
        : {};
  const at = (number: number) =>
    of(kind ?? '', { ...usual, ...laid(number) }).filter((path) => path === `spec.${field}`);
  expect([at(-1).length > 0, at(1)]).toEqual([true, []]);
});
