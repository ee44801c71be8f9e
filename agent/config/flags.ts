import type { Flag } from '../config.ts';
import { connectionHelp } from './connection.ts';

/** How --help shows a flag. `value` null: a switch. `repeatable`: given again it adds; its values come joined by commas. */
interface FlagShown {
  short?: string;
  value: string | null;
  repeatable?: boolean;
  help: string;
}

export const flags: Readonly<Record<Flag, FlagShown>> = {
  listen: {
    value: '<address:port>',
    repeatable: true,
    help: 'where the server listens; may be given again, in the variable commas stand between',
  },
  tls: { value: '<self-signed>', help: 'TLS with a certificate that hostprobe makes, keeps in memory and renews' },
  'tls-cert': { value: '<file>', help: 'TLS with this certificate and its chain (PEM), read again when it changes' },
  'tls-key': { value: '<file>', help: 'the private key of --tls-cert (PEM, not encrypted)' },
  auth: { value: '<kubernetes>', help: 'who may read is asked of the API server (TokenReview, SubjectAccessReview)' },
  'auth-token-file': {
    value: '<file>',
    help: 'bearer tokens that may read everything, one a line, read again when it changes',
  },
  insecure: { value: null, help: 'allow an address that others reach without TLS or authentication, for laboratories' },
  facts: {
    value: '<file>',
    repeatable: true,
    help: 'a saved snapshot or bundle instead of this node; - reads it from standard input; predict takes several',
  },
  node: {
    value: '<name|url>',
    repeatable: true,
    help: 'a node of the cluster, or the address of an agent (https://host:20258): what it saw, instead of this node; predict takes several',
  },
  'token-file': { value: '<file>', help: 'holds the bearer token for --node, which goes over https:// only' },
  'ca-file': {
    value: '<file>',
    help: 'trust these certificates (PEM), of nodes or authorities, and no others, for --node',
  },
  since: { value: '<time>', help: 'what changed, or was logged, since then: 30m, 2h, 3d, or 2026-11-01T14:00:00Z' },
  'max-size': { value: '<size>', help: 'of all files of the bundle together, before they are packed' },
  redact: { value: '<file>', help: 'more patterns of secrets (YAML), beside those that hostprobe knows' },
  'dry-run': { value: null, help: 'only list what would be taken' },
  diff: { value: null, help: 'tell what differs between two bundles' },
  publish: {
    value: null,
    help: 'tell the cluster too: node condition HostProcessReady, and an event when it changes',
  },
  picture: {
    value: null,
    help: 'also collect hardware, disks and interfaces for /facts every hour; on Windows this starts PowerShell',
  },
  'state-dir': {
    value: '<folder>',
    help: 'where serve keeps what changed (default on Windows %ProgramData%\\hostprobe, elsewhere in memory only)',
  },
  interval: { value: '<seconds>', help: 'how often to look again, give or take a tenth' },
  output: { short: 'o', value: '<form>', help: 'form of the answer' },
  list: { value: null, help: 'print all that is known instead' },
  strict: { value: null, help: 'count checks that need SYSTEM as not judged' },
  verbose: { value: null, help: 'show also what passed and what was skipped' },
  containerd: { value: '<1.6|1.7|2.x>', help: 'judge for nodes with this containerd only' },
  'bind-filter': { value: '<yes|no>', help: 'judge for nodes with, or without, bindfltapi.dll only' },
  'fail-on': { value: '<warn|error>', help: 'what makes the exit code 1' },
  all: { value: null, help: 'lint: judge every pod as if it were to be HostProcess; bundle: of all Windows nodes' },
  yes: { value: null, help: 'take the bundles of more than 50 nodes' },
  timeout: { value: '<time>', help: 'for the bundle of one node, such as 2m (default 10m)' },
  selector: { short: 'l', value: '<labels>', help: 'only nodes with these labels, as kubectl has them' },
  via: {
    value: '<forward|exec|kubectl>',
    help: 'the way to the agent of --node in a cluster (default: the first that its containerd has)',
  },
  watch: { short: 'w', value: null, help: 'go on, and print each row that changes' },
  'no-headers': { value: null, help: 'print no headings and no summary' },
  ...connectionHelp,
  'log-level': {
    value: '<level>',
    help: 'silent, error, warn, info or debug, as JSON lines on standard error (default: info for serve, else silent)',
  },
};
