import { type NodeKind, nodeKinds, withoutFilter } from '../node/new-pod.ts';
import type { Rule, Severity } from '../rule.ts';
import { rules } from '../rules/index.ts';

/**
 * A rule of lint in CEL, as Kubernetes has it: what is true of a pod that breaks it. `pod` is the spec, `containers` all with
 * the init containers, `users` the runAsUserName that counts for each ('' if none does), `texts` the words of each, and
 * `annotations` those of the pod.
 */
interface InCel {
  breaks: string;
  /** If they differ from the rule's. */
  severity?: Severity;
  holds?: readonly NodeKind[];
}

/**
 * A regular expression as CEL writes it, raw. What `(?i:...)` holds matches in any case, spelled out as sets of two letters: not
 * every interpreter of CEL has that group.
 */
export const re = (expression: string): string =>
  `r'${expression.replaceAll(/\(\?i:((?:[^()]|\([^()]*\))*)\)/g, (_, inner: string) => `(?:${inner.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)})`)}'`;
/** Letters in any case, with blanks between them, as the shim and lint compare names. */
const spaced = (...words: readonly string[]) => `(?i: *(?:${words.map((word) => [...word].join(' *')).join('|')}) *)`;
const anyMount = (test: string) =>
  `variables.containers.exists(c, has(c.volumeMounts) && c.volumeMounts.exists(m, ${test}))`;
const anyHostPath = (test: string) =>
  `has(variables.pod.volumes) && variables.pod.volumes.exists(v, has(v.hostPath) && (${test}))`;
const anyText = (test: string) => `variables.texts.exists(list, list.exists(t, ${test}))`;
const anyVariable = (test: string) => `variables.containers.exists(c, has(c.env) && c.env.exists(e, ${test}))`;
const anyUser = (test: string) => `variables.users.exists(u, ${test})`;
/** Whether the security context of the pod or of a container fits; `x` is the context. */
const anyOfContexts = (test: string): string => {
  const fits = (of: string) => `has(${of}.securityContext) && (${test.replaceAll(/\bx\b/g, `${of}.securityContext`)})`;
  return `${fits('variables.pod')} || variables.containers.exists(c, ${fits('c')})`;
};
const anyWindowsOption = (...fields: readonly string[]) =>
  anyOfContexts(`has(x.windowsOptions) && (${fields.map((field) => `has(x.windowsOptions.${field})`).join(' || ')})`);

/** YAML's escapes in double quotes leave these where a backslash was. */
const lost = `u.matches('[\\u2028\\u0085\\u00a0][^\\\\\\\\]*$')`;
const isImage = `u.matches(${re(`(?:^|\\\\)${spaced('containeruser', 'containeradministrator')}$`)})`;
const isSystem = `u.matches(${re(`^NT AUTHORITY\\\\${spaced('system', 'localservice', 'networkservice')}$`)})`;
const isMeant = `(u.matches(${re(`(?:^|\\\\)${spaced('system', 'localsystem', 'localservice', 'networkservice')}$`)}) || u.matches(${re('^(?i:nt[ -]?aut[^\\\\0-9 ]*|aut[^\\\\0-9 ]* nt)\\\\')}))`;
const isUser = `u.matches(${re('^(?i:administrator|guest|defaultaccount|wdagutilityaccount)$')})`;
const isBare = `!u.contains('\\\\')`;

const windowsTerm = (t: string) =>
  `(has(${t}.matchFields) || has(${t}.matchExpressions) && ${t}.matchExpressions.exists(e, e.key.matches(${re('(?i:windows)')}) || has(e.values) && e.values.exists(v, v.matches(${re('(?i:windows)')}))))`;
const nodeAffinity = 'variables.pod.affinity.nodeAffinity';
const [required, preferred] = [
  `${nodeAffinity}.requiredDuringSchedulingIgnoredDuringExecution`,
  `${nodeAffinity}.preferredDuringSchedulingIgnoredDuringExecution`,
];

/** The rules that CEL can say. */
const inCel: Readonly<Record<string, readonly InCel[]>> = {
  'run-as-user': [{ breaks: anyUser("u == ''") }],
  'nt-authority-spelling': [{ breaks: anyUser(`${lost} || !${isImage} && !${isSystem} && ${isMeant}`) }],
  'account-kind': [
    {
      breaks: anyUser(`!${lost} && (${isImage} || !${isSystem} && !${isMeant} && (u.contains('\\\\') || ${isUser}))`),
    },
  ],
  'local-group': [{ breaks: anyUser(`u != '' && !${lost} && ${isBare} && !${isImage} && !${isMeant} && !${isUser}`) }],
  'run-as-non-root': [{ breaks: anyOfContexts('has(x.runAsNonRoot) && x.runAsNonRoot') }],
  gmsa: [{ breaks: anyWindowsOption('gmsaCredentialSpecName', 'gmsaCredentialSpec'), severity: 'warn' }],
  'mount-path': [
    { breaks: anyMount(`m.mountPath.matches(${re('^[Cc]:$')})`) },
    {
      breaks: anyMount(
        `m.mountPath != '' && m.mountPath.matches(${re('^(?:[A-Za-z]:)?[\\\\/]*$')}) && !m.mountPath.matches(${re('^[Cc]:$')})`,
      ),
      holds: withoutFilter,
    },
  ],
  'named-pipe-mount': [
    { breaks: anyHostPath(`v.hostPath.path.matches(${re('^[\\\\/]{2}\\.[\\\\/](?i:pipe)[\\\\/]')})`) },
  ],
  'socket-mount': [
    {
      breaks: anyHostPath(
        `has(v.hostPath.type) && v.hostPath.type == 'Socket' || v.hostPath.path.matches(${re('\\.(?i:sock)$')})`,
      ),
    },
  ],
  'token-sub-path': [
    {
      breaks: anyMount(
        '(has(m.subPath) || has(m.subPathExpr)) && has(variables.pod.volumes) && variables.pod.volumes.exists(v, v.name == m.name && has(v.projected) && has(v.projected.sources) && v.projected.sources.exists(s, has(s.serviceAccountToken)))',
      ),
    },
  ],
  'volume-path': [{ breaks: anyText(`t.matches(${re('(?:^|[^A-Za-z])(?i:C):[\\\\/]+(?i:C)[\\\\/]+')})`) }],
  'hpc-path': [
    {
      breaks: `${anyText(`t.matches(${re('(?:^|[^A-Za-z])(?i:C:[\\\\/]+hpc)(?:$|[^A-Za-z0-9_-])')})`)} || variables.programs.exists(p, p.matches(${re('^[\\\\/]+(?i:hpc)[\\\\/]')}))`,
    },
  ],
  'relative-path': [
    {
      breaks: `variables.containers.exists(c, !has(c.workingDir) && ((has(c.command) ? c.command : []) + (has(c.args) ? c.args : [])).exists(w, w.matches(${re('(?:^|=)\\.{1,2}[\\\\/]')}) || w.matches(${re('^[^-%$\\\\/:"\\s][^:%$"\\s]*[\\\\/][^:%$"\\s]*\\.(?i:ps1|cmd|bat|exe)$')})) || !has(c.workingDir) && has(c.command) && size(c.command) > 0 && c.command[0].matches(${re('^[^-%$\\\\/:"\\s][^:%$"]*[\\\\/][^:%$"]*$')}))`,
    },
  ],
  'working-directory': [
    {
      breaks: `variables.containers.exists(c, has(c.workingDir) && c.workingDir != '' && !c.workingDir.matches(${re('CONTAINER_SANDBOX_MOUNT_POINT|^(?i:(?:C:)?[\\\\/]+hpc)(?:[\\\\/]|$)')}))`,
    },
  ],
  'env-mount-point': [{ breaks: anyVariable(`e.name.matches(${re('^(?i:CONTAINER_SANDBOX_MOUNT_POINT)$')})`) }],
  'env-path': [
    {
      breaks: anyVariable(
        `e.name.matches(${re('^(?i:PATH)$')}) && has(e.value) && !e.value.matches(${re('(?:^|[\\\\/])(?i:system32)\\b')})`,
      ),
    },
  ],
  'in-cluster-client': [
    {
      breaks: `has(variables.pod.serviceAccountName) && variables.pod.serviceAccountName != 'default' && !(has(variables.pod.automountServiceAccountToken) && variables.pod.automountServiceAccountToken == false) && !${anyVariable(`e.name.matches(${re('(?i:CONTAINER_SANDBOX_MOUNT_POINT|kubeconfig)')})`)} && !${anyText(`t.matches(${re('(?i:CONTAINER_SANDBOX_MOUNT_POINT|kubeconfig)')})`)}`,
    },
  ],
  'dns-policy': [{ breaks: "has(variables.pod.dnsPolicy) && variables.pod.dnsPolicy == 'ClusterFirstWithHostNet'" }],
  annotations: [
    {
      breaks:
        "['microsoft.com/hostprocess-mount-behavior', 'microsoft.com/hostprocess-inherit-user', 'microsoft.com/hostprocess-rootfs-location', 'microsoft.com/disable-hostprocess-container'].exists(a, a in variables.annotations)",
    },
  ],
  'node-selector': [
    {
      breaks:
        "has(variables.pod.nodeSelector) && 'kubernetes.io/os' in variables.pod.nodeSelector && variables.pod.nodeSelector['kubernetes.io/os'] != 'windows'",
      severity: 'error',
    },
    {
      breaks: `!has(variables.pod.nodeName) && !(has(variables.pod.nodeSelector) && ('kubernetes.io/os' in variables.pod.nodeSelector || 'kubernetes.io/hostname' in variables.pod.nodeSelector || variables.pod.nodeSelector.exists(k, (k + '=' + variables.pod.nodeSelector[k]).matches(${re('(?i:windows)')})))) && !(has(variables.pod.affinity) && has(${nodeAffinity}) && (has(${required}) && ${required}.nodeSelectorTerms.exists(t, ${windowsTerm('t')}) || has(${preferred}) && ${preferred}.exists(p, ${windowsTerm('p.preference')})))`,
    },
  ],
};

/** Why the other rules are no policy. */
const byServer = 'the API server refuses it itself';
const byCommand = 'it reads command lines as cmd and the shim do';
const byPath = 'it brings paths to the form that Windows gives them';
const noPolicy: Readonly<Record<string, string>> = {
  'host-process-field': byServer,
  'pod-security': byServer,
  ...Object.fromEntries(
    [
      'program-word',
      'mounted-program',
      'command-lines',
      'cmd-characters',
      'command-quoting',
      'mount-point-spelling',
      'host-program',
      'account-rights',
      'liveness-probe',
    ].map((id) => [id, byCommand]),
  ),
  service: 'it asks for objects beside the pod',
  'memory-limit': 'it compares amounts of memory',
  'mounted-path': byPath,
  'mount-shadow': byPath,
  'read-only-mount': 'an access list of the node may do what it asks for',
  'linux-fields': 'Windows nodes ignore them',
  'host-process-level': 'only kubelets before 1.25 have the fault',
};

/** What every other rule is, on these nodes or on all. */
const onlyNoted = 'lint only notes it';

/** A rule for a policy: what breaks it, and how much that weighs on the nodes that were asked for. */
export interface PolicyRule {
  rule: Rule;
  breaks: string;
  severity: Severity;
}

/**
 * The errors and warnings of lint on these nodes that CEL can say, and why the others are left out.
 * @param nodes a fault on only some of them weighs one level less, as in lint
 */
export function policyRules(nodes: readonly NodeKind[]): { said: PolicyRule[]; left: Record<string, string> } {
  const left: Record<string, string> = {};
  const said = rules.flatMap((rule): PolicyRule[] => {
    const forms = inCel[rule.id];
    if (forms === undefined) {
      left[rule.id] = noPolicy[rule.id] ?? (rule.ofApi ? byServer : onlyNoted);
      return [];
    }
    const kept = forms.flatMap(({ breaks, severity = rule.severity, holds = rule.holds ?? nodeKinds }) => {
      const own = nodes.filter((node) => holds.includes(node));
      const weighs = own.length === nodes.length ? severity : severity === 'error' ? 'warn' : 'info';
      return own.length === 0 || weighs === 'info' ? [] : [{ rule, breaks, severity: weighs }];
    });
    if (kept.length === 0) left[rule.id] = onlyNoted;
    return kept;
  });
  return { said, left };
}
