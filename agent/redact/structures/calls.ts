import { matchAt, type Range, raw, regexp, type SecretSpan } from '../span.ts';
import { looksLikePassword } from '../value.ts';
import { isStandIn } from '../words/stand-ins.ts';

/** Literals that every call handled here contains, in the syntax of literal-search.ts. */
export const callMarks = [
  'connect(|connection(|connectserver(|directoryentry(|principalcontext(|__construct(|pdo(|mysql(|mysqli(|postgresql(',
  'mongodb(|imap_open(|openrowset(|mapnetworkdrive(|mapnetworkdrive |logonuser|ftp(|ftp.new(|login(|log_in(|logon(|log_on(',
  "authenticate(|bind(|bind_s(|auth(|credential(|credentials(|token(|auth=(|auth = (|auth': (|credentials=(|credentials = (",
  'usernamepassword|amqp_params_|{plain,|{credential|bind,|basic(|opendsobject(|wmi(|.open|.change(|simple_bind|ldapobject',
  '"params"',
].flatMap((some) => some.split('|'));

/**
 * Which string argument of a call is the password. `server-first`: the one after the user, where a server may come
 * before the user. `user-first`: the one after the user. `account`: the one after a string that looks like an account
 * name. A number: the argument at this index, if it is a string.
 */
type Kind = 'server-first' | 'user-first' | 'account' | number;

/** Sources: php.net, mysqli::__construct, oci_connect, imap_open; clickhouse.com/docs, Table functions; learn.microsoft.com */
const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^openrowset$/i, 3],
  [/^(?:mysql|postgresql|mongodb)$/i, 4],
  [/^logonuser[aw]?$|^(?:mysqli?(?:_p?connect)?|imap_open)$/i, 2],
  [/^mysqli_real_connect$/i, 3],
  [/^oci_\w?connect$/i, 1],
  [
    /^(?:\w*connect|getconnection|connectserver|directoryentry|principalcontext|__construct|pdo|ftp|opendsobject|wmi)$/i,
    'server-first',
  ],
  [/^(?:amqp_params_\w+|plain|basic)$/i, 'user-first'],
  [
    /^(?:\w*log_?[io]n|\w*authenticate|auth|usernamepassword\w*|\w*(?:basic|plain)_?auth\w*|(?:sql|network)credential)$/i,
    'user-first',
  ],
  [/^(?:\w*bind(?:_s)?|\w*credentials?|\w*auth|mapnetworkdrive|\w*token|open|change)$/i, 'account'],
];

const call =
  /(?<![\w$])([A-Za-z_]\w{0,40})(?:(?<=FTP)\.(?:open|new))?(?:["']?\s?[:=])?(?:\r?\n\(\(|\s?\(|["'],\s?["']params["']\s?:\s?\[|(?<=\{\w{1,41}),\s?\{?(?=<<"|")|(?<=\.\w{1,41})[ \t]{1,3}(?=["']))/g;

/** Passwords among the arguments of calls that sign in, as in programs, scripts and stack traces. */
export function findInCalls(text: string): SecretSpan[] {
  return [...text.matchAll(call)].flatMap(({ 0: whole, 1: name = '', index }) => {
    const [, kind] = kinds.find(([one]) => one.test(name)) ?? [];
    const found = kind === undefined ? null : passwordAmong(argumentsAt(text, index + whole.length), kind, name);
    return found === null ? [] : [{ id: 'argument', start: found.start, end: found.end }];
  });
}

export interface Argument extends Range {
  value: string;
  isString: boolean;
}

const reach = 700;
const mostArguments = 16;
const beforeString = /(?:Some\(|String\(|N|[rub]|@|\$|<<)?(?=["'])/y;
const behindString = /(?:>>|\)?(?:\.\.\.)?)/y;
const comma = /[ \t]*[,;]\s*/y;

/** The arguments of a call, up to its closing bracket or the end of the line. */
export function argumentsAt(text: string, from: number): Argument[] {
  const found: Argument[] = [];
  const limit = Math.min(text.length, from + reach);
  let at = limit - text.slice(from, limit).trimStart().length;
  while (at < limit && found.length < mostArguments) {
    const [before] = matchAt(beforeString, text, at) ?? [];
    if (before !== undefined) {
      const start = at + before.length + 1;
      const end = closingQuote(text, start, text.charAt(start - 1), limit);
      if (end === -1) break;
      found.push({ start, end, value: text.slice(start, end), isString: true });
      at = end + 1;
      if (/[(<]$/.test(before)) at += matchAt(behindString, text, at)?.[0].length ?? 0;
    } else {
      const end = endOfBare(text, at, limit);
      found.push({ start: at, end, value: text.slice(at, end).trim(), isString: false });
      at = end;
    }
    const [next] = matchAt(comma, text, at) ?? [];
    if (next === undefined) break;
    at += next.length;
  }
  return found;
}

function closingQuote(text: string, start: number, quote: string, limit: number): number {
  for (let at = start; at < limit; at++) {
    const one = text.charAt(at);
    if (one === '\n') return -1;
    if (one === quote && text.charAt(at + 1) === quote) at++;
    else if (one === quote) return at;
    else if (one === '\\' && text.charAt(at + 1) === quote) at++;
  }
  return -1;
}

/** The end of an argument without quotes: a number, a variable, an object, another call. */
function endOfBare(text: string, start: number, limit: number): number {
  let depth = 0;
  let at = start;
  for (; at < limit; at++) {
    const one = text.charAt(at);
    if (one === '\n') break;
    if ('([{'.includes(one)) depth++;
    else if (')]}'.includes(one) && depth-- === 0) break;
    else if ((one === ',' || one === ';') && depth === 0) break;
  }
  return at;
}

const host = raw`localhost$|^(?:\d{1,3}\.){3}\d{1,3}|^[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?(?:/|$)`;
/** A location, not a password: a URL, a data source, a host, a share, a drive, an HTTP method, a WMI namespace. */
const place = regexp.i`^$|^\w[\w+.-]*://|^\\\\|^[A-Z]:|^(?:GET|POST|PUT|HEAD|DELETE|PATCH)$|^root\\|[;=].*=|^\w+:\w+=|\.\.\.$|^${host}|^/|^(?:dbi|jdbc|odbc):|=.*;|^(?:dbname|host|server|dsn|provider)=`;
const schemes = raw`jdbc|mysql|pgsql|postgres\w*|dbi|odbc|sqlsrv|sqlite|oci|ldaps?|ftps?|sftp|smb|imap|winnt|mongodb\S*|amqps?`;
const dataSource = regexp.i`^(?:${schemes}):|^(?:GET|POST|PUT)$|[=;].*=|^(?:dbname|host|server|dsn|provider)=|\.\.\.$|^root\\|^\\\\`;
/** Sources: php.net, PDO::__construct; metacpan.org, DBI, connect */
const ofDriver = /^(?:(?:mysql|pgsql|sqlsrv|oci|odbc|dblib|firebird):\w+=|(?:dbi|jdbc):\w|(?:driver|dsn)=)/i;
/** An account name: of a domain, as an e-mail address, or as a distinguished name. */
const account = /^(?:cn|uid|ou)=|^[\w.-]+\\{1,2}[\w.$-]+$|^\.\\{1,2}\w|^[\w.+-]+@[\w.-]+$/i;
const ofWords = /^(?=[^a-z]{0,64}[a-z])[A-Z][a-z]+\.[\w.]*\d$/;
const isAccount = (value: string) => account.test(value) && !/^root\\/i.test(value);
/** A host has no words with capitals as a password has: `Word.Word12`. */
const isPlace = (value: string) => place.test(value) && !ofWords.test(value);
const noPassword =
  /^(?:utf-?8|true|false|null|none|strict|read|write|rw?b?|json|xml|text|https?|basic|bearer|digest|success|failed|failure|denied|ok|\d{1,3})$/i;

function passwordAmong(all: readonly Argument[], kind: Kind, name: string): Argument | null {
  const strings = all.filter(({ isString }) => isString);
  // `DriverManager.getConnection(url, "user", "password")`
  const isOfSource = /^getconnection$/i.test(name) && all.length === 3 && strings.length === 2;
  const { found, isSure: isCertain } = isOfSource ? { found: strings[1], isSure: true } : chosen(strings, kind, all);
  // A port number as the second argument means that the first one is a server.
  const isSure = isCertain || (kind === 'server-first' && all[1]?.isString === false && /^\d{2,5}$/.test(all[1].value));
  if (found === undefined || found.value.length < 3 || found.value.length > 128) return null;
  const { value } = found;
  if (
    isStandIn(value) ||
    (isPlace(value) && !(isSure && /^[A-Z][\w.]+$/.test(value))) ||
    isAccount(value) ||
    noPassword.test(value) ||
    / \S+ /.test(value)
  )
    return null;
  return isSure || mayBePassword(found) ? found : null;
}

const mayBePassword = (one: Argument | undefined) => one !== undefined && looksLikePassword(one.value);

function chosen(
  strings: readonly Argument[],
  kind: Kind,
  all: readonly Argument[],
): { found: Argument | undefined; isSure: boolean } {
  if (typeof kind === 'number') return { found: all[kind]?.isString === true ? all[kind] : undefined, isSure: true };
  const user = strings.findIndex(({ value }) => isAccount(value));
  if (user !== -1) return { found: strings[user + 1], isSure: true };
  if (kind === 'user-first') {
    const first = strings.findIndex(({ value }) => !isPlace(value));
    const isUser = /^\S+$/.test(strings[first]?.value ?? '');
    return { found: isUser ? strings[first + 1] : undefined, isSure: strings.length <= first + 4 };
  }
  // Behind the source of the data, whatever the user is called.
  if (kind === 'server-first' && ofDriver.test(strings[0]?.value ?? '')) return { found: strings[2], isSure: true };
  const places = strings.slice(0, 3).map(({ value }) => isPlace(value));
  const last = places.lastIndexOf(true);
  const isSure = strings.slice(0, last + 1).some(({ value }) => dataSource.test(value));
  if (last !== -1 && strings.length >= last + 3) {
    const isHost = kind === 'server-first' && !/^(?:https?|wss?|tcp|udp|unix|npipe):/i.test(strings[last]?.value ?? '');
    return { found: strings[last + 2], isSure: isSure || isHost };
  }
  if (kind !== 'server-first') return { found: undefined, isSure };
  // Three strings: user, password, location. If the first is a server without a domain: server, user, password.
  if (last === 2) return { found: strings[1], isSure: true };
  const [, second, third] = strings;
  // User, password, name of a service.
  const isSecond = mayBePassword(second) && !mayBePassword(third);
  return { found: isSecond ? second : third, isSure: false };
}
