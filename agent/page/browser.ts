import { useEffect } from 'preact/hooks';
import { pageWords } from './words.ts';

/** What the reader's browser does: saves files, copies. */

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
const copyText = (text: string): Promise<boolean> =>
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
