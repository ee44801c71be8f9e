import { h, render } from 'preact';
import { App } from './app.ts';

/** The page starts here; its worker is `worker.ts`. */
const place = document.getElementById('page');
if (place !== null) {
  place.replaceChildren();
  render(h(App, null), place);
}
