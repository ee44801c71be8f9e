import { applyComments } from './lint/ignore-comment.ts';
import { type Found, type Lint, notHostProcess, type Problem, readingRule, together } from './lint/problems.ts';
import { minorIn, minorOf, oldestKubeletOf } from './manifest/kubernetes.ts';
import type { Path } from './manifest/path.ts';
import { hasHostProcess, type Pod, showPod } from './manifest/pod.ts';
import { type Input, type Namespace, readAround, readManifests } from './manifest.ts';
import { type NodeKind, nodeKinds } from './node/new-pod.ts';
import type { Rule, RuleContext, Severity } from './rule.ts';
import { isMeant, strayFieldsOf } from './rules/host-process.ts';
import { judgeImage } from './rules/image.ts';
import { rules } from './rules/index.ts';
import type { SavedImage } from './shim/oci-process.ts';
import { schemaVersion } from './snapshot.ts';
import { toolVersion } from './version.ts';

/**
 * Judges the HostProcess pods in these manifests. Namespaces in any of them count for pods in all.
 * @param options.nodes problems that hold on none of them are left out
 * @param options.all judge every pod as if it were a HostProcess pod
 * @param options.kubernetes the version of the API server, such as 1.34; missing: the newest that is known here
 * @param options.images saved images, which are judged by themselves
 * @param options.kubelets the versions of the kubelets that may run the pods; missing or empty: those that may run with
 * the API server, if its version is given
 */
export function lint(
  inputs: readonly Input[],
  options: {
    nodes: readonly NodeKind[];
    all: boolean;
    kubernetes?: string | null;
    kubelets?: readonly string[];
    images?: readonly { file: string; image: SavedImage }[];
  },
): Lint {
  const { nodes, all } = options;
  const kubernetes = minorOf(options.kubernetes ?? null);
  const kubelets = (options.kubelets ?? []).flatMap((version) => minorIn(version) ?? []);
  if (kubelets.length === 0 && options.kubernetes) kubelets.push(oldestKubeletOf(kubernetes));
  const kubelet = kubelets.length === 0 ? {} : { oldestKubelet: Math.min(...kubelets) };
  const namespaces = new Map<string, Namespace>();
  const around = inputs.map(readAround);
  for (const namespace of around.flatMap((one) => one.namespaces)) namespaces.set(namespace.name, namespace);
  const services = around.flatMap((one) => one.services);
  const result: Lint = {
    schemaVersion,
    tool: { name: 'hostprobe', version: toolVersion },
    nodes: [...nodes],
    kubernetes: `1.${kubernetes}`,
    files: inputs.length,
    pods: [],
    problems: [],
    silenced: [],
    passedOver: {},
  };
  for (const input of inputs) {
    const found = lintFile(input, { nodes, all, kubernetes, ...kubelet, namespaces, services });
    const heard = applyComments(input.file, input.text, found.problems, nodes.length < nodeKinds.length);
    // Not as arguments of one call: there may be more of them than a call takes.
    for (const pod of found.pods) result.pods.push(pod);
    const inOrder = heard.problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    for (const problem of together(inOrder)) result.problems.push(problem);
    for (const { reason, ...problem } of heard.silenced) {
      for (const one of together([problem])) result.silenced.push({ ...one, reason });
    }
    for (const kind of found.passedOver) result.passedOver[kind] = (result.passedOver[kind] ?? 0) + 1;
  }
  for (const { file, image } of options.images ?? []) {
    const about = { ...readingProblem('image'), file, ...{ line: 1, column: 1 }, object: null, pod: null };
    const found = judgeImage(image).map(({ severity, message, steps }): Found => {
      return { ...about, severity, message, fix: { steps: [...steps] } };
    });
    for (const problem of together(found)) result.problems.push(problem);
  }
  return result;
}

/** Severities of problems, counted. */
export function countProblems(problems: readonly Problem[]): Record<Severity, number> {
  const counts = { error: 0, warn: 0, info: 0 };
  for (const { severity } of problems) counts[severity] += 1;
  return counts;
}

interface FileContext extends RuleContext {
  nodes: readonly NodeKind[];
  all: boolean;
}

function lintFile(input: Input, context: FileContext) {
  const problems: Found[] = [];
  const pods: Lint['pods'] = [];
  const passedOver: string[] = [];
  for (const item of readManifests(input)) {
    switch (item.is) {
      case 'trouble': {
        const { kind, severity, ...where } = item.trouble;
        const described = readingProblem(kind);
        problems.push({ ...where, ...described, severity: severity ?? described.severity, object: null, pod: null });
        break;
      }
      case 'other':
        passedOver.push(item.kind);
        break;
      case 'pod': {
        const { pod } = item;
        if (pod.isTemplate) {
          passedOver.push(`${pod.kind} that is a template`);
          break;
        }
        if (!context.all && !isMeant(pod)) {
          passedOver.push(`${pod.kind}${notHostProcess}`);
          break;
        }
        pods.push({ file: pod.file, line: pod.at([]).line, object: showPod(pod) });
        for (const problem of judge(pod, context)) problems.push(problem);
      }
    }
  }
  return { problems, pods, passedOver };
}

function readingProblem(id: Parameters<typeof readingRule>[0]) {
  const { severity, reference } = readingRule(id);
  return { rule: id, severity, fix: null, nodes: null, reference };
}

function judge(pod: Pod, context: FileContext): Found[] {
  const object = showPod(pod);
  const faults = pod
    .faultsFor(context.kubernetes)
    .map(({ kind, severity, isOfPod, message, line, column, wayOut }): Found => {
      const about = { file: pod.file, line, column, message, object, pod };
      const found = { ...about, ...readingProblem(kind), severity, fix: wayOut() };
      return isOfPod ? weighed(found, context) : found;
    });
  // A misspelt field is one error, and not the mix of containers that comes of it.
  const isGiven = hasHostProcess(pod) && strayFieldsOf(pod).length === 0;
  const meant = isGiven ? pod : asHostProcess(pod);
  const found = rules.flatMap((rule) => {
    const isAsGiven = isGiven || rule.id === 'host-process-field' || (rule.id === 'pod-security' && !isMeant(pod));
    const problems = problemsOf(rule, isAsGiven ? pod : meant, context);
    return rule.ofApi ? problems.map((problem) => weighed(problem, context)) : problems;
  });
  return [...faults, ...found];
}

/**
 * Up to 1.33 the API server judges no template of a StatefulSet, but its pods.
 * Source: ValidatePodTemplateSpecForStatefulSet in pkg/apis/apps/validation/validation.go.
 */
function weighed(problem: Found, { kubernetes }: FileContext): Found {
  const { pod, severity, message } = problem;
  if (kubernetes > 33 || pod?.kind !== 'StatefulSet' || severity !== 'error') return problem;
  const why = 'the API server takes the StatefulSet, and refuses its pods';
  return { ...problem, severity: 'warn', message: `${message} (${why})` };
}

/** A pod that should be a HostProcess pod is judged as one, so that all its problems show at once. */
function asHostProcess(pod: Pod): Pod {
  const { securityContext } = pod.spec;
  const windowsOptions = { ...securityContext?.windowsOptions, hostProcess: true };
  return { ...pod, spec: { ...pod.spec, securityContext: { ...securityContext, windowsOptions } } };
}

function problemsOf(rule: Rule, pod: Pod, context: FileContext): Found[] {
  return rule.judge(pod, context).flatMap((offence) => {
    const { path, message, severity = rule.severity, holds = rule.holds ?? context.nodes, ...fixing } = offence;
    const nodes = context.nodes.filter((node) => holds.includes(node));
    if (nodes.length === 0) return [];
    const isEverywhere = nodes.length === context.nodes.length;
    return [
      {
        rule: rule.id,
        severity: isEverywhere || (severity === 'warn' && isOfCommand(path)) ? severity : lower[severity],
        file: pod.file,
        ...pod.at(path),
        object: showPod(pod),
        message,
        ...fixing,
        nodes: isEverywhere ? null : nodes,
        reference: rule.reference,
        pod,
      },
    ];
  });
}

/** A program or an argument that only works in one mode stays a warning. */
const isOfCommand = (path: Path) => path.includes('command') || path.includes('args');

/** A problem on only some of the requested nodes weighs less. */
const lower: Readonly<Record<Severity, Severity>> = { error: 'warn', warn: 'info', info: 'info' };
