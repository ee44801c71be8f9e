import { isAt, type Range, raw, regexp } from '../span.ts';

/**
 * Names of values that look random but are no secrets: digests, ids, fingerprints, public parts of keys. The pattern
 * ends where the value begins. `podid` is the name of an id; `invalid` and `said` are not.
 */
const sums = raw`sha-?(?:1|224|256|384|512)?|(?:content-)?md5|digest|checksum|integrity|etag|w\/|(?<!(?:client|(?<!e)nt|(?<!he)lm|ntlm|pass(?:word|wd)?)[_ -]?)hash|h1|x5t|bh`;
const ofKeys = raw`public[ _-]?keys?|pubkey|recipient|peer|ssh-(?:rsa|dss|ed25519)|kid|site-?key|x509certificate|disco key|sec-websocket-(?:accept|key)`;
const keysOfIndex = raw`(?:issue|rule|project|component|partition|sort|routing|dedup(?:lication)?|idempotency|conflict|cache)[ _-]key`;
/** A word that ends in `id`, but is none of `valid`, `paid`, `android`. */
const endsInId = raw`(?=i|guid)(?<=[a-z])(?<!\b(?:(?:in)?val|sa|(?:re|un)?pa|la|ra|a?vo|[abdhr]|forb|rap|sol|gr|hybr|andro))`;
const ids = raw`(?<!secret[_-]?|session[_-]?|access[_-]?key[_-]?|[_?&]s)(?:\b|_|${endsInId})(?:u?u|gu)?id(?:-2)?`;
const marks = raw`fingerprint|thumbprint|serial(?:[ _-]?number)?|trace-?parent|continue|resource-?version|wwn|naa|authenticator`;
const ofOnePrograms = raw`(?:ms-)?cv|ipset\s{1,3}s|uuid set to|tlog entry|(?:sql|plan)_?handle`;
const joint = raw`["']?(?:\[\d*\])?(?:\s{1,3}(?:is|checksum))?\s{0,20}[:=/\s"'>([-]{1,4}\s{0,20}\\{0,15}["']?(?:0x|\{)?`;
const before = regexp.iy`(?<=(?:${sums}|${ids}|${marks}|${ofKeys}|${keysOfIndex}|${ofOnePrograms})${joint})`;

/** A public field of a JSON Web Key. Source: RFC 7517, RFC 7518 section 6. */
const publicJwk = /(?<="kty"[^{}]{0,400}"(?:x|y|n|e|kid|x5c)"\s{0,9}:\s{0,9}")/y;

/** The id of a dashboard, a run or an incident, in the path of its page. */
const ofPage = /(?<=\/(?:d|d-solo|goto|uid|view|dashboards?|incidents?|runs?|builds?|jobs?|commits?)\/)/y;

/** A value that SOPS has encrypted. Source: github.com/getsops/sops, Encrypting values */
const sealed = /(?<=ENC\[AES256_GCM,data:[^\]\n]{0,380})/y;

/** The hash of a file as Windows servicing writes it to CBS.log: `{l:32 b:value}`, with its length before it. */
const servicing = /(?<=\{l:\d{1,3} (?:ml:\d{1,3} )?b:)/y;

/** The rights in an entry of an access list, as Windows writes it. Source: MS-DTYP section 2.5.1.1 */
const rights = /(?<=\((?:X?[AD]|O[ADUL]|A[UL]|ML|RA|SP|XU);[A-Z]{0,14};)/y;

/** The salt and the hash of a host in a file of known hosts. Source: man.openbsd.org/sshd, SSH_KNOWN_HOSTS FILE FORMAT */
const knownHost = /(?<=\|1\|(?:[\w+/]{27}=\|)?)/y;

const engines = raw`creds|static-creds|sts|issue`;
/** The path of a lease of Vault, with 24 characters at its end. Source: developer.hashicorp.com/vault/docs/concepts/lease */
const lease = regexp.iy`(?<=\blease(?:[_ -]?id| (?:revoke|renew|lookup)| )?(?: -prefix)?["']?\s{0,30}[\s:=]\s{0,3}["']?(?:[\w-]{1,64}/){1,6})|(?<=\b[\w-]{1,64}/(?:${engines})/[\w-]{1,64}/|\bauth/[\w-]{1,64}/login/)(?=[A-Za-z\d]{24}(?:\.[A-Za-z\d]{5})?(?![\w/+=-]))`;

/** The hash of a file, behind its address: `/css/site.css?v=…`; a log of IIS has a space there. */
const ofAsset =
  /(?<=\.(?:css|m?js|map|json|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|wasm|html?)[? ](?:v|ver|version|h|hash|rev|t)=)/iy;

/** Before the hash is the key of a cache. Source: yarnpkg/berry, yarn.lock */
const cached = /(?<=\bchecksum["']?[:=\s]{1,4}["']?\d{1,3}(?:c\d)?\/)/iy;

const parts = raw`nodes?|services?|tasks?|networks?|managers?|workers?|cluster`;
/**
 * Ids that Docker gives to nodes, services and tasks of a swarm: 25 characters of base 36, also cut after 12. Source:
 * moby/swarmkit, identity/randomid.go
 */
const ofSwarm = regexp.my`(?<=\b(?:${parts})[ .=:]["']?|\.\d{1,4}\.)(?=[a-z0-9]{25}(?:["']?[\s,:).\]]|$))|^(?=[a-z0-9]{25} [ *])|(?<=\bNode )(?=[a-z0-9]{12}(?:/[\da-f.:]{7,40})?, (?:joined|left) gossip cluster)`;

/**
 * What only one program writes: handles of SQL Server; how a Tentacle of Octopus and a client of NATS are told apart; a
 * node and an index of Elasticsearch with their ids, a document, keys that are valid no more; the state that a server
 * of RADIUS asks back; the cookie of an answer of DNS; an issue of SonarQube. Sources: learn.microsoft.com/sql, sysjobs
 * and syslogins; elastic/elasticsearch, DiscoveryNode; RFC 2865 section 5.24; RFC 7873
 */
const ofProgram = [
  /(?<=\b(?:[Jj]ob|JOB|(?:owner_)?sid|\w{1,20}sql_text\()["']?[ :=]{0,3}(?:0x)?)(?=(?:0x)?[\dA-F]{16,128}(?![\w+/]))/y,
  /(?<=\bpoll:\/\/|\b_INBOX\.|\/_(?:doc|create|update|source)\/|\bState = (?:0x)?)/y,
  /(?<=\bnode\[|\{[\w.-]{1,63}\}\{(?:[\w-]{22}\}\{)?)(?=[\w-]{20,22}[\]}])/y,
  /(?<=\[)(?=[a-z\d._-]{1,100}\/[\w-]{22}\])/y,
  /(?<=\bCOOKIE: )(?=[\da-f]{16,80} \()/y,
  /(?<="(?:previously_)?invalidated_api_keys"\s?:\s?\[(?:"[\w-]{20}",\s?){0,20}")/y,
  /(?=A[T-Z][\w-]{18}["'],\s?"(?:rule|component|severity)")/y,
  /(?<=\()(?=[\w+/=:.-]{16,128}[ \t]public\))/y,
];

/** What both sides of a TLS handshake send in the clear. Source: RFC 5246 section 7.4.1 */
const handshake =
  /(?<=\b(?:random(?:[ _.]bytes)?|key[ _]exchange|session[ _-]ticket)["']?\s{0,30}[:=]{1,2}\s{0,3}["']?)(?=[\da-f]{28,600}(?![\da-z]))/iy;

/** The id of an index. Source: elastic.co, Elasticsearch API, cat indices */
const ofIndex =
  /(?<=^[ \t]*(?:(?:green|yellow|red)\s{1,3})?(?:open|close)\s{1,3}\S{1,255}\s{1,99})(?=[\w-]{22}(?:\s|$))/my;

/** An id that differs from another one: "cluster id A does not match stored B". */
const otherId = /(?<=id\b[^\n]{1,80}\b(?:match|stored|expected|found|got)(?: \w*id)?:? (?:Some\()?)/iy;

const sum = raw`SHA\d?-?\d{1,3}|MD5`;
const algorithm = raw`["']?\b(?:alg|algorithm|hashAlgorithm)["']?\s{0,3}[:=]\s{0,3}["']?(?:SHA|MD|BLAKE)\w?[\w-]{1,10}["']?`;
/** A digest in a field of its own, behind the one that says how it was made. Sources: CycloneDX, hashes; SPDX, checksums */
const digest = regexp.iy`(?<=\b(?:${sum})\s?\([^()\n]{1,200}\)\s?=\s?|${algorithm}[\s,;]{1,20}["']?(?:content|\w{0,12}value|hash|digest)["']?\s{0,3}[:=]\s{0,3}["']?)`;

/** The headers by which a proxy finds a request again. Source: learn.microsoft.com/azure/frontdoor, x-azure-ref */
const ofRequest = /(?<=\bx(?:-[a-z]{1,20}){1,3}-ref["']?\s{0,3}[:=]\s{0,3}\[?["']?)/iy;

/** The ids of messages, with the part before the @. Source: RFC 5322 section 3.6.4 */
const ofMessage =
  /(?<=(?:message-?id|msgid|in-reply-to|references)["']?\s{0,3}[:=]\s{0,9}\\{0,3}["']?(?:<[^<>\s]{1,200}>\s{1,4}){0,20}<[^<>\s]{0,160})(?=[^<>\s]{0,200}@)/iy;

/** What tells one crash from another. Source: learn.microsoft.com, Windows Error Reporting, problem signatures */
const ofCrash =
  /(?<=\bP(?:[1-9]|10):\s{1,3}|<Parameter\d{1,2}>|\bProblem Signature \d\d(?::\s{1,3}|\r?\nSig\[\d{1,2}\]\.Value=))/iy;

/** The name of a column of serial numbers or of ids, up to the next column. */
const ofId =
  /^(?:Serial ?_?(?:Number|No)\b|(?!(?:secret|session|access_?key)_?id)(?:(?:\w{1,20}_)?(?:s|u|uu|gu)id|\w{1,20}_id)(?=\s{2}|\s*$))/i;
const reachOfHeader = 2000;
const jointOfCells = /[|\t,;]/;

/** In a table, below such a column. */
function isBelowId(text: string, at: number): boolean {
  const [row = '', ...above] = text
    .slice(Math.max(0, at - reachOfHeader), at)
    .replace(/0x$/, '')
    .split('\n')
    .toReversed();
  if (above.length === 0) return false;
  const [joint] = jointOfCells.exec(row) ?? [];
  if (joint === undefined)
    return (
      row.trim() !== '' &&
      above.some((line) => /\s$/.test(line.slice(0, row.length)) && ofId.test(line.slice(row.length)))
    );
  const index = row.split(joint).length - 1;
  return above.some((line) => ofId.test(line.split(joint)[index]?.trim() ?? ''));
}

const harmlessAfter = [
  ...[before, servicing, publicJwk, sealed, ofPage, rights, knownHost, lease, otherId, ofSwarm, ...ofProgram],
  ...[digest, ofRequest, ofMessage, ofCrash, ofAsset, cached, ofIndex],
];

/** Whether the text before a position says that the next value is no secret. */
export const isHarmlessAfter = (text: string, at: number): boolean =>
  harmlessAfter.some((pattern) => isAt(pattern, text, at)) || isBelowId(text, at);

/** Whether the digits at a position are what a TLS handshake shows. */
export const isOfHandshake = (text: string, at: number): boolean => isAt(handshake, text, at);

/** Shapes of words that are no secrets. */
const words = [
  // Public keys. Source: RFC 4253 section 6.6; github.com/FiloSottile/age; the vendors' documentation.
  /AAAA[A-Z]3NzaC1|AAAAE2Vj/,
  /^age1[a-z0-9]{58}/,
  /(?:^|[^A-Za-z0-9])(?:pk_(?:live|test)_|phc_|sq0idp-|FLWPUBK|pk-lf-)/,
  // Source: docs.stripe.com/api, ids of objects
  /(?:^|[^A-Za-z0-9])(?:ch|cus|sub|pi|in|evt|acct|prod|price|txn|req|pm|po)_[A-Za-z0-9]{14,24}$/,
  // Objects of Twilio: two letters for their kind. SK is a key. Source: twilio.com/docs/glossary/what-is-a-sid
  /(?:^|[^A-Za-z\d])(?!SK)[A-Z]{2}[\da-f]{32}$/,
  // Rules of VFP, whose names contain addresses and ports.
  /^[A-Z]+_(?=[\w.]+$).*_\d{1,3}(?:\.\d{1,3}){3}_/,
  // The beginning of PEM in base64: a certificate, a public key.
  /^LS0tLS1CRUdJTiB(?:DRVJU)/,
  // Security identifiers, also several of them whose separating line breaks were removed.
  /S-1-\d{1,2}-\d/,
  // Ids of AWS roles, users and groups. Source: docs.aws.amazon.com/IAM, IAM identifiers.
  /(?:^|[^A-Za-z0-9])A(?:ROA|IDA|GPA|NPA|NVA|PKA|SCA)[A-Z0-9]{16}/,
  // Certificate requests of a kubelet, leases of an API server. Source: kubernetes/kubernetes
  // pkg/kubelet/certificate/bootstrap, pkg/controlplane
  /^node-csr-[\w-]{43}$/,
  /(?:^|[^a-z\d])apiserver-[a-z\d]{26}(?:_[\da-f-]{36})?$/,
  // iptables chains of kube-proxy. Source: kubernetes/kubernetes pkg/proxy/iptables/proxier.go
  /(?:^|[^A-Z])KUBE-(?:SVC|SVL|SEP|FW|XLB|EXT)-[A-Z0-9]{16}/,
  // Path data of an SVG image. Source: www.w3.org/TR/SVG2/paths.html
  /^(?=.*\..*\.)[\d.,MLHVCSQTAZmlhvcsqtaz-]+$/,
  // A fingerprint: 16 to 32 bytes in hexadecimal.
  /^(?:MD5:)?(?:[0-9a-f]{2}:){15,31}[0-9a-f]{2}$/i,
  // Names that RabbitMQ generates for queues, consumers and subscriptions. Source: rabbitmq.com/docs/queues, Names
  /(?:^|\W)amq\.(?:gen|ctag)-[\w-]{22}$|subscription-{1,2}[\w-]{21,22}$/,
  // Public keys of NATS. Source: docs.nats.io, NKeys
  /^[NCOAUX][A-Z2-7]{55}$/,
  // Ids that begin with a time: ULID, KSUID, xid, cuid. Source: github.com/ulid/spec, segmentio/ksuid, rs/xid.
  /^01[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{23}$/,
  /^[23][A-Za-z0-9]{26}$/,
  /^[cd][0-9a-v]{19}$/,
  /^c[lm][a-z0-9]{23}$/,
  // Handles of plans and statements of SQL Server: a type, and the number of a database. A hash of a password begins with
  // 0x0100 or 0x0200 and a salt.
  /(?:^|[^A-Za-z0-9])0x0(?:[56]00[0-9A-F]{4}|2000000|300[0-9A-F]{2}(?:00|7F))[0-9A-F]{16,112}$/,
  // A block of HDFS and its pool. Source: apache/hadoop, BlockPoolId
  /^BP-\d+-\d{1,3}(?:\.\d{1,3}){3}-\d+/,
  // An object of ACPI. Source: uefi.org, ACPI section 5.3
  /^[A-Z_][A-Z\d_]{0,3}(?:\.[A-Z_][A-Z\d_]{0,3})+$/,
  // Only the header of DPAPI data, which is cut off after it. Source: MS-BKRP, its provider's GUID
  /^AQAAANCMnd8BFdERjHoA(?:wE\/Cl)?$/,
];

/** The rest of a host name: lower-case labels. */
const restOfHost = /^(?:\.[a-z][a-z0-9-]{0,62}){2,}(?:[:/?]|$)/;

/** The host of a URL or an image, with a registered name of small letters at its end. */
const host = /(?:^|:\/\/)[a-z\d-]+(?:\.[a-z\d-]+){0,8}\.[a-z][a-z\d-]{2,62}\.[a-z]{2,6}(?::\d{1,5}(?!\d))?(?=[:/?]|$)/g;
/**
 * A package of Windows, with its version and the id of its publisher. Source: learn.microsoft.com/windows/apps, Package
 * identity
 */
const windowsPackage =
  /[A-Z]\w*(?:\.\w[\w-]*){1,8}_(?:\d{1,6}(?:\.\d{1,6}){3}_(?:x64|x86|arm|neutral)_[\w.~-]{0,30}?_)?[a-hjkmnp-tv-z\d]{13}(?:!\w{1,60})?(?![A-Za-z\d])/g;
/** A package that Windows services, with its publisher's key. Source: learn.microsoft.com, DISM packages */
const servicedPackage = /[A-Za-z][\w.-]{1,160}~[\da-f]{16}~\w{0,8}~[\w-]{0,12}~[\d.]+/g;
/** An engine of Docker, by the hash of its key. Source: docker/libtrust, util.go, keyIDFromCryptoKey */
const engine = /(?<![A-Z\d:])(?:[A-Z\d]{4}:){11}[A-Z\d]{4}(?![A-Z\d:])/g;
/** With a sign that each match has. */
const marked = [
  ['_', windowsPackage],
  ['~', servicedPackage],
  [':', engine],
] as const;
const isInside = (pattern: RegExp, word: string, part: Range) =>
  [...word.matchAll(pattern)].some(({ 0: { length }, index }) => index <= part.start && part.end <= index + length);

/** Whether a part of a word has one of these shapes. */
export function isHarmlessWord(word: string, { start, end }: Range): boolean {
  const part = word.slice(start, end);
  if (part === part.toLowerCase() && (restOfHost.test(word.slice(end)) || isInside(host, word, { start, end })))
    return true;
  if (marked.some(([mark, pattern]) => word.includes(mark) && isInside(pattern, word, { start, end }))) return true;
  const from = word.slice(Math.max(0, start - 12), end);
  return words.some((pattern) => pattern.test(from) || pattern.test(part));
}
