import { asList, asText, fieldsOf, isSet, valueIn } from '../path.ts';
import { type ApiStruct, between, type Form, inForm, isOneOf, onlyOne, repeated, type Say } from './form.ts';
import { labelFaults, labelKeyFaults } from './names.ts';
import { duplicate, forbidden, invalid, required, unsupported } from './words.ts';

/** Source of all: pkg/apis/apps/validation, pkg/apis/batch/validation, pkg/registry/batch/job/strategy.go at v1.25.0 to v1.36.0. */
const restartAt = ['template', 'spec', 'restartPolicy'];

/** A workload whose pods run for ever; `noSelector`: what is said where there is none. */
const forEver: Form = ({ fields }, say) => {
  const policy = valueIn(fields, restartAt);
  if (typeof policy === 'string' && policy !== '' && policy !== 'Always')
    say(restartAt, unsupported(policy, ['Always']));
  const deadline = ['template', 'spec', 'activeDeadlineSeconds'];
  if (isSet(valueIn(fields, deadline))) say(deadline, forbidden('only pods that end have it'));
};

const selector: Form = ({ fields }, say) => {
  if (!isSet(fields.selector)) return say('selector', required());
  const labels = fieldsOf(valueIn(fields, ['template', 'metadata', 'labels']));
  const matchLabels = Object.entries(fieldsOf(valueIn(fields, ['selector', 'matchLabels'])));
  const expressions = asList(valueIn(fields, ['selector', 'matchExpressions']));
  if (matchLabels.length + expressions.length === 0) return say('selector', invalid({}, 'selects nothing'));
  const isMatch =
    matchLabels.every(([key, text]) => labels[key] === (text ?? '')) &&
    expressions.every((one) => matches(one, labels));
  if (!isMatch) say(['template', 'metadata', 'labels'], invalid(labels, 'the selector does not match them'));
};

function matches(expression: unknown, labels: ApiStruct['fields']): boolean {
  const { operator, values, key } = fieldsOf(expression);
  const isThere = Object.hasOwn(labels, asText(key));
  const isOneOf = isThere && asList(values).includes(labels[asText(key)]);
  // What is no operator is said of the expression.
  if (operator === 'In') return isOneOf;
  if (operator === 'NotIn') return !isOneOf;
  return operator === 'DoesNotExist' ? !isThere : isThere;
}

/** A number of pods, or a share of them; null: neither. Source: ValidatePositiveIntOrPercent, IsNotMoreThan100Percent. */
function amountIn(fields: ApiStruct['fields'], name: string, missing: number, say: Say, most = 100): number | null {
  const value = fields[name] ?? missing;
  const [, share] = typeof value === 'string' ? (/^(\d+)%$/.exec(value) ?? []) : [];
  const at = ['rollingUpdate', name];
  if (typeof value === 'string' && share === undefined)
    say(at, invalid(value, 'must be a number or a share, such as 10%'));
  else if (typeof value === 'number' && value < 0) say(at, invalid(value, 'must be at least 0'));
  else if (share !== undefined && Number(share) > most) say(at, invalid(value, `must be at most ${most}%`));
  else return share === undefined ? Number(value) : Number(share);
  return null;
}

const daemonSetStrategy: Form = ({ fields }, say) => {
  if (asText(fields.type) === 'OnDelete') return;
  const update = fieldsOf(fields.rollingUpdate);
  const [gone, more] = [amountIn(update, 'maxUnavailable', 1, say), amountIn(update, 'maxSurge', 0, say)];
  if (gone === null || more === null) return;
  if (gone > 0 && more > 0)
    say(
      ['rollingUpdate', 'maxSurge'],
      invalid(update.maxSurge, 'only with maxUnavailable: 0 (it is 1 where it is missing)'),
    );
  if (gone === 0 && more === 0) say(['rollingUpdate', 'maxUnavailable'], required('not 0, as maxSurge is'));
};

const deploymentStrategy: Form = ({ fields }, say) => {
  if (fields.type === 'Recreate')
    return isSet(fields.rollingUpdate) ? say('rollingUpdate', forbidden('not with Recreate')) : undefined;
  const update = fieldsOf(fields.rollingUpdate);
  const gone = amountIn(update, 'maxUnavailable', 25, say);
  const more = amountIn(update, 'maxSurge', 25, say, Infinity);
  if (gone === 0 && more === 0) say(['rollingUpdate', 'maxUnavailable'], invalid(0, 'not 0, as maxSurge is'));
};

const statefulSetStrategy: Form = ({ fields }, say) => {
  if (fields.type === 'OnDelete' && isSet(fields.rollingUpdate))
    say('rollingUpdate', invalid(undefined, 'not with OnDelete'));
  const update = fieldsOf(fields.rollingUpdate);
  if (typeof update.partition === 'number' && update.partition < 0)
    say(['rollingUpdate', 'partition'], invalid(update.partition, 'must be at least 0'));
  if (isSet(update.maxUnavailable) && amountIn(update, 'maxUnavailable', 1, say) === 0)
    say(['rollingUpdate', 'maxUnavailable'], invalid(update.maxUnavailable, 'must not be 0'));
};

const most = 100_000;

const job: Form = (struct, say) => {
  const { fields, path } = struct;
  const { completions, parallelism, completionMode, backoffLimitPerIndex: perIndex, maxFailedIndexes } = fields;
  const isIndexed = completionMode === 'Indexed';
  const policy = valueIn(fields, restartAt);
  if (policy !== 'OnFailure' && policy !== 'Never') say(restartAt, required('OnFailure or Never'));
  const isManual = fields.manualSelector === true && path.length === 1;
  if (isManual) selector(struct, say);
  else if (isSet(fields.selector)) say('selector', invalid(fields.selector, 'a job has its own'));
  if (isIndexed && !isSet(completions)) say('completions', required('with Indexed'));
  if (isIndexed && typeof parallelism === 'number' && parallelism > most)
    say('parallelism', invalid(parallelism, `at most ${most} with Indexed`));
  if (isSet(perIndex) && !isIndexed) say('backoffLimitPerIndex', invalid(perIndex, 'only with Indexed'));
  if (isSet(maxFailedIndexes) && !isSet(perIndex)) say('backoffLimitPerIndex', required('with maxFailedIndexes'));
  if (typeof maxFailedIndexes === 'number' && typeof completions === 'number' && maxFailedIndexes > completions)
    say('maxFailedIndexes', invalid(maxFailedIndexes, 'must be at most completions'));
  if (isIndexed && isSet(perIndex) && typeof completions === 'number' && completions > most) {
    if (!isSet(maxFailedIndexes)) say('maxFailedIndexes', required(`with more than ${most} completions`));
    if (typeof parallelism === 'number' && parallelism > 10_000)
      say('parallelism', invalid(parallelism, 'at most 10000 with so many completions'));
  }
  if (isSet(fields.podFailurePolicy)) {
    if (policy !== 'Never') say(restartAt, invalid(policy, 'must be Never with podFailurePolicy'));
    if (isSet(fields.podReplacementPolicy) && fields.podReplacementPolicy !== 'Failed')
      say('podReplacementPolicy', unsupported(asText(fields.podReplacementPolicy), ['Failed']));
  }
  if (isSet(fields.successPolicy) && !isIndexed) say('successPolicy', invalid(undefined, 'only with Indexed'));
  for (const [index, rule] of asList(valueIn(fields, ['podFailurePolicy', 'rules']))
    .map(fieldsOf)
    .entries()) {
    const at = ['podFailurePolicy', 'rules', index];
    if (rule.action === 'FailIndex' && !isSet(perIndex))
      say([...at, 'action'], invalid('FailIndex', 'needs backoffLimitPerIndex'));
    const container = valueIn(rule, ['onExitCodes', 'containerName']);
    const spec = fieldsOf(valueIn(fields, ['template', 'spec']));
    const names = [...asList(spec.containers), ...asList(spec.initContainers)].map((one) => fieldsOf(one).name);
    if (typeof container === 'string' && !names.includes(container))
      say([...at, 'onExitCodes', 'containerName'], invalid(container, 'names no container'));
  }
};

const exitCodes: Form = ({ fields }, say) => {
  const values = asList(fields.values);
  if (values.length > 255) say('values', 'Too many: at most 255');
  for (const index of repeated(values)) say(['values', index], duplicate(values[index]));
  if (fields.operator === 'In' && values.includes(0)) say('values', invalid(0, 'must not be 0 with In'));
};

const managedBy = (text: string) =>
  text.includes('/') && text.length <= 63 && labelKeyFaults(text.replace(/\/(?=.*\/)/g, '')).length === 0
    ? []
    : ['must be a domain and a path, such as example.com/controller, of at most 63 characters'];

/** The five parts of a schedule with their ranges. Source: github.com/robfig/cron/v3 parser.go, ParseStandard. */
const parts: readonly (readonly [number, number, string])[] = [
  [0, 59, ''],
  [0, 23, ''],
  [1, 31, ''],
  [1, 12, 'jan feb mar apr may jun jul aug sep oct nov dec'],
  [0, 6, 'sun mon tue wed thu fri sat'],
];

export function scheduleFaults(schedule: string): string[] {
  const text = schedule.replace(/^(?:CRON_)?TZ=\S+\s+/, '').trim();
  if (
    /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(text) ||
    /^@every (?:\d+(?:\.\d+)?(?:ns|us|ms|h|m|s))+$/.test(text)
  )
    return [];
  const fields = text.split(/\s+/);
  const isRight =
    fields.length === 5 && fields.every((field, index) => isPart(field.toLowerCase(), parts[index] ?? [0, 0, '']));
  return isRight ? [] : ['is no schedule of cron, such as 0 4 * * 1'];
}

const isPart = (field: string, [least, last, names]: readonly [number, number, string]) =>
  field.split(',').every((one) => {
    const [, from = '', to, step] = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(one) ?? [];
    const numberOf = (word: string) =>
      /^\d+$/.test(word) ? Number(word) : names.split(' ').indexOf(word) + (names === '' ? -99 : least);
    const isAny = from === '*' || from === '?';
    const [low, high] = isAny ? [least, last] : [numberOf(from), numberOf(to ?? from)];
    return from !== '' && !(isAny && to !== undefined) && low >= least && high <= last && low <= high && step !== '0';
  });

const cronJob: Form = ({ fields }, say) => {
  const schedule = asText(fields.schedule);
  if (/TZ=/.test(schedule) && isSet(fields.timeZone)) say('schedule', invalid(schedule, 'not with timeZone'));
  if (isSet(fields.timeZone) && !isTimeZone(asText(fields.timeZone)))
    say('timeZone', invalid(fields.timeZone, 'must be a time zone, such as Etc/UTC'));
};

/** Source: validateTimeZone, which looks for it in the same database of time zones. */
function isTimeZone(name: string): boolean {
  try {
    return name !== '' && Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

const counts = between(0, Infinity, 'replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds');

export const workloads: Readonly<Record<string, readonly Form[]>> = {
  DaemonSetSpec: [counts, selector, forEver],
  DaemonSetUpdateStrategy: [daemonSetStrategy],
  DeploymentSpec: [
    counts,
    selector,
    forEver,
    ({ fields: { progressDeadlineSeconds: deadline, minReadySeconds: ready = 0 } }, say) => {
      if (typeof deadline === 'number' && deadline <= Number(ready))
        say('progressDeadlineSeconds', invalid(deadline, 'must be above minReadySeconds'));
    },
  ],
  DeploymentStrategy: [deploymentStrategy],
  ReplicaSetSpec: [counts, selector, forEver],
  ReplicationControllerSpec: [counts, forEver],
  StatefulSetSpec: [
    counts,
    selector,
    forEver,
    // Kubernetes pull 130233; before, the controller could not create the pods.
    inForm(labelFaults, 'serviceName'),
  ],
  StatefulSetPersistentVolumeClaimRetentionPolicy: [
    isOneOf('whenDeleted', 'Retain', 'Delete'),
    isOneOf('whenScaled', 'Retain', 'Delete'),
  ],
  StatefulSetUpdateStrategy: [statefulSetStrategy],
  StatefulSetOrdinals: [between(0, Infinity, 'start')],
  JobSpec: [
    between(
      0,
      Infinity,
      'completions',
      'parallelism',
      'backoffLimit',
      'activeDeadlineSeconds',
      'ttlSecondsAfterFinished',
    ),
    between(0, Infinity, 'backoffLimitPerIndex', 'maxFailedIndexes'),
    inForm(managedBy, 'managedBy'),
    job,
  ],
  PodFailurePolicy: [
    ({ fields }, say) => {
      if (asList(fields.rules).length > 20) say('rules', 'Too many: at most 20');
    },
  ],
  PodFailurePolicyRule: [onlyOne('onExitCodes', 'onPodConditions')],
  PodFailurePolicyOnExitCodesRequirement: [exitCodes],
  PodFailurePolicyOnPodConditionsPattern: [inForm(labelKeyFaults, 'type')],
  CronJobSpec: [
    between(0, Infinity, 'startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'),
    inForm(scheduleFaults, 'schedule'),
    cronJob,
  ],
};
