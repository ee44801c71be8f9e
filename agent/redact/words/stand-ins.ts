import type { Named } from '../notations/joints.ts';
import { isConnection } from '../secret-names.ts';
import { anyWord, isAt, lineStartAt, type Range, raw, regexp } from '../span.ts';

/** What is said of a password instead of one, in the languages of its names. */
const described = anyWord(
  raw`not|too|set|sent|kept|wrong|empty|blank|correct|valid|invalid|null|none|weak|short|long|strong|safe|secure|insecure|same|there|here|absent|default|unknown|known|unset|case|never|always|also|still|only|just|fine|okay|good|bad|lost|right|real|done|what|that|this|then|public|private|secret|plaintext|cleartext|clear|plain|random|part|your|mine|theirs|ours|his|hers|gone|base|base64|bcrypt|md5|sha\d*|easy|hard|simple|complex|identical|similar|static|dynamic|stale|old|new|ready|free|enough|elsewhere|below|above|todo|tbd|timeout|mismatch|failure|error|eof|prompt|file|string|text|true|false|yes|vault|keychain|stdin|falsch|leer|richtig|nicht|noch|abgelaufen|gesperrt|ungültig|gültig|unbekannt|bekannt|sicher|unsicher|schwach|stark|zwingend|pflicht|kurz|lang|vergeben|vergessen|angegeben|gleich|geheim|vide|requis|valide|invalide|court|fort|vacía|débil|corta|larga|segura|fuerte|igual|vazia|fraca|curta|forte|vuota|debole|leeg|onjuist|fout|verplicht|zwak|sterk|fel|tomt|svagt|puste|пустой|слабый|обязателен|истёк|истек|неверен`,
  'iu',
);
const english = raw`ed|ing|able|ible|ory|al|ly|ive|ous|ful|less|ant|ent|ect|ired|bar`;
const endings = regexp.iu`(?:${english}|lich|isch|haft|iert|dert|setzt|bten|é|ée|oire|ecte|ido|ida|ado|ada|ata|uta|oria|ória|ecta|ecto|eta|ável|ível|igt|ный|ная|ено|ся|owe|ane|one)$`;
const small = raw`a|an|the|is|are|was|were|be|been|not|no|to|for|of|in|on|at|by|with|and|or|if|when|must|should|can|cannot|could|will|has|have|had|your|you|this|that|it|its|from|too|than|least|please|does|did|do|t|failed|failure|error|required|invalid|expired|after|before|only|see|der|die|das|dem|den|ein|eine|ist|sind|und|oder|nicht|mit|für|le|la|les|el|los|un|une|una|est|es|y|et|de|du|des`;
/** Words that a sentence is held together by: no phrase of a password has them. */
const joinsWords = regexp.i`(?:^|[\s'’])(?:${small})(?:$|[\s'’.,:])`;

export const isSaid = (word: string): boolean =>
  described.test(word) || (/^[\p{L}-]+$/u.test(word) && endings.test(word));

/** Words as a phrase that somebody chose: `correct horse battery staple`. */
export const isPhrase = (text: string): boolean =>
  /^[\p{L}\p{N}!#&'-]{2,20}(?:[ ,][\p{L}\p{N}!#&'-]{2,20}){1,9}$/u.test(text) && !joinsWords.test(text);
/** The same where no quotes are around it. */
export const isBarePhrase = (text: string): boolean => isPhrase(text) && !/(?:ed|ly|ing)\b/.test(text);

const describing = raw`is|are|was|were|be|been|not|no|none|must|should|can|could|cannot|may|will|would|your|you|please|do|does|did|has|have|had|if|when|enter|type|choose|use|used|using|set|get|see|for|than|too|only|least|most|unable|\w*n't|pass(?:words?|phrases?|code)|secrets?|tokens?|keys?|names?|paths?|files?|values?|fields?|strings?|users?|accounts?|ids?|numbers?|digits?|letters?|characters?|text|input|code|config|default|vault|store|database|servers?|clients?|optional|missing|wrong|invalid|unknown|empty|errors?|login|admin|administrator`;
/** What a sentence about a password has, and a phrase that somebody chose has not. */
const ofDescription = regexp.i`\b(?:${describing}|\w{3,}(?:ed|able|tion))\b`;
/** Words of a sentence that says nothing about a password: `Seven islands in June`. */
const isChosenPhrase = (text: string): boolean =>
  /^[\p{L}'’]{1,20}(?: [\p{L}'’]{1,20}){2,12}$/u.test(text) && !ofDescription.test(text);

const no = raw`nicht|nie|niet|non|no|não|не|geen|ikke|inte|ej|ingen|keine?|sin|sans|brak`;
/** That there is none, in the languages of its names: `nicht gesetzt`, `non défini`, `未设置`. */
const none = regexp.iu`^(?:(?:${no}) \p{L}{2,20}(?: \p{L}{2,20}){0,3}|[未無无错錯誤误]\p{L}{1,6}|leer|keine?s?|abgelaufen|unbekannt|expirée?|vide|vuota|vacía|leeg|puste|brak|tom|нет|пусто|なし|없음)[.]?\s*$`;
export const isState = (text: string): boolean => none.test(text);

/**
 * Texts in the place of a value that are no value: a placeholder for the reader, an expression that a program
 * evaluates, a description. A string in quotes is a value, unless its words say otherwise.
 */

const words =
  'pass|passw|passwd|password|passphrase|passcode|pwd|pw|token|secret|key|pin|credentials?|creds|kennwort|passwort|wachtwoord|contraseña|senha';
/** `YOUR_TOKEN`, `CLIENT_SECRET`, `my-api-key`, `new password`: names what to fill in. */
const asked = new RegExp(
  `^(?:(?:[A-Z]{1,20}\\d?[_-]){0,6}(?:${words.toUpperCase()}|USER|USERNAME|LOGIN)(?:[_-](?:\\d|[A-Z]{1,12})){0,3}|(?:enter |insert |set )?(?:your|my|old|new|some|any|user|the)[-_ ]?(?:[a-z]{2,12}[-_ ]){0,2}(?:${words})(?:[-_ ]here)?|(?:YOUR|MY)(?:_[A-Z\\d]{1,20}){1,5}|[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}_(?:NAME|FILE|PATH|VAR|ENV)|(?:${words}))[:?]?\\s?$`,
);
/** The same in any case, if the value is nothing else. */
const onlyName = new RegExp(`^(?:${words}|user|username|value)$`, 'i');
const ofPrintf = raw`%[-+#0]{0,2}\d{0,3}(?:\.\d{1,2})?[a-zA-Z]|%\(\w{1,40}\)s`;
const ofShell = raw`\$\{[^{}]{1,80}\}|(?:\$\{[^{}]{1,80}\}[:/@.-]?){1,6}`;
/** A template of C, Python or a shell. */
const template = regexp.none`^(?:Bearer |Basic )?(?:${ofPrintf}|[%@]\{[^{}]{1,60}\}|\{\w{0,40}\}|${ofShell}|\{\{.*\}\}|--?[a-z][a-z-]{1,30}|<[^<>\n]{1,60}>|\$\(?(?:env:)?[A-Za-z_][\w. -]{0,80}\)?|%~?\w{1,40}%|@\{?\w{1,40}\}?)$`;
const masked = raw`FILTERED|REDACTED|HIDDEN|MASKED|REMOVED|OMITTED|PROTECTED|SECRET|PASSWORD`;
const marks = regexp.i`^[([*_-]{0,3}redacted[)\]*_-]{0,3}$|^x{3,}$|^[*•●]{2,}(?:\w{1,20}[*•●]{2,})?$|^\[(?:${masked})\]$|^\((?:sensitive|hidden|unset|none|empty)\b`;
/** The value continues as a sentence. */
const inSentence = anyWord(
  raw`via|is|are|was|were|be|on|for|to|with|and|or|in|from|flag|option|parameter|argument|field|value|values|instead|can|could|must|may|might|should|will|has|have|had|as|by|the|a|an|of|at|when|if|not|it|that|this|which|than|then|but|does|do|did|sind|ist|und|oder|wird|est|et|ou|es|y|o`,
  '',
);
const mode =
  /^(?:write|read|string|String|SecureString|SecretString|SecretStr|boolean|[Oo]ptional|[Rr]equired|expired|invalid|missing|empty|unknown|ok|yes|no)$/;
/** A text for a person: a prompt or a sentence. */
const prompt =
  /^(?:[A-Z][a-z]+[: ]{1,2}|(?=.*(?:[.:?]\s?$|\b(?:a|the|is|are|was|not|no|to|for|of|did|does|must|your|be|and|or|in)\b))(?:[A-Za-z']{1,20} ){2,12}[A-Za-z']{1,20}[.:?]?\s?)$/;

const passwords = raw`pass(?:words?|phrases?|codes?)|kennwort\p{L}*|passwort\p{L}*|contraseña|wachtwoord|mot de passe`;
/** A title, or a rule: `New password`, `too short`, `At least eight characters`. */
const ofNone = regexp.iu`^(?:(?:not|no|never|too) [a-z]{2,15}|(?=\P{L}*(?:\p{L}+ )+)(?:[\p{L}',.-]+ ){0,8}(?:${passwords})(?: [\p{L}',.-]+){0,8}[.:?!]?\s?|(?:at least|between|up to|used (?:by|for|in)|needed|required|enter|confirm|repeat|retype)(?: [\p{L}',.-]+){1,10}[.:?!]?)$`;

/** A type name that .NET prints instead of an object. */
const netType = /^System\.[A-Z]\w+(?:\.[A-Z]\w+)+$/;

/** The versions of a package that fit: `^6.0.0`, as manifests of npm and Cargo have them behind names such as `auth-token`. */
const versions = /^[\^~]\d{1,5}(?:\.\d{1,5}){1,3}(?:-[a-z]{1,10}(?:\.\d{1,5})?)?$/;

/** Whether a value, without its quotes, is clearly no value. */
export const isStandIn = (value: string): boolean =>
  value.length <= 200 &&
  (asked.test(value) ||
    onlyName.test(value) ||
    netType.test(value) ||
    versions.test(value) ||
    template.test(value) ||
    marks.test(value) ||
    ofNone.test(value));

/** `cfg.password`, `tr.AccessToken`, `$request->input`, `Type::NAME`. */
const member = /^[&*!]?\$?[A-Za-z_]\w{0,40}\??(?:(?:\.|->|::|\?\.)[A-Za-z_]\w{0,60}){1,6}[!?]?$/;
const ofSecret = /(?:pass|pwd|pw|token|secret|key|cred|auth)\w{0,20}[!?]?$/i;
const owners = raw`self|this|cfg|conf|config|configuration|settings|args|opts|options|params|props|req|request|body|input|form|env|environ|ctx|data|values?|var|local|module|each|item|process|System|Values`;
const owner = regexp.none`^[&*!]?\$?(?:${owners})\??(?:\.|->|::)`;
/** A function call, an index or a constructor: `strings.TrimSpace(`, `os.environ[`, `map[string]*T{`. */
const called =
  /^[&*!]?\$?[A-Za-z_][\w$]{0,60}(?:(?:\.|->|::|\?\.)[A-Za-z_]\w{0,60}){0,6}!?(?:\((?!\w{0,40}\b["'])|\[(?:["'$\w]|:)|<[A-Z]\w*>\()/;
const cmdlet = /\(?(?:Read|Get|New|ConvertTo|ConvertFrom|Select|Invoke|Import)-[A-Z][A-Za-z]{2,30}\b/y;
const keyword =
  /^(?:new|await|function|async|lambda|fn|func|struct|class|interface|return) |^!\w+(?:-\w+)? |^[+&|] |^\[\]\w/;
const types = raw`string|str|String|SecureString|SecretString|SecretStr|char|byte|bytes|Bytes|int|bool|boolean|Boolean|any|object|Object|varchar|nvarchar|text|Text|Option|Optional|password|Password|write|read|admin|z|yup|Joi|t`;
/** Types of programming languages and of database fields. */
const type = regexp.none`^&?(?:${types})(?:[!?[\]()|<.:;,\s]|$)`;
/** An attribute of a Terraform resource: `random_password.admin.result`. */
const ofResource =
  /^(?:data\.)?(?:random|azurerm|azuread|aws|google|tls|vault|kubernetes|hcloud|digitalocean|openstack|vsphere)_[a-z\d_]+\.[a-z_]\w*(?:\[\d+\])?\.[a-z_]+$/;
/** `16 bytes`: the size of a value. */
const size = /^\d{1,9} (?:bytes?|chars?|characters?|bits?|days?|hours?|minutes?|seconds?|ms|s|KB|items?)\b/;

const keywords = raw`func|fn|def|const|let|var|val|private|protected|static|final|import|throw|elif|foreach|lambda|async|await|struct`;
/**
 * Syntax that occurs only in source code. Arrows occur in logs too, `&&` in shells, `;` at the end of connection
 * strings.
 */
const code = regexp.none`:=|===|\b(?:${keywords})\b\s|\b(?:self|this)\.|\)\s*\{|\w(?<!Property)\((?:[^()"']*,)?\s*\w+\)|^\s*(?:at|File|//)\s`;

/** Whether an expression at a position is evaluated by a program. */
export const isComputed = (text: string, at: number): boolean => isAt(cmdlet, text, at);

/** A command that was run: after a Windows prompt, in a shell trace, in an event. */
const ran = /^[ \t]*(?:PS [^>\n]{0,100}> ?|[A-Z]:\\[^>\n]{0,100}> ?|\++ )|\bCommand ?Line:?\s/;
/** Syntax of a manual: optional parts, "and so on", placeholders. */
const ofManual = /\[-|<[a-z-]+>|\.\.\.|\bYOUR|\busage\b/i;

/**
 * In a command that was run, the word after the flag is a value, even if a manual would use the same word as a
 * placeholder.
 */
function isGivenToFlag(text: string, { start, name, says }: Named, value: string): boolean {
  // A secret or a key can also be the name of an object or a file.
  if (says !== 'password' || !name.startsWith('-') || template.test(value) || marks.test(value)) return false;
  const line = lineAt(text, start);
  return ran.test(line) && !ofManual.test(line) && !/^\(?[A-Za-z]+-[A-Z]/.test(value);
}
/** The path of a file that holds a key. */
const keyFile =
  /^(?:[A-Za-z]:[\\/]|\\\\|\.{0,2}\/|~[\\/]|%\w+%[\\/])[^"'\n]*\.(?:pem|key|crt|cer|cert|pfx|p12|jks|keystore|kdbx|psk|pub|der|gpg|asc|json|ya?ml|txt|conf|ini|xml)$/i;
/** A connection that uses the account of the process, without a password. */
const withoutPassword = /(?:^|;)\s*(?:Integrated Security|Trusted_Connection)\s*=\s*(?:SSPI|true|yes)\b/i;
const withPassword = /(?:pwd|password|pass|key|sharedaccess\w*|token|secret)\s*=/i;
/** One whose password is a variable: `Password=${DB_PASSWORD};`, `app:{{ .Values.password }}@`. */
const variable = raw`(?:\$\{[^{}\s]{1,80}\}|\$\([\w.]{1,60}\)|\$\w{1,60}|%\w{1,60}%|\{\{[^{}\n]{1,80}\}\}|<[\w-]{1,60}>)`;
const withVariable = new RegExp(
  raw`(?:pwd|password|pass|accountkey|sharedaccess\w*)\s*=\s*${variable}(?=[;\s]|$)|^[^\s@]{0,200}:${variable}@`,
  'i',
);
const hasVariable = (value: string) => withVariable.test(value) && !withPassword.test(value.replace(withVariable, ''));
/** klog prints the name of the object that a line is about. Source: k8s.io/klog/v2, KObj */
const ofKlog = /^[IWEF]\d{4} \d\d:\d\d:\d\d/;
const objectName = /^(?:[a-z\d](?:[a-z\d.-]{0,61}[a-z\d])?\/)?[a-z](?:[a-z\d.-]{0,61}[a-z\d])?$/;

/** Programs that take the name of a secret they keep. Sources: the manuals of gcloud, Docker, Podman and Velero */
const ofKeeper =
  /\b(?:gcloud|docker|podman|nerdctl|buildah|velero|fly|flyctl|kubectl|oc|helm|az|aws)(?:\.exe|\.cmd)?\s/;
const nameOfKept = /^(?:id=)?[a-z][a-z\d]*(?:[-_][a-z\d]+)+(?:=[\w.-]{1,60})?(?:[,:].*)?$/;
const isNameOfKept = (text: string, { start, name }: Named, value: string) =>
  (/^--(?:secret|credential)$/.test(name) ||
    /--(?:update|set|remove)-secrets[= ]["']?(?:[\w./-]+=[\w./:-]+,)*(?:[\w./-]+=[\w./-]*:?)?$/.test(
      text.slice(Math.max(0, start - 200), start),
    )) &&
  (nameOfKept.test(value) || /^(?:latest|\d{1,4})$/.test(value)) &&
  ofKeeper.test(text.slice(lineStartAt(text, start), start));

/** The working directory of a shell. */
const isDirectory = (name: string, value: string) =>
  /^(?:OLD)?PWD$/.test(name)
    ? /^(?:\/|[A-Z]:)/.test(value)
    : /^pwd$/i.test(name) && /^(?:\/[\w.-]+\/|[A-Za-z]:[\\/])/.test(value);

const holders = raw`tls|ssl|certs?|certificate|ca|pull|webhook|registry|image|backup|password|credentials?|creds|basic_?auth|bearer_?token|sa|auth|sync(?:ed)?|kube|k8s|source|target|storage|stage|publish|provisioner|expand`;
/** The name of an object that holds a certificate or is pulled with: `tlsSecret: name`, in the values of a chart. */
const ofChart = regexp.i`(?:^|[a-z_-])(?:${holders})[_-]?Secret(?:Ref|Name)?$`;
const nameInChart = /^[a-z](?:[a-z\d]{0,24}-){1,6}[a-z\d]{1,20}$/;

/** The label of a series in the format of Prometheus. */
const ofSeries = /(?:^|[\s("'`])[a-zA-Z_:][\w:]{2,120}\{(?:\w{1,60}[=!]~?"[^"\n]{0,200}",\s?){0,30}$/;
const isLabel = (text: string, { start, name }: Named, value: string) =>
  /^(?:secret|key|token|credential)$/.test(name) &&
  /[{,] ?$/.test(text.slice(Math.max(0, start - 2), start)) &&
  (objectName.test(value) || /^[.*\w|-]+$/.test(value)) &&
  ofSeries.test(text.slice(lineStartAt(text, start, 2000), start));

/** The path of a secret in a vault, in an expression: `{{ lookup('hashi_vault', 'secret=kv/win:password') }}`. */
const inExpression = /\{\{(?:(?!\}\})[^\n]){0,300}$/;
const isLookedUp = (text: string, { start, name }: Named, value: string) =>
  name === 'secret' &&
  /^[\w-]{1,60}(?:\/[\w.-]{1,60}){1,8}(?::[\w.-]{1,40})?$/.test(value) &&
  inExpression.test(text.slice(lineStartAt(text, start, 400), start));

/** What containerd stores: the key of a snapshot, a container or a blob. Source: github.com/containerd/containerd */
const ofStore = /\b(?:snapshot\w*|topic=|parent=|bucket=|k8s\.io|container\w*|sandbox\w*|blob)/;
const isOfStore = (text: string, { start, name }: Named, value: string) =>
  name === 'key' &&
  (/^(?:k8s\.io\/\S+|sha256:[0-9a-f]{64})$/.test(value) ||
    (/^[0-9a-f]{64}$/.test(value) && ofStore.test(lineAt(text, start))));

/** `pass=12 fail=0`: how many tests there are. */
const isCount = (text: string, { start, name }: Named, value: string) =>
  /^pass$/i.test(name) &&
  /^\d{1,7}(?:[,;]?$| of \d)/.test(value) &&
  /\b(?:fail|skip|warn|total|error)\w{0,6} ?[=:]|\bpass=\d+ of \d/i.test(lineAt(text, start));

/** The line with this position, at most 400 characters after its start. */
function lineAt(text: string, at: number): string {
  const start = lineStartAt(text, at);
  return text.slice(start, start + 400).split('\n')[0] ?? '';
}

/** `passwordSecretKey` and `userKey` of Helm's charts: the key of the Secret that holds the password. */
const keyInChart = /(?:(?:pass|pwd|pw|password|user|username|token|secret|key|uri|dsn|cert)Secret|^user|^username)Key$/;
/** The name of a value inside of an object of Kubernetes: small letters, as words. */
const keyOfObject = /^[a-z]{2,20}(?:[-._][a-z]{2,20})*$/;
/** Source: external-secrets.io, API of ExternalSecret, spec.data: `secretKey` is the key in the Secret, its value is remote. */
const besideRemote = /[^\n]{0,60}(?:,\s{0,60}|\n[ \t]{0,60})remoteRef\b/y;
const afterRemote =
  /(?<=\bremoteRef:[ \t]{0,9}\{?(?:[^\n}]{0,200}\}|\r?\n(?:[ \t]{1,60}\w{1,60}:[^\n]{0,200}\n){1,6})[ \t]{0,60}(?:, )?)/y;
const isBesideRemote = (text: string, start: number, end: number) =>
  isAt(besideRemote, text, end) || isAt(afterRemote, text, start);

/** After `NAME=`, `<name>` or a registry type comes the value itself, unless source code says otherwise. */
const given = /(?<=[=>]|REG_\w{2,9}\s{1,15})/y;
const assigned = /(?<=\s=\s{1,15})/y;

/**
 * Whether the text in the place of a value is no value: judged by the text itself, or by the line of source code around
 * it.
 */
export function isNoValue(text: string, named: Named, range: Range): boolean {
  const { start, name, says } = named;
  const value = text.slice(range.start, range.end);
  const last = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('-')) + 1);
  if (isGivenToFlag(text, named, value)) return false;
  if (isStandIn(value) || value.toLowerCase() === last.toLowerCase()) return true;
  const rest = text.slice(range.start, range.start + 200);
  // In a path of Windows \n and \t are no escapes.
  if (says !== 'password' && keyFile.test(/^[A-Za-z]:[\\/][^"'\s]{1,200}/.exec(rest)?.[0] ?? value)) return true;
  if (isConnection(name) && hasVariable(value)) return true;
  if (isConnection(name) && withoutPassword.test(value) && !withPassword.test(value)) return true;
  if (/^secrets?$/i.test(name) && objectName.test(value) && ofKlog.test(lineAt(text, start))) return true;
  if (isNameOfKept(text, named, value)) return true;
  if (isLabel(text, named, value) || isLookedUp(text, named, value)) return true;
  if (ofChart.test(name) && nameInChart.test(value)) return true;
  if (name === 'secretKey' && isBesideRemote(text, start, range.end)) return true;
  if (keyInChart.test(name) && keyOfObject.test(value)) return true;
  if (/^[a-z][a-z\d-]*-(?:token|dockercfg)-[a-z\d]{5}$/.test(value)) return true;
  if (size.test(rest) || /^(?:HTTP\/|status_?code=)\d/i.test(rest) || (name === 'aadClientSecret' && value === 'msi'))
    return true;
  // An account name, or the working directory of a shell.
  if (/^[A-Z][\w.-]{1,15}\\{1,2}[\w.$-]+$/.test(value) || isDirectory(name, value)) return true;
  if (isOfStore(text, named, value) || isCount(text, named, value)) return true;
  if (/["'`“‘«「]/.test(text.charAt(range.start - 1))) {
    // An unclosed quote did not open a value; it closed the text before.
    return (prompt.test(value) && !isChosenPhrase(value)) || /^\s(?:[^"'`]*$|[~+.] ?[A-Za-z_])/.test(value);
  }
  const plain = value.replace(/[,;.:]+$/, '');
  const isGiven = isAt(given, text, range.start);
  if (mode.test(plain) || (!isGiven && (inSentence.test(plain) || /^--?[A-Za-z][a-z-]*(?:\[|$)/.test(value))))
    return true;
  if (!isGiven && /^[[(<{]\S*$/.test(value)) return true;
  if (/^[A-Z][a-z]{1,12}(?: [a-z]{1,12}){1,6}: *(?:\n|$)/.test(rest)) return true;
  if (/^[01]$/.test(value) || (/^(?:\d{1,4};?|&\w+)$/.test(value) && says !== 'password')) return true;
  if (text.startsWith('::', range.start - 2) && /^[A-Z][a-z]\w*(?:[+(.:]|$)/.test(value)) return true;
  if (called.test(rest) && /^[^\n]{0,300}[)\]}]/.test(rest)) return true;
  if (isComputed(text, range.start) || keyword.test(rest)) return true;
  if (isAt(assigned, text, range.start) && ofResource.test(value.replace(/[,)}\]]+$/, ''))) return true;
  if (member.test(value.replace(/[;,)\]}]+$/, '')) && (ofSecret.test(value) || owner.test(value))) return true;
  if (isGiven) return false;
  if (!code.test(lineAt(text, start))) return false;
  if (type.test(value)) return true;
  return /^[&*!]?[A-Za-z_][A-Za-z_.]{0,60}[,;)\]}]*$/.test(value);
}
