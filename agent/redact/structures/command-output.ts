import { lineStartAt, linesFrom, matchAt, raw, regexp, type SecretSpan } from '../span.ts';
import { looksLikeKey, looksLikePassword } from '../value.ts';
import { mayBeChosen } from '../words/made-up.ts';
import { isBarePhrase, isPhrase, isSaid, isStandIn } from '../words/stand-ins.ts';

/** Literals of the commands handled here, besides names of secrets, in the syntax of literal-search.ts. */
export const commandOutputMarks = [
  'openssl rand |wg genkey|wg genpsk|userlist|pwfile|keys>|keyfile|chap>|keygen|keyring generate|token create',
  'token generate|certificate-key|<pwgen |get-key |print-key|find-generic-password|pass show |op read |kv get ',
  'print token|secret show |get-secret-value|versions access |jsonpath|base64 -d|base64 --decode|create token ',
  'join-token|initial-password|asplaintext|getnetworkcredential|admpwdpassword|echo $|echo %|printenv |reset-password',
].flatMap((some) => some.split('|'));

/** The position before a command: the start of a line, a prompt, another command, or a program that runs it. */
const isBegin = /(?:^|[>$#%+;|&"'(]\s{0,2}|\s--\s|\s[/-]c\s|\bsudo\s|\bexec\s(?:[^\n]{0,100}\s)?)$/i;
const reader = /\b(?:cat|type|gc|Get-Content|more|less|head|tail|bat)\s([^\r\n|>]{1,200}?)\r?\n/gi;
/** The path of a file: of the characters that a path may have. */
const path = raw`(?:[A-Z]:)?[~/.\\\w%-](?:[^\s"'<>|*?=:#$@\x60]| (?=[^\s"'<>|*?=:#$@\x60-][^\n\\/]{0,60}[\\/])){2,160}`;
/** The name of a file above what is in it: `== path`, `--- path ---`, `==> path <==`, `[path]`, `File: path`, `path:`. */
const heading = new RegExp(
  raw`^[ \t]*(?:(?:={1,12}>?|-{2,12}|\*{2,12}|#{2,6}|>{1,3}|@{2,4}|(?:file|path|(?:contents?|output) of)\b[:=]?)[ \t]*\x60?(${path})\x60?[ \t]*:?[ \t]*(?:[=*#@-]{1,12}|<=+)?|\[(?!HKEY)(${path})\]|((?:[A-Z]:)?[\\/]${path}|[\w.-]{1,64}\.\w{2,8}):)[ \t]*\r?(?:\n|$)`,
  'gim',
);
/** Whether a line is the name of a file above what is in it, and the file holds a secret. */
export const isHeading = (line: string): boolean =>
  [...line.matchAll(heading)].some(({ 1: a, 2: b, 3: c }) => isTelling(a ?? b ?? c ?? ''));

const written = raw`(?<value>[^\s$%"'|<>&][^\r\n"'|<>&$]{3,200}?)`;
const toFile = raw`>{1,2}|\|\s{0,3}(?:sudo )?(?:tee|Out-File|Set-Content)(?: -\w+){0,3}\s`;
/** What is written into a file, before or behind its name. */
const writer = regexp.g`\b(?:(?:echo|printf|Write-Output)\s{1,3}(?:-n\s{1,3}|'%s'\s)?(?<q>["']?)${written}\k<q>\s{0,3}(?:${toFile})\s{0,3}["']?(?<path>[^\s;|&"']{2,200})|(?:Set|Add)-Content\s(?:-Path )?["']?(?<file>[^\s"']{2,200})["']?\s{1,3}(?:-Value )?["'](?<content>[^\s"'$][^\r\n"'$]{3,200})["'])`;
const hereFile =
  /\b(?:cat\s{0,3}>{1,2}|tee)\s{1,3}(?:-a\s)?([^\s<>|]{2,200})\s{0,3}<<-?\s?["']?\w{1,20}["']?[^\r\n]{0,40}\r?\n/g;
/** Names of files that may have accounts with their passwords. */
const ofAccounts = /pass|pw|user|secret|cred|chap/i;

const words =
  'psk|secrets?|tokens?|passw(?:or)?ds?|passwd|passphrase|pass|pwd|pw|key|keys|keyfile|private-?key|cookie|auth|credentials?|creds?|auth-?key|api-?key|kennwort|passwort|htpasswd|pgpass|pwfile|userlist|chap';
const telling = new RegExp(`(?:^|[^a-z])(?:${words})(?:[^a-z]|$)`, 'i');
/** Files with other content, which other rules handle. */
const otherContent =
  /\.(?:go|cs|py|js|ts|ps1|psm1|sh|bat|cmd|rb|java|c|h|json|ya?ml|toml|xml|html?|ini|log|md|crt|cer|csr|pub|pem|der|p12|pfx|exe|dll|zip|gz)$|public|\bpub\b|accessor/i;
const ofFolder =
  /[\\/](?:secrets?|credentials?)[\\/](?![^\\/]*[\\/])(?!namespace|user|host|ca\.|tls\.crt|url|address|server|port|database|db_?name)/i;

/** Whether the name of a file says that the file holds only a secret. */
function isTelling(path: string): boolean {
  const base = (/[^\\/]*$/.exec(path)?.[0] ?? '').replaceAll(/([a-z])([A-Z])/g, '$1-$2');
  return !otherContent.test(base) && (telling.test(base) || ofFolder.test(path));
}

/** Commands that show a secret: one they make, one of a store, one they decode, one that its name tells. */
const makers = raw`openssl rand|wg gen(?:key|psk)|\bkeygen|keyring generate|token (?:create|generate)|certificate-key|\bpwgen`;
const vaults = raw`(?:get|print)-key|find-generic-password|pass show|\bop read|kv get [^\n]*-field|print token|secret show|get-secret-value|versions access`;
const decoders = raw`get secrets?\b[^\n]*jsonpath|base64 (?:-d|--decode)|create token|join-token|initial-password|asplaintext|getnetworkcredential\(\)\.password|admpwdpassword`;
const variables = raw`(?:echo |> ?(?=\$env:))[$%]\{?(?:env:)?(?!\w*_(?:file|path|dir)\b)\w*(?:pass|pwd|secret|token|key)\w*[}%]?|printenv \w*(?:pass|pwd|secret|token|key)\w*`;
const verbs = raw`(?:get|show|print|reveal|decrypt|generate|create|reset|expose)-(?:\w{1,20}-)?(?:password|passwd|secret|token)`;
const shows = regexp.gi`(?:${makers}|${vaults}|${decoders}|${variables}|${verbs})[^\r\n]*\r?\n`;

/** Whether a line is a command that shows a secret; the secret is in the next line. */
export const showsSecret = (line: string): boolean => `${line}\n`.search(shows) !== -1;

const ofVaults = raw`kv get [^\n]*-field[= ]["']?\w*(?:pass|pw|secret|token|key)|secret show [^\n]*(?:-o|--output)[= ]tsv`;
const ofVariable = raw`(?:\becho [$%]\{?(?:env:)?|^> ?\$env:|\bprintenv )\w*(?:pass|pwd|secret|token|key)`;
/** Those that show nothing else. Sources: the manuals of Vault, Azure CLI, kubectl, 1Password and AWS CLI */
const ofStores = raw`^op read |find-generic-password [^\n]*-w|get-secret-value [^\n]*SecretString[^\n]*text|versions access `;
const showsOnly = regexp.i`${ofVaults}|jsonpath[^\n]*(?:pass|pw|secret|token|key)[^\n]*\|\s?base64 (?:-d|--decode|-D)\b|${ofStores}|getnetworkcredential\(\)\.password|${ofVariable}`;
/** What a command says where it shows no secret. */
const noSecret =
  /^(?:\w*error|no|not|unable|cannot|failed|permission|access|the|usage|warning|fatal|unknown|invalid)\b|[{}<>[\]=]|: /i;

/** The line below a command, if it can be a secret: a word, or words that somebody chose. */
function onlyLineAt(text: string, at: number): SecretSpan | null {
  const [line = ''] = [...linesAt(text, at)].map((one) => one.line.trimEnd());
  return /^\S{4,512}$/.test(line) || isWords(line) ? (noSecret.test(line) ? null : spanAt(at, line)) : null;
}

const mostLines = 20;
const promptLine = /^(?:PS |[A-Z]:\\[^>\n]*>|[$#>+](?: |$)|[\w.-]+@[\w.-]+[:~])/;
/** The word below a command that shows a secret. */
const shown = /([ \t]*["']?)([^\s"']{8,4096})["']?[ \t]*(?:\r?\n|$)/y;

/** The output of commands that print a secret, for example a file that holds only a secret. */
export function findInCommandOutput(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const { groups = {}, index, 0: whole } of text.matchAll(writer)) {
    const { file = '', content = '', path = file, value = content } = groups;
    if (isTelling(path)) spans.push(spanAt(index + whole.lastIndexOf(value), value));
  }
  // What else there is stands in a line below.
  if (!text.includes('\n')) return spans;
  for (const { 0: whole, 1: words = '', index } of text.matchAll(reader)) {
    const lineStart = lineStartAt(text, index);
    if (!isBegin.test(text.slice(lineStart, index))) continue;
    const path = words.replace(/\s+-(?:Raw|Encoding \S+|TotalCount \d+|Tail \d+)\s*$/i, '').trim();
    const file = (/["']([^"']+)["']\)?$/.exec(path)?.[1] ?? /\S+$/.exec(path)?.[0] ?? '').replace(/["')]+$/, '');
    if (isTelling(file)) spans.push(...linesOf(text, index + whole.length, ofAccounts.test(file)));
  }
  for (const { 0: whole, 1: path = '', index } of text.matchAll(hereFile))
    if (isTelling(path)) spans.push(...linesOf(text, index + whole.length, ofAccounts.test(path)));
  for (const { 0: whole, 1: named, 2: inBrackets, 3: beforeColon, index } of text.matchAll(heading)) {
    const path = named ?? inBrackets ?? beforeColon ?? '';
    if (isTelling(path))
      spans.push(...contentOf(text, index + whole.length, { path, isSure: beforeColon === undefined }));
  }
  for (const { 0: whole, index } of text.matchAll(shows)) {
    const below = index + whole.length;
    const only = showsOnly.test(whole) ? onlyLineAt(text, below) : null;
    if (only !== null) {
      spans.push(only);
      continue;
    }
    const [, before = '', value = ''] = matchAt(shown, text, below) ?? [];
    const isSecret = looksLikeKey(value) || (looksLikePassword(value) && !/[\\/]/.test(value));
    if (isSecret && !promptLine.test(value)) spans.push(spanAt(below + before.length, value));
  }
  return spans;
}

const isWords = (line: string) => /\s/.test(line) && isPhrase(line);

const spanAt = (start: number, value: string): SecretSpan => ({ id: 'printed', start, end: start + value.length });

/** The lines that a command printed: up to the next prompt. */
function* linesAt(text: string, from: number): Generator<{ line: string; at: number }> {
  for (const one of linesFrom(text, from, mostLines)) {
    if (promptLine.test(one.line)) return;
    yield one;
  }
}

/** Lines with a single word; in a list of accounts, the word after each account. */
function linesOf(text: string, from: number, isOfAccounts: boolean): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const { line, at } of linesAt(text, from)) {
    const pair = isOfAccounts ? pairIn(line) : null;
    if (pair !== null) spans.push(spanAt(at + pair.start, pair.value));
    else if (/^[ \t]*[^\s=:{}<>[\]"']{4,4096}={0,2}[ \t]*$/.test(line) && !isStandIn(line.trim())) {
      spans.push(spanAt(at + line.search(/\S/), line.trim()));
    } else break;
  }
  return spans;
}

const isWord = (line: string) => /^[ \t]*(?=[^\s]*[A-Za-z\d])[^\s=:{}<>[\]"']{4,4096}={0,2}[ \t]*$/.test(line);

/**
 * What is in a file, below its name: lines with a single word, of which the first is a user where the file has two; or one line
 * with the words of a passphrase.
 * @param isSure it is the name of a file, and no comment or title
 */
function contentOf(text: string, from: number, { path, isSure }: { path: string; isSure: boolean }): SecretSpan[] {
  const lines = [...linesAt(text, from)];
  if (/^[ \t]*(?:```\w{0,12}[ \t]*)?$/.test(lines[0]?.line ?? '')) lines.shift();
  const end = lines.findIndex(({ line }) => !isWord(line));
  const words = lines
    .slice(0, end === -1 ? undefined : end)
    .map(({ line, at }) => spanAt(at + line.search(/\S/), line.trim()));
  const value = ({ start, end: last }: SecretSpan) => text.slice(start, last);
  const [first] = words;
  if (first === undefined) {
    const { line, at } = lines[0] ?? { line: '', at: 0 };
    return isSure && /pass/i.test(path) && isBarePhrase(line.trim()) && /\s\S+\s/.test(line.trim())
      ? [spanAt(at + line.search(/\S/), line.trim())]
      : [];
  }
  const isUser = words.length === 2 && /auth|user|cred|login/i.test(path) && !looksLikeKey(value(first));
  // A folder shows the names of what is in it.
  const isFile =
    isSure && /[\\/.]/.test(path) && !/[\\/](?:secrets|tokens|keys|passwords|credentials|creds)$/i.test(path);
  return (isUser ? words.slice(1) : words).filter((one) =>
    isStandIn(value(one)) || isSaid(value(one)) ? false : isFile || looksLikeKey(value(one)) || mayBeChosen(value(one)),
  );
}

/** `name:value`, `name:{PLAIN}value:...`, or `"name" "value"`. */
function pairIn(line: string): { start: number; value: string } | null {
  const found =
    /^((?:[\w.[\]:-]{1,100}[ \t]{1,8}|[ \t]*)[\w.@$-]{1,64}:(?:\{[\w.-]{2,16}\})?)([^\s:/][^\s:]{2,200})(?=:|[ \t]*$)/.exec(
      line,
    ) ?? /^([ \t]*"[\w.@$-]{1,64}"[ \t]+")([^"\s]{3,200})"[ \t]*$/.exec(line);
  const [, before = '', value = ''] = found ?? [];
  return found === null || isStandIn(value) ? null : { start: before.length, value };
}
