import { createElement, render } from 'preact';
import { App } from './app.ts';

/** Shows the page in the element that its file has for it. Its worker is `worker.ts`. */
export function showPage(): void {
  const place = document.getElementById('page');
  if (place === null) throw new Error('the file of the page must have an element with the id page, and has none');
  place.replaceChildren();
  render(createElement(App, { isServed: location.protocol.startsWith('http') }), place);
}
