import { h } from 'preact';
import { pageWords } from '../words.ts';

interface AreaOptions {
  id: string;
  area?: { current: HTMLTextAreaElement | null };
  short?: boolean;
  describedBy?: string;
}

export const textArea = (value: string, example: string, set: (text: string) => void, options: AreaOptions) =>
  h('textarea', {
    id: options.id,
    ref: options.area,
    class: options.short ? 'short' : '',
    value,
    placeholder: example,
    spellcheck: false,
    autocapitalize: 'off',
    'aria-describedby': options.describedBy,
    onInput: (event: Event) => set((event.currentTarget as HTMLTextAreaElement).value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
      }
    },
  });

export const podArea = (pod: string, set: (text: string) => void) =>
  h(
    'details',
    { open: pod !== '' },
    h('summary', null, pageWords.podLabel),
    h('label', { for: 'pod' }, pageWords.podLabel),
    h('small', { id: 'pod-why' }, pageWords.podWhy),
    textArea(pod, pageWords.example.lint, set, { id: 'pod', short: true, describedBy: 'pod-why' }),
  );

/** Selects a line of the text, and moves there. */
export function showLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 3) * height);
}
