import { type ComponentChild, h } from 'preact';
import type { Entered } from '../task.ts';
import { pageWords } from '../words.ts';
import { button } from './button.ts';

/** A message above the answer. */
export type Note =
  | { kind: 'bad' | 'good'; text: string }
  | { kind: 'secret'; kinds: readonly string[]; redacted: Entered }
  | { kind: 'link'; link: string };

export function noteOf(
  note: Note,
  {
    copyLink,
    entered,
    showNote,
  }: { copyLink: (entered: Entered) => void; entered: Entered; showNote: (note: null) => void },
): ComponentChild {
  switch (note.kind) {
    case 'secret':
      return h(
        'div',
        { class: 'note' },
        h('p', null, pageWords.secretFound(note.kinds)),
        h(
          'div',
          { class: 'bar-of-buttons' },
          button(pageWords.linkRedacted, () => copyLink(note.redacted)),
          button(pageWords.linkAnyway, () => copyLink(entered)),
          button(pageWords.cancel, () => showNote(null)),
        ),
      );
    case 'link':
      return h(
        'div',
        { class: 'note' },
        h('label', { for: 'link' }, pageWords.linkShown),
        h('input', { id: 'link', readOnly: true, value: note.link }),
      );
    default:
      return h('div', { class: note.kind === 'bad' ? 'note bad' : 'note' }, h('p', null, note.text));
  }
}
