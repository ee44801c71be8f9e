import { parseDocument } from 'yaml';
import { places, showFix } from '../agent/fix/show.ts';
import { seldomInstalled, unknowns } from '../agent/fix/unknowns.ts';
import type { Fix, Step } from '../agent/fix.ts';
import { lint } from '../agent/lint.ts';
import { nodeKinds } from '../agent/node/new-pod.ts';
import { notLookedUp } from './fix/looked-up.ts';

/** A fix as it is shown; what is missing is empty. */
export const textOf = (fix: Fix | null | undefined): string => (fix ? showFix(fix).join('\n') : '');

/** What is typed, step by step. */
export const commandsOf = (fix: Fix | null | undefined): string[] => fix?.steps.flatMap(({ run }) => run ?? []) ?? [];

const makesPod = /^kubectl (?:apply|drain|replace|delete pod|rollout restart) /m;

/** What is wrong with the form of a fix, as sentences. */
export function faultsOf({ steps, verify }: Fix): string[] {
  return [
    ...steps.flatMap((step) => [...faultsOfSay(step), ...faultsOfRun(step)]),
    ...faultsOfExplanations(steps, verify),
    ...faultsOfRestarts(steps),
    ...faultsOfRecreation(steps),
    ...steps.flatMap(({ run, on }) => (on === 'node' && run !== undefined ? notLookedUp(run) : [])),
    ...notLookedUp(verify?.run ?? ''),
    ...(/\bnew pod\b/.test(verify?.expect ?? '') && !steps.some(({ run = '' }) => makesPod.test(run))
      ? [`no step makes a new pod: ${verify?.expect}`]
      : []),
    ...(verify === undefined ? [] : misplaced(verify)),
  ];
}

/** Each placeholder has one meaning in a fix, which the first sentence tells that has it in its command, and no other. */
function faultsOfExplanations(steps: readonly Step[], verify: Fix['verify']): string[] {
  const all: { say: string; run?: string }[] = [
    ...steps,
    ...(verify === undefined ? [] : [{ say: verify.expect, run: verify.run }]),
  ];
  const missing = all.flatMap(({ run = '' }, index) => {
    const said = all.slice(0, index + 1).map(({ say }) => say);
    return placeholders(run)
      .filter((one) => !said.some((say) => say.includes(one)))
      .map((one) => `no sentence so far tells what ${one} is: ${run}`);
  });
  const count = (text: string) => all.filter(({ say }) => say.includes(text)).length;
  const meanings = Object.entries(unknowns).map(([name, meaning]) => [name, `${name} is ${meaning}`] as const);
  return [
    ...missing,
    ...[...meanings.map(([, text]) => text), ...Object.values(seldomInstalled)]
      .filter((text) => count(text) > 1)
      .map((text) => `explained twice: ${text}`),
    ...meanings
      .filter(([name, text]) => count(text) > 0 && all.some(({ say }) => say.replace(text, '').includes(name)))
      .map(([name]) => `${name} has two meanings`),
  ];
}

function faultsOfSay({ say, run, on }: Step): string[] {
  return [
    ...(run !== undefined && say.toLowerCase().includes(places[on]) ? [`says where, as its heading does: ${say}`] : []),
    ...(/^[A-Z"][^\n]*[^.]\.$/.test(say) ? [] : [`not a sentence: ${say}`]),
    ...(/^(?:Until|If|While|When) [^,:]*\.$/.test(say) ? [`a condition, and nothing to do: ${say}`] : []),
    ...(/[.!?]\)? [A-Z]/.test(say) ? [`more than one sentence: ${say}`] : []),
    ...(/^[^()[\]]*(?:(?:\([^()]*\)|\[[^[\]]*\])[^()[\]]*)*$/.test(say)
      ? []
      : [`a bracket without its other half: ${say}`]),
    ...(command.test(say) ? [`a command in the sentence: ${say}`] : []),
  ];
}

function faultsOfRun({ say, run, on, risk }: Step): string[] {
  if (run === undefined) return [];
  const lines = run.split('\n');
  return [
    ...lines
      .filter((line) => /^[A-Z][a-z]+,? [a-z]|[a-z]\.$/.test(line))
      .map((line) => `prose in the command: ${line}`),
    ...placeholders(on === 'manifest' ? '' : run)
      .filter((one) => say.includes(one) && !Object.hasOwn(unknowns, one))
      .map((one) => `agent/fix/unknowns.ts does not have ${one}: ${run}`),
    ...misplaced({ run, on }),
    ...(risk === undefined && taking.test(run) ? [`does not say what it takes away: ${run}`] : []),
    ...(on === 'node' && afterQuotes.test(run) ? [`PowerShell reads two words where one is meant: ${run}`] : []),
    ...(on === 'manifest' && parseDocument(run).errors.length > 0 ? [`not YAML: ${run}`] : []),
  ];
}

/** A command that is typed elsewhere than `on` says. */
const misplaced = ({ run = '', on }: { run?: string; on: Step['on'] }): string[] => [
  ...(on === 'cluster' && !run.split('\n').every((line) => /^(?:kubectl|hostprobe|helm|az|eksctl|gcloud) /.test(line))
    ? [`neither for kubectl nor for a cloud: ${run}`]
    : []),
  ...(on === 'cluster' && /[*?[\]{}]/.test(run.replace(/'[^']*'/g, ''))
    ? [`zsh reads a pattern of file names: ${run}`]
    : []),
  ...(on === 'cluster' && run.replace(/'[^']*'/g, '').includes('\\')
    ? [`a POSIX shell drops a backslash outside of quotation marks: ${run}`]
    : []),
  ...(on === 'node' && /(?:^|\n)(?:kubectl|hostprobe|docker) /.test(run) ? [`not on a node: ${run}`] : []),
];

/** A word that begins with a quotation mark ends at the next one. */
const afterQuotes = /\s'(?:[^'\n]|'')*'[\w\\]/;

/** What evicts, deletes, lets in or replaces something for more than the one that types it. */
const taking =
  /^kubectl (?:cordon|delete|drain|label|replace) |^(?:az|eksctl|gcloud) |\bcrictl\.exe .*?\b(?:rm[ip]?|stopp?) |\bRemove-(?:LocalUser|CimInstance|Item -Force)|\b(?:Stop-Process|Add-(?:MpPreference|DnsClient\w+)|Set-DnsClient\w+)\b|\bsecedit\.exe \/configure/m;

/** What ends programs that pods need: the node, containerd and what starts it, or the kubelet. */
const ending =
  /\b(?:Restart-Computer|shutdown\.exe|(?:Restart|Stop)-Service|Stop-Process|taskkill|nssm\.exe (?:restart|stop)|sc\.exe stop)\b/;

/** A step that ends what pods need comes after a drain, or says what it risks. */
function faultsOfRestarts(steps: readonly Step[]): string[] {
  const drained = steps.findIndex(({ run = '' }) => run.startsWith('kubectl drain '));
  return steps.flatMap(({ run = '', risk }, index) =>
    ending.test(run) && risk === undefined && (drained === -1 || index < drained)
      ? [`neither after a drain nor with its risk: ${run}`]
      : [],
  );
}

/** A pod is made anew from what the API server has, not from a file that somebody changed. After a drain the node has changed. */
function faultsOfRecreation(steps: readonly Step[]): string[] {
  return steps.flatMap(({ run = '' }, index) => {
    const before = steps.slice(0, index);
    const changed = before.findLastIndex(({ on }) => on === 'manifest');
    const isApplied = before.slice(changed).some((step) => /^kubectl (?:apply|drain) /.test(step.run ?? ''));
    const isDeleted = /(?:^|\n)kubectl delete pod /.test(run);
    return isDeleted && changed !== -1 && !isApplied ? [`the manifest is changed and not applied before: ${run}`] : [];
  });
}

/** Changes of a manifest that a fix leaves in the file: none of what follows brings them to the pod. */
export function unapplied({ steps }: Fix): string[] {
  const applied = steps.findLastIndex(({ run }) => run?.startsWith('kubectl apply '));
  return steps.slice(applied + 1).flatMap(({ on, say }) => (on === 'manifest' ? [`not applied: ${say}`] : []));
}

/** What a fix of lint or predict has beside the file, which is deployed only when somebody wants that. */
export const deploying = ({ steps }: Fix): string[] =>
  steps.flatMap(({ run }) =>
    run !== undefined && /^kubectl (?:apply|replace) /m.test(run) ? [`deploys: ${run}`] : [],
  );

/** What is wrong with the fragments of a fix: what lint says about a good HostProcess pod into which somebody puts them. */
export const faultsOfFragments = ({ steps }: Fix): string[] => steps.flatMap(faultsOfFragment);

function faultsOfFragment({ say, run, on }: Step): string[] {
  if (on !== 'manifest' || run === undefined || say.includes('another Windows pod')) return [];
  let found = lintedFragments.get(run);
  if (found === undefined) {
    found = lintFragment(run);
    lintedFragments.set(run, found);
  }
  return found;
}
const lintedFragments = new Map<string, string[]>();

/** A step that names a local group says that it needs containerd 1.7. */
const newNodes = nodeKinds.filter((kind) => kind !== '1.6');

/** The rule `annotations` asks for a configuration of containerd, which the node has that passed the annotation. */
function lintFragment(run: string): string[] {
  const fields: unknown = parseDocument(run.replaceAll(/<[a-z][^<>]*>/g, 'known')).toJS();
  if (typeof fields !== 'object' || fields === null) return [];
  const text = JSON.stringify(podWithFragment(Object.entries(fields)));
  const inputs = [{ file: 'pod.json', text }];
  const { problems, pods } = lint(inputs, { nodes: newNodes, all: false });
  return [
    ...(pods.length === 1 ? [] : [`does not make a HostProcess pod: ${run}`]),
    ...(/^command: \["[^"]*(?:\\\\|\.ps1)"/.test(run) ? [`starts a folder or a script: ${run}`] : []),
    ...problems
      // A fix keeps the program that the pod names, wherever that is.
      .filter(({ rule }) => rule !== 'annotations' && rule !== 'host-program')
      .map(({ rule, message }) => `breaks the rule ${rule} (${message}): ${run}`),
  ];
}

const ofContainer = ['args', 'command', 'env', 'image', 'ports', 'readinessProbe', 'resources', 'tty', 'workingDir'];

function podWithFragment(fields: readonly [string, unknown][]): object {
  const pod: Record<string, Record<string, unknown>> = { metadata: { name: 'agent', namespace: 'monitoring' } };
  const container: Record<string, unknown> = {
    name: 'agent',
    image: 'registry.example.net/agent:1',
    command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'],
  };
  const mount: Record<string, unknown> = { name: 'data', mountPath: '/data' };
  const volume: Record<string, unknown> = { name: 'data', emptyDir: {} };
  const spec: Record<string, unknown> = {
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    tolerations: [{ operator: 'Exists' }],
    os: { name: 'windows' },
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
  };
  const merged = (old: unknown, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? {
          ...Object(old),
          ...Object.fromEntries(
            Object.entries(value).map(([key, one]) => [key, merged(Reflect.get(Object(old), key), one)]),
          ),
        }
      : value;
  for (const [key, value] of fields) {
    if (key === 'metadata') pod.metadata = { ...pod.metadata, ...Object(value) };
    else if (key === 'spec') Object.assign(spec, merged(spec, value));
    else if (key === 'volumeMounts') Object.assign(mount, [value].flat()[0]);
    else if (key === 'mountPath') mount.mountPath = value;
    else if (key === 'sources') Object.assign(volume, { emptyDir: undefined, projected: { sources: value } });
    else if (key === 'hostPath') Object.assign(volume, { emptyDir: undefined, hostPath: value });
    // A fragment may change how often a probe asks, and not what.
    else if (key === 'livenessProbe') container[key] = { httpGet: { port: 8080 }, ...Object(value) };
    else if (ofContainer.includes(key)) container[key] = value;
    else spec[key] = merged(spec[key], value);
  }
  const mounts = { volumeMounts: [mount] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...pod,
    spec: { ...spec, containers: [{ ...container, ...mounts }], volumes: [{ ...volume, name: mount.name }] },
  };
}

const placeholders = (text: string): string[] => text.match(/<[a-z][^<>\n]*>/g) ?? [];

/** How commands begin that fixes name: cmdlets, programs with what follows them. */
const command =
  /\b(?:Get|Set|New|Add|Remove|Start|Stop|Restart|Install|Enable|Test|Resolve)-[A-Z]\w+|\bkubectl [a-z]|\bnet (?:localgroup|accounts|user) |\bnetsh |\b(?:sc|icacls|curl|crictl|ctr|nssm|where|DISM|sfc)\.exe [-/a-z]|\bicacls |\bw32tm |\bgpupdate |\bcertutil /;
