import { type ComponentChild, h } from 'preact';
import { pageWords } from '../words.ts';
import { button } from './button.ts';

/** Files of the same name, such as snapshots of several nodes, get a number: the answer distinguishes them by name. */
function withFiles(files: readonly File[], more: readonly File[]): File[] {
  const all = [...files];
  for (const file of more) {
    const [, stem = '', end = ''] = /^(.*?)(\.[^.]*)?$/.exec(file.name) ?? [];
    let { name } = file;
    for (let number = 2; all.some((one) => one.name === name); number++) name = `${stem} (${number})${end}`;
    all.push(name === file.name ? file : new File([file], name, { type: file.type }));
  }
  return all;
}

export function fileDrop(files: readonly File[], hint: string, set: (files: readonly File[]) => void): ComponentChild {
  const over = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).classList.toggle('over', isOver);
  };
  const add = (list: FileList | null | undefined) => set(withFiles(files, [...(list ?? [])]));
  const picker = () => document.getElementById('picker');
  return h(
    'div',
    {
      class: 'drop',
      role: 'group',
      'aria-label': pageWords.dropLabel,
      onDragOver: over(true),
      onDragLeave: over(false),
      onDrop: (event: DragEvent) => {
        over(false)(event);
        add(event.dataTransfer?.files);
      },
    },
    h('p', null, hint),
    files.length === 0 ? null : fileNames(files, set),
    h(
      'div',
      null,
      h('input', {
        type: 'file',
        id: 'picker',
        multiple: true,
        hidden: true,
        'aria-label': pageWords.add,
        onChange: (event: Event) => {
          const input = event.currentTarget as HTMLInputElement;
          add(input.files);
          input.value = '';
        },
      }),
      button(pageWords.add, () => picker()?.click()),
    ),
  );
}

const fileNames = (files: readonly File[], set: (files: readonly File[]) => void) =>
  h(
    'ul',
    { class: 'files' },
    files.map((file, index) =>
      h(
        'li',
        null,
        h('code', null, file.name),
        h('small', null, pageWords.size(file.size)),
        h(
          'button',
          {
            type: 'button',
            'aria-label': pageWords.remove(file.name),
            onClick: () => set(files.filter((_, at) => at !== index)),
          },
          pageWords.removeShort,
        ),
      ),
    ),
  );
