import { describe, expect, test } from 'vitest';
import { workloadOf } from '../../../agent/manifest/documents.ts';
import { workloadFaults } from '../../../agent/manifest/refusal/workload-form.ts';

/** What is said of a workload of this kind; `spec` is laid over one that is right. */
function of(kind: string, spec: object, { name = 'a', kubernetes = 36 } = {}): string[] {
  const workload = workloadOf(kind, '');
  if (workload === null) throw new Error(`${kind} is no workload`);
  const template = { metadata: { labels: { app: 'a', tier: 'b' } }, spec: {} };
  const value = { kind, metadata: { name }, spec: { selector: { matchLabels: { app: 'a' } }, template, ...spec } };
  return workloadFaults(value, { kind, kubernetes, ...workload }).map(({ message }) => message);
}

const selecting = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];
const differs = '`selector` does not match template `labels`';
const expression = (key: string, operator: string, ...values: string[]) => ({
  selector: { matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }] },
});

describe('the selector of a workload', () => {
  test.each(selecting)('matches the labels of the pods of a %s', (kind) => {
    expect(of(kind, {})).toEqual([]);
    const labels = { template: { metadata: { labels: { tier: 'b', app: 'x' } } } };
    expect(of(kind, labels)).toEqual([
      `spec.template.metadata.labels: Invalid value: {"app":"x","tier":"b"}: ${differs}`,
    ]);
    expect(of(kind, labels, { kubernetes: 33 })).toEqual([
      `spec.template.metadata.labels: Invalid value: map[string]string{"app":"x", "tier":"b"}: ${differs}`,
    ]);
    expect(of(kind, { template: {} })).toEqual([`spec.template.metadata.labels: Invalid value: null: ${differs}`]);
  });

  test('is there, and selects something', () => {
    for (const kind of selecting.slice(1)) {
      expect(of(kind, { selector: null }), kind).toEqual(['spec.selector: Required value']);
    }
    expect(of('DaemonSet', { selector: null })).toEqual([expect.stringContaining(differs)]);
    const empty = selecting.map((kind) => of(kind, { selector: { matchLabels: {} } }).join());
    expect(empty).toEqual(
      ['daemonset', 'deployment', 'deployment', 'statefulset'].map(
        (name) => `spec.selector: Invalid value: {}: empty selector is invalid for ${name}`,
      ),
    );
    expect(of('DaemonSet', { selector: {} }, { kubernetes: 33 }).join()).toContain(
      'Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), ',
    );
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
    expect(of('DaemonSet', expression(key, operator, ...values))).toEqual([expect.stringContaining(differs)]);
  });

  test('has expressions of the right form', () => {
    const at = 'spec.selector.matchExpressions[0]';
    expect(of('Deployment', expression('app', 'In'))).toEqual([
      `${at}.values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    ]);
    expect(of('Deployment', expression('app', 'Exists', 'a'))).toEqual([
      `${at}.values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
    ]);
    expect(of('Deployment', expression('app', 'is', 'a'))).toEqual([
      `${at}.operator: Invalid value: "is": not a valid selector operator`,
    ]);
  });
});

test.each(selecting)('the pods of a %s restart always', (kind) => {
  const template = (restartPolicy?: string) => ({
    template: { metadata: { labels: { app: 'a' } }, spec: { restartPolicy } },
  });
  for (const policy of [undefined, 'Always']) expect(of(kind, template(policy))).toEqual([]);
  expect(of(kind, template('Never'))).toEqual([
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ]);
});

describe('a job', () => {
  const job = (restartPolicy?: string, more: object = {}) => ({
    selector: undefined,
    template: { spec: { restartPolicy } },
    ...more,
  });
  const cron = (restartPolicy?: string, more: object = {}) => ({
    schedule: '0 * * * *',
    jobTemplate: { spec: { ...job(restartPolicy), ...more } },
  });

  test('says how its pods restart', () => {
    const words = 'template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"';
    for (const policy of ['OnFailure', 'Never']) {
      expect([...of('Job', job(policy)), ...of('CronJob', cron(policy))]).toEqual([]);
    }
    for (const policy of [undefined, 'Always']) {
      expect(of('Job', job(policy))).toEqual([`spec.${words}`]);
      expect(of('CronJob', cron(policy))).toEqual([`spec.jobTemplate.spec.${words}`]);
    }
  });

  test('leaves the selector to the API server, unless it says that it does not', () => {
    const selector = { matchLabels: { app: 'a' } };
    const shown = 'Invalid value: {"matchLabels":{"app":"a"}}';
    expect(of('Job', job('Never', { selector }))).toEqual([`spec.selector: ${shown}: \`selector\` not auto-generated`]);
    expect(of('Job', job('Never', { selector, manualSelector: true }))).toEqual([]);
    expect(of('CronJob', cron('Never', { selector }))).toEqual([
      `spec.jobTemplate.spec.selector: ${shown}: \`selector\` will be auto-generated`,
    ]);
  });

  test('has a name that can be a label, and a cron job a schedule', () => {
    const name = 'a'.repeat(64);
    expect(of('Job', job('Never'), { name: name.slice(1) })).toEqual([]);
    for (const [kubernetes, unit] of [
      [34, 'characters'],
      [35, 'bytes'],
    ] as const) {
      expect(of('Job', job('Never'), { name, kubernetes })).toEqual([
        `spec.template.labels: Invalid value: "${name}": must be no more than 63 ${unit}`,
      ]);
    }
    expect(of('CronJob', { ...cron('Never'), schedule: undefined })).toEqual(['spec.schedule: Required value']);
  });
});

test('the service of a StatefulSet can be the subdomain of its pods, and its name part of their labels', () => {
  const wrong = 'spec.serviceName: Invalid value: "a.b": a lowercase RFC 1123 label must consist of';
  expect(of('StatefulSet', { serviceName: 'a.b' }, { kubernetes: 33 })[0]).toMatch(wrong);
  expect(of('StatefulSet', { serviceName: 'a.b' }, { kubernetes: 32 })[0]).toMatch(
    `its pods cannot be created with this subdomain: ${wrong}`,
  );
  for (const serviceName of [undefined, '', 'a']) expect(of('StatefulSet', { serviceName })).toEqual([]);
  expect(of('StatefulSet', {}, { name: 'a'.repeat(52) })).toEqual([]);
  expect(of('StatefulSet', {}, { name: 'a'.repeat(53) })).toEqual([
    expect.stringContaining('its pods may be refused: the label controller-revision-hash'),
  ]);
});

test('templates of pods, and replication controllers, are read as pods', () => {
  expect(workloadOf('PodTemplate', 'v1')?.template).toEqual(['template']);
  expect(workloadOf('ReplicationController', 'v1')?.template).toEqual(['spec', 'template']);
});
