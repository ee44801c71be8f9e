import { useEffect } from 'preact/hooks';
import { fromBase64, textOf, utf8 } from '../decode/bytes.ts';
import { tabs } from './task.ts';
import { pageWords } from './words.ts';

/** What the reader's browser does: saves files, copies, prints. */

/** Saves a file, as a link to it would. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @returns whether the browser let it */
export const copyText = (text: string): Promise<boolean> =>
  navigator.clipboard === undefined
    ? Promise.resolve(false)
    : navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      );

const shownMs = 2000;

/** Makes the buttons beside commands copy; where that is not allowed the command is selected. */
export function useCopyButtons(): void {
  useEffect(() => {
    for (const button of document.querySelectorAll<HTMLButtonElement>('.copy[hidden]')) button.hidden = false;
  });
  useEffect(() => {
    const copy = async ({ target }: Event) => {
      const button = target instanceof Element ? target.closest<HTMLButtonElement>('.copy') : null;
      const code = button?.closest('.command')?.querySelector('code');
      if (button === null || !code) return;
      const isCopied = await copyText(code.textContent ?? '');
      if (!isCopied) getSelection()?.selectAllChildren(code);
      button.textContent = isCopied ? pageWords.copied : pageWords.selected;
      setTimeout(() => {
        button.textContent = pageWords.copy;
      }, shownMs);
    };
    document.addEventListener('click', copy);
    return () => document.removeEventListener('click', copy);
  }, []);
}

/** On paper everything is expanded, also in browsers where style sheets cannot do that. @returns what ends it */
export function openForPrint(): () => void {
  let closed: HTMLDetailsElement[] = [];
  const before = () => {
    closed = [...document.querySelectorAll('details')].filter(({ open }) => !open);
    for (const one of closed) one.open = true;
  };
  const after = () => {
    for (const one of closed) one.open = false;
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}

/** What a link to this page carries: in the fragment of its address, which no browser sends to a server. */
type Linked = NonNullable<Awaited<ReturnType<typeof readLink>>>;

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
export async function readLink(fragment: string) {
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
