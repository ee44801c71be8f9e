import { plural } from '../fact.ts';
import { inItsFolder, saveFacts } from '../fix/show.ts';
import { areUsual } from '../predict/usual-nodes.ts';
import type { Tab } from './task.ts';

/** The texts of the page itself; the answers have texts of their own. */
export const pageWords = {
  title: 'hostprobe',
  lead: 'Why a Windows HostProcess pod does not start, and what to change. All of it runs in this page: nothing that you paste or drop leaves your browser.',
  skip: 'Skip to the text',
  needsScript: 'This page needs JavaScript.',
  tabsLabel: 'What to do',
  tabs: { explain: 'Explain', lint: 'Lint', predict: 'Predict' } satisfies Record<Tab, string>,
  about: {
    explain: 'Paste an error text or a log: the possible causes, the most likely first, each with its fix.',
    lint: 'Paste a manifest: what the API server, the kubelet or containerd will refuse or ignore, before you deploy it.',
    predict:
      'Paste a manifest, and drop snapshots or bundles of nodes if you have them: whether the pod will start on each, as which account, and where its files and its token will be. Without nodes it is judged on the usual ones.',
  } satisfies Record<Tab, string>,
  textLabel: {
    explain: 'Error text, log, or the output of kubectl describe',
    lint: 'Manifest (YAML or JSON)',
    predict: 'Manifest (YAML or JSON)',
  } satisfies Record<Tab, string>,
  example: {
    explain: 'failed to create user process token: failed to logon user: Access is denied.',
    lint: 'apiVersion: v1\nkind: Pod\n...',
    predict: 'apiVersion: v1\nkind: Pod\n...',
  } satisfies Record<Tab, string>,
  podLabel: 'Pod or workload that it is about (YAML or JSON, optional)',
  podWhy: 'The account and the mounts of the pod help to rule out causes.',
  dropLabel: 'Files',
  drop: {
    explain:
      'Drop files anywhere on this page, or press Add files: logs, events or pods as JSON, also gzip and UTF-16; the YAML of the pod; a snapshot (hostprobe facts) or a bundle of the node.',
    lint: 'Drop manifests anywhere on this page, or press Add files: YAML and JSON.',
    predict:
      'Drop files anywhere on this page, or press Add files: manifests, and a snapshot (hostprobe facts) or a bundle of each node.',
  } satisfies Record<Tab, string>,
  add: 'Add files',
  remove: (name: string) => `Remove ${name}`,
  removeShort: 'Remove',
  size: (bytes: number) =>
    bytes < 1000
      ? plural(bytes, 'byte')
      : bytes < 999_950
        ? `${(bytes / 1e3).toFixed(1)} kB`
        : `${(bytes / 1e6).toFixed(1)} MB`,
  run: { explain: 'Explain', lint: 'Lint', predict: 'Predict' } satisfies Record<Tab, string>,
  useNode: 'Use the facts of this node',
  nodeFailed: (why: string) => `The facts of this node could not be read: ${why}`,
  factsName: 'node.json',
  stop: 'Stop',
  clear: 'Clear',
  redact: 'Redact and save',
  link: 'Copy a link',
  copy: 'Copy',
  copied: 'Copied',
  selected: 'Selected',
  see: 'See ',
  linkCopied: 'The link is copied. It contains the text, but no files.',
  linkShown: 'The browser does not allow this page to copy. Copy the link from here:',
  linkTooLong: (length: number, most: number) =>
    `A link may have ${most} characters, but this text needs ${length}. Shorten the text, or send it as a file.`,
  linkBroken: 'The link must contain a text, but it is damaged or incomplete. Ask for it again.',
  secretFound: (kinds: readonly string[]) =>
    `The text contains what looks like a secret (${kinds.join(', ')}). Everybody who gets the link can read it.`,
  linkRedacted: 'Copy a link without the secrets',
  linkAnyway: 'Copy it as it is',
  cancel: 'Cancel',
  working: 'Working',
  reading: (name: string, percent: number) => `Reading ${name}: ${percent} %`,
  stopped: 'Stopped.',
  late: (seconds: number) => `Stopped: no progress for ${seconds} s. Use a part of the text, or the command line.`,
  bug: (message: string) => `hostprobe has a bug: ${message}. Please report it with the text, without its secrets.`,
  nothingEntered: {
    explain: 'Paste a text or drop a file first.',
    lint: 'Paste a manifest or drop one first.',
    predict: 'Paste or drop a manifest first.',
  } satisfies Record<Tab, string>,
  answerLabel: 'Answer',
  unrecognised:
    'hostprobe does not recognise an error in this text. It knows those of HostProcess pods, and of containerd and the kubelet that start them. A status such as CrashLoopBackOff says that something failed, not what: paste the output of kubectl describe pod or kubectl logs --previous, or the log of containerd.',
  basedOn: (node: string, at: string) => `Based on the facts of ${node} at ${at}.`,
  withoutNode: `The facts of the node confirm causes or rule them out: run ${saveFacts} ${inItsFolder} on the node, and drop node.json here.`,
  explanation: 'Explanation',
  compared: 'What differs',
  reportOf: (node: string) => `Report of ${node}`,
  viewsLabel: 'What is shown',
  nodesLabel: 'For nodes with',
  anyNode: 'any containerd',
  allPods: 'Judge every pod as a HostProcess pod',
  problems: (error: number, warn: number, info: number, pods: number) =>
    `${plural(error, 'error')}, ${plural(warn, 'warning')}, ${plural(info, 'note')} in ${plural(pods, 'HostProcess pod')}.`,
  noPods: 'No HostProcess pod found.',
  lintVerdicts: {
    fail: 'As it is, this will be refused, or will not do what it says',
    warn: 'This works, but not everywhere or not for long',
    pass: 'Nothing is wrong with it',
  },
  noCause: 'No known cause is left',
  nothingFound: 'No error is recognised',
  willNotRun: (pod: string, on: number, many: number) =>
    many === 1
      ? `${pod} will not run`
      : `${pod} will not run on ${on === many ? `any of these ${many}` : `${on} of ${many}`} nodes`,
  mayRun: (pod: string, on: number, many: number) =>
    many === 1
      ? `It is unknown whether ${pod} will run`
      : `It is unknown for ${on} of ${many} nodes whether ${pod} will run`,
  willRun: (pod: string, many: number) => (many === 1 ? `${pod} will run` : `${pod} will run on all ${many} nodes`),
  notOn: (names: readonly string[]) => `Not on ${names.join('; ')}.`,
  runsOn: (names: readonly string[]) => `It runs on ${names.join('; ')}.`,
  usualNodes: `${areUsual} For your own node drop its snapshot or bundle.`,
  lintThis: 'This is a manifest: lint it',
  explainThis: 'This is an error text or a log: explain it',
  predictThis: 'Predict where it runs',
  passedOver: (kinds: string) => `Skipped: ${kinds}.`,
  silenced: (count: number) => `${plural(count, 'problem')} silenced by a comment.`,
  severities: { error: 'Error', warn: 'Warning', info: 'Note' },
  lineOf: (line: number, column: number) => `line ${line}, column ${column}`,
  goTo: (line: number, column: number) => `Go to line ${line}, column ${column}`,
  json: 'Save as JSON',
  onNodes: (nodes: string) => `On ${nodes} only.`,
  tableLabel: 'Question by question',
  question: 'Question',
  stages: (node: string) => `Every stage on ${node}`,
  assumes: 'This assumes that:',
  notReached: 'not reached',
  expect: {
    'api-server': 'The API server says',
    event: 'Event',
    'container-log': 'Container log',
  },
  notRead: (what: string) => `Not read: ${what}`,
  skipped: (what: string) => `Skipped: ${what}`,
  saved: (names: readonly string[], count: number) =>
    `Saved ${names.join(', ')}: ${plural(count, 'secret')} replaced. Read it before you send it.`,
  toReport: 'The report of this node',
  footer: (version: string, isServed: boolean) =>
    isServed
      ? `hostprobe ${version}. This page requests the facts of this node when you press the button for them, and nothing else.`
      : `hostprobe ${version}. This page makes no network requests.`,
} as const;
