import { type ComponentChild, h } from 'preact';
import type { RunningTask } from '../job.ts';
import type { FileProgress } from '../task.ts';
import { pageWords } from '../words.ts';
import { button } from './button.ts';

export function progressOf(progress: FileProgress | null, job: RunningTask): ComponentChild {
  const percent = progress === null || progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total);
  const text = progress === null ? pageWords.working : pageWords.reading(progress.file, percent);
  return h(
    'div',
    { class: 'card' },
    h('label', { for: 'progress' }, text),
    h('progress', { id: 'progress', max: 100, value: progress === null ? undefined : percent }),
    h('div', null, button(pageWords.stop, job.stop)),
  );
}
