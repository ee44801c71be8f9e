import { fromBase64, textOf, utf8 } from '../decode/bytes.ts';
import { type Tab, tabs } from './task.ts';

/** What a link to this page carries: in the fragment of its address, which no browser sends to a server. */
interface Linked {
  tab: Tab;
  text: string;
  pod: string;
}

const mark = '#v1.';
/** Chat programs and browsers cut longer addresses. */
export const longestLink = 30_000;
/** A link that unpacks to more was not made from a pasted text. */
const mostUnpacked = 4 * 2 ** 20;

export async function linkOf(address: string, { tab, text, pod }: Linked): Promise<string> {
  const packed = await through(utf8(JSON.stringify([tab, text, pod])), new CompressionStream('deflate-raw'));
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(''));
  return `${address.replace(/#.*$/s, '')}${mark}${base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

export const isLink = (fragment: string): boolean => fragment.startsWith(mark);

/** What the fragment of an address carries; null: it is no link of this page, or was cut off. */
export async function readLink(fragment: string): Promise<Linked | null> {
  if (!isLink(fragment)) return null;
  try {
    const bytes = await through(fromBase64(fragment.slice(mark.length)), new DecompressionStream('deflate-raw'));
    const carried: unknown = JSON.parse(textOf(bytes));
    if (!Array.isArray(carried)) return null;
    const [name, text, pod] = carried;
    const tab = tabs.find((one) => one === name);
    return tab === undefined || typeof text !== 'string' || typeof pod !== 'string' ? null : { tab, text, pod };
  } catch {
    // Whatever is wrong with it: the page says that the link is damaged.
    return null;
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    size += next.value.length;
    if (size > mostUnpacked) throw new Error('the link unpacks to too much');
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
