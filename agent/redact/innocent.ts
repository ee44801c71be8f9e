/** How far before a word its name is looked for. */
const nameLength = 48;

/**
 * Names of what is no secret and looks random: digests, ids, fingerprints, and the public parts of keys. Looked at
 * backwards from where the value begins.
 */
const before =
  /(?:sha-?(?:1|224|256|384|512)?|(?:content-)?md5|digest|checksum|integrity|etag|w\/|(?<!(?:client|nt|lm|ntlm|pass(?:word|wd)?)[_ -]?)hash|fingerprint|thumbprint|serial(?:[ _-]?number)?|public[ _-]?keys?|pubkey|(?<!secret[_-]?|session[_-]?|key[_-]?|[_?&]s)(?:\b|_|(?<=[a-z])(?=I))(?:u?u|gu)?id|trace-?parent|continue|resource-?version|h1|sec-websocket-(?:accept|key)|ipset\s{1,3}s|x5t|recipient|peer|bh|ssh-(?:rsa|dss|ed25519)|kid)["']?(?:\[\d*\])?\s{0,20}[:=/\s"'>-]{1,4}\s{0,20}\\{0,15}["']?$/i;

/** `"x":` and the like of a public JSON Web Key. Source: RFC 7517, RFC 7518 section 6. */
const publicJwk = /"kty"[^{}]{0,400}"(?:x|y|n|e|kid|x5c)"\s*:\s*"$/;

/** What SOPS has encrypted. Source: github.com/getsops/sops, Encrypting values */
const sealed = /ENC\[AES256_GCM,data:[^\]\n]{0,380}$/;

/** Whether what stands before a place in a text says that no secret follows. */
export function isInnocentAfter(text: string, at: number): boolean {
  const name = text.slice(Math.max(0, at - nameLength), at);
  if (sealed.test(text.slice(Math.max(0, at - 400), at))) return true;
  return before.test(name) || (name.endsWith('"') && publicJwk.test(text.slice(Math.max(0, at - 500), at)));
}

/** Words that are no secrets, whatever they look like. */
const words = [
  // Keys for others to see. Source: RFC 4253 section 6.6; github.com/FiloSottile/age; the vendors' documentation.
  /AAAA[A-Z]3NzaC1|AAAAE2Vj/,
  /^age1[a-z0-9]{58}/,
  /(?:^|[^A-Za-z0-9])(?:pk_(?:live|test)_|phc_|sq0idp-|FLWPUBK|pk-lf-)/,
  // A rule of VFP: its name holds addresses and ports.
  /^[A-Z]+_(?=[\w.]+$).*_\d{1,3}(?:\.\d{1,3}){3}_/,
  // What PEM begins with, in base64: a certificate, a public key.
  /^LS0tLS1CRUdJTiB(?:DRVJU|QVUJMSUMg)/,
  // Security identifiers, also several that a line break was taken from.
  /S-1-\d{1,2}-\d/,
  // Ids of roles, users and groups. Source: docs.aws.amazon.com/IAM, IAM identifiers.
  /(?:^|[^A-Za-z0-9])A(?:ROA|IDA|GPA|NPA|NVA|PKA|SCA)[A-Z0-9]{16}/,
  // Chains of kube-proxy. Source: kubernetes/kubernetes pkg/proxy/iptables/proxier.go
  /(?:^|[^A-Z])KUBE-(?:SVC|SVL|SEP|FW|XLB|EXT)-[A-Z0-9]{16}/,
  // The outline of a picture. Source: www.w3.org/TR/SVG2/paths.html
  /^(?=.*\..*\.)[\d.,MLHVCSQTAZmlhvcsqtaz-]+$/,
  /^dt0c01\.[A-Z0-9]{24}$/,
  // Ids that begin with their time: ULID, KSUID, xid, cuid. Source: github.com/ulid/spec, segmentio/ksuid, rs/xid.
  /^01[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{23}$/,
  /^[23][A-Za-z0-9]{26}$/,
  /^[cd][0-9a-v]{19}$/,
  /^c[lm][a-z0-9]{23}$/,
  // The header of what DPAPI has encrypted, without anything that follows it. Source: MS-BKRP, its provider's GUID
  /^AQAAANCMnd8BFdERjHoA(?:wE\/Cl)?$/,
];

/** Lower-case labels, the last two of which are words: the name of a host. */
const restOfHost = /^(?:\.[a-z][a-z0-9-]{0,62}){2,}(?:[:/?]|$)/;

/** Whether a part of a word is of an innocent shape. */
export function isInnocentWord(word: string, { start, end }: { start: number; end: number }): boolean {
  const part = word.slice(start, end);
  if (part === part.toLowerCase() && restOfHost.test(word.slice(end))) return true;
  const from = word.slice(Math.max(0, start - 12), end);
  return words.some((pattern) => pattern.test(from) || pattern.test(part));
}
