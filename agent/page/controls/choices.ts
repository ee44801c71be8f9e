import { type ComponentChild, h } from 'preact';
import { type NodeKind, nodeKinds, targeted } from '../../node/new-pod.ts';
import type { Choices } from '../task.ts';
import { pageWords } from '../words.ts';

/** What the manifests can be judged for: any node, or one release of containerd, with and without the bind filter. */
const targets: readonly { name: string; nodes: readonly NodeKind[] }[] = [
  { name: pageWords.anyNode, nodes: nodeKinds },
  ...(['1.6', '1.7', '2.x'] as const).map((containerd) => ({
    name: `containerd ${containerd}`,
    nodes: targeted({ containerd, bindFilter: null }),
  })),
];

export function choicesOf({ nodes, all }: Choices, set: (choices: Choices) => void): ComponentChild {
  const chosen = targets.findIndex((one) => one.nodes === nodes);
  return h(
    'div',
    { class: 'choices' },
    h(
      'label',
      null,
      pageWords.nodesLabel,
      h(
        'select',
        {
          value: String(chosen),
          onChange: (event: Event) => {
            const { value } = event.currentTarget as HTMLSelectElement;
            const target = targets[Number(value)];
            if (target !== undefined) set({ nodes: target.nodes, all });
          },
        },
        targets.map(({ name }, index) => h('option', { value: String(index) }, name)),
      ),
    ),
    h(
      'label',
      null,
      h('input', { type: 'checkbox', checked: all, onChange: () => set({ nodes, all: !all }) }),
      pageWords.allPods,
    ),
  );
}
