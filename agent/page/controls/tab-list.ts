import { type ComponentChild, h } from 'preact';
import { type Tab, tabs } from '../task.ts';
import { pageWords } from '../words.ts';

export function tabList(tab: Tab, choose: (tab: Tab) => void): ComponentChild {
  const move = ({ key }: KeyboardEvent) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    if (by === 0 || next === undefined) return;
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return h(
    'div',
    { role: 'tablist', 'aria-label': pageWords.tabsLabel, onKeyDown: move },
    tabs.map((one) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${one}`,
          'aria-selected': one === tab,
          'aria-controls': one === tab ? `panel-${one}` : undefined,
          tabIndex: one === tab ? 0 : -1,
          onClick: () => choose(one),
        },
        pageWords.tabs[one],
      ),
    ),
  );
}
