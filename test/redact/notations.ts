import type { Notation } from './kinds.ts';

/** A text with one secret in it, as the secret is written there. */
export interface Planted {
  text: string;
  secret: string;
}

export const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
export const inXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const asIs = (text: string) => text;
const indented = (text: string) => text.replaceAll('\n', '\n    ');

interface Form {
  /** The secret under a name. */
  named(name: string, value: string): string;
  /** A text that holds it, inside of the notation. */
  around(text: string): string;
  /** How the secret itself is then written. */
  value?(raw: string): string;
}

const event = (data: string) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='kubelet'/><EventID>1</EventID></System><EventData><Data Name='param1'>${data}</Data></EventData></Event>`;
const variable = (name: string) => name.replaceAll(/[^A-Za-z0-9]+/g, '_');
const field = (name: string) => variable(name).replaceAll(/(?:^|_)(.)/g, (_, first: string) => first.toUpperCase());

/** What goes through `value` goes through it in `named` and `around` too. */
const forms: Record<Notation, Form> = {
  flag: { named: (name, it) => `agent.exe --${name.replaceAll('_', '-')} ${it} --v=4`, around: (it) => `args: ${it}` },
  env: { named: (name, it) => `${variable(name)}=${it}`, around: (it) => `AGENT_ARGS=${it}` },
  json: {
    named: (name, it) => `{"node":"win1","${name}":"${it}","attempt":1}`,
    around: (it) => `{"node":"win1","got":"${it}"}`,
    value: inJson,
  },
  yaml: {
    named: (name, it) => `spec:\n  ${name}: ${it}\n  replicas: 1`,
    around: (it) => `data:\n  agent.conf: |\n    ${it}`,
    value: indented,
  },
  toml: { named: (name, it) => `${variable(name)} = "${it}"`, around: (it) => `args = "${it}"`, value: inJson },
  xml: {
    named: (name, it) => `<add key="${name}" value="${it}" />`,
    around: (it) => `<arguments>${it}</arguments>`,
    value: inXml,
  },
  'go %+v dump': {
    named: (name, it) => `&Config{Host:db1,${field(name)}:${it},Timeout:30s,}`,
    around: (it) => `{Name:agent Args:[${it}] Attempt:0}`,
  },
  powershell: { named: (name, it) => `PS C:\\> $${variable(name)} = '${it}'`, around: (it) => `PS C:\\> ${it}` },
  cmd: { named: (name, it) => `C:\\>set ${variable(name)}=${it}`, around: (it) => `C:\\>${it}` },
  'event xml': { named: (name, it) => event(`agent.exe /${name}:${it}`), around: event, value: inXml },
  'registry export': { named: (name, it) => `"${name}"="${it}"`, around: asIs },
  prose: { named: (name, it) => `the ${name} is ${it} on this node`, around: (it) => `the agent printed ${it}` },
  url: {
    named: (name, it) => `https://api.corp.local/v1/nodes?limit=500&${name}=${it}`,
    around: asIs,
    value: encodeURIComponent,
  },
};

/** XML in XML, a file of the registry, a URL: they are already what they are. */
const standsAlone = (notation: Notation, text: string) =>
  notation === 'url' ||
  (notation === 'xml' && text.startsWith('<')) ||
  (notation === 'event xml' && text.startsWith('<Data'));

/**
 * The secret in the notation.
 * @param shape.text the secret, `%s`, with what must stand around it
 * @param shape.name what it is called where it has no such text
 */
export function written(notation: Notation, secret: string, { name, text }: { name?: string; text?: string }): Planted {
  const { named, around, value = asIs } = forms[notation];
  if (text === undefined) return { text: named(name ?? 'setting', value(secret)), secret: value(secret) };
  const whole = text.replaceAll('%s', () => secret);
  if (standsAlone(notation, text)) return { text: whole, secret };
  return { text: around(value(whole)), secret: value(secret) };
}
