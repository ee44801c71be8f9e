import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';

/** The markup of a view. */
export const markupOf = (view: Parameters<typeof h>[2]): string => render(h(Fragment, null, view));

/** The words of markup, as a reader sees them. */
export const plain = (html = ''): string =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What is in a view, so that a press or a choice can be made as a browser would. */
interface Element {
  type: unknown;
  props: Record<string, unknown> & { children?: unknown };
}

export function elementsIn(view: unknown): Element[] {
  if (Array.isArray(view)) return view.flatMap(elementsIn);
  if (typeof view !== 'object' || view === null || !('props' in view)) return [];
  const element = view as Element;
  return [element, ...elementsIn(element.props.children)];
}

/** What the browser does with a control: calls this listener of it. */
export function does(element: Element | undefined, listener: string, ...told: readonly object[]): void {
  const heard = element?.props[listener];
  if (typeof heard !== 'function') throw new Error(`the view has no ${listener} there`);
  heard(...told);
}
