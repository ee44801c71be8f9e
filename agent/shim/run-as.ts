import { nearest } from '../config/nearest.ts';

/** How the shim will read a runAsUserName. Source: hcsshim internal/jobcontainers/logon.go, processToken. */
export interface RunAs {
  text: string;
  domain: string;
  name: string;
  /**
   * `unset`; `malformed` more than one backslash; `service` one of the three system accounts, spelled as the shim wants
   * it; `misspelled` meant as one of them; `image` an account that exists inside containers only; `bare` a name without
   * a domain: a local group, else a local user; `prefixed` a name with a domain, never looked up as a group.
   */
  kind: 'unset' | 'malformed' | 'service' | 'misspelled' | 'image' | 'bare' | 'prefixed';
}

/** The three system accounts by their names in lower case without spaces, as manifests should spell them. */
const serviceAccounts: Readonly<Record<string, string>> = {
  system: 'NT AUTHORITY\\SYSTEM',
  localsystem: 'NT AUTHORITY\\SYSTEM',
  localservice: 'NT AUTHORITY\\Local Service',
  networkservice: 'NT AUTHORITY\\Network Service',
};
const imageAccounts = new Set(['containeruser', 'containeradministrator']);

const squeezed = (name: string) => name.toLowerCase().replaceAll(' ', '');

/** The same accounts, without a domain, as a Windows in another language shows them. */
const shownElsewhere = new Set([
  ...['lokalerdienst', 'netzwerkdienst', 'servicelocal', 'serviceréseau', 'système'],
  ...['serviciolocal', 'serviciodered', 'sistema', 'serviziolocale'],
  ...['serviziodirete', 'serviçolocal', 'serviçoderede', 'lokaleservice', 'netwerkservice', 'usługalokalna'],
  ...['usługasieciowa', 'локальнаяслужба', 'сетеваяслужба', 'система', 'lokaltjänst', 'nätverkstjänst'],
]);

/** The shim compares the domain letter by letter; in other languages Windows shows it by another name. */
const authority = /^(?:nt[ -]?aut\p{L}*|aut\p{L}* nt|autorite nt|zarządzanie nt)$/iu;

export function readRunAs(text: string): RunAs {
  const parts = text.split('\\');
  const name = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : '';
  return { text, domain, name, kind: kindOf(parts.length, domain, name) };
}

function kindOf(parts: number, domain: string, name: string): RunAs['kind'] {
  if (parts > 2) return 'malformed';
  if (lostBackslash.test(name)) return 'misspelled';
  if (parts === 1 && name === '') return 'unset';
  const key = squeezed(name);
  if (imageAccounts.has(key)) return 'image';
  if (domain === 'NT AUTHORITY') return key in serviceAccounts && key !== 'localsystem' ? 'service' : 'misspelled';
  if (key in serviceAccounts || authority.test(domain)) return 'misspelled';
  if (domain === '' && shownElsewhere.has(key)) return 'misspelled';
  return domain === '' ? 'bare' : 'prefixed';
}

/** How YAML reads \\L, \\N and \\_ in double quotes. */
export const lostBackslash = /[\u2028\u0085\u00a0]/;
const escapes: Readonly<Record<string, string>> = { '\u2028': '\\L', '\u0085': '\\N', '\u00a0': '\\_' };

/** The text as its author wrote it, with the backslash that YAML took for an escape. */
export const withBackslash = (text: string): string =>
  text.replace(lostBackslash, (character) => escapes[character] ?? character);

/** The system account that was meant, and how to correct it; null: it is unclear which was meant. */
interface Spelling {
  account: string | null;
  say: string;
}

/** How a misspelled system account is to be spelled. */
export function spellingOf({ name }: RunAs): Spelling {
  const written = squeezed(withBackslash(name).split('\\').at(-1) ?? '');
  const exact = serviceAccounts[written];
  const say = 'Spell the account exactly so, also on a Windows in another language';
  if (exact !== undefined) return { account: exact, say: `${say}.` };
  const near = serviceAccounts[nearest(written, Object.keys(serviceAccounts)) ?? ''];
  const account = near ?? translated.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  if (account === null) return { account, say: `Name a system account: <account> is ${anyOf(systemAccounts)}.` };
  const others = systemAccounts.filter((other) => other !== account);
  return { account, say: `${say}; if another is meant, it is ${anyOf(others)}.` };
}

/** What to write for a misspelled account, in a sentence. */
export const showSpelling = ({ account }: Spelling): string => anyOf(account === null ? systemAccounts : [account]);

const systemAccounts = ['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\Local Service', 'NT AUTHORITY\\Network Service'];
const anyOf = (accounts: readonly string[]) => accounts.map((account) => `"${account}"`).join(' or ');

/** "Lokaler Dienst", "SERVICE RÉSEAU" and their like: the accounts as a Windows in another language shows them. */
const translated: readonly [RegExp, string][] = [
  [/lo[ck]al|yerel|miejscow|místní|локальн/i, 'NT AUTHORITY\\Local Service'],
  [/netz|netw|nätverk|r[ée]seau|\bred\b|\brede\b|\brete\b|siec|síť|ağ|сетев/i, 'NT AUTHORITY\\Network Service'],
  [/^(?:s[iy]st[eèé]m[ae]?|система)$/i, 'NT AUTHORITY\\SYSTEM'],
];
