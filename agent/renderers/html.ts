import { createHash } from 'node:crypto';
import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Renderer } from '../renderer.ts';
import type { Report } from '../report.ts';
import { documentOf } from './html/document.ts';
import { pageOf } from './html/page.ts';
import { script } from './html/script.ts';
import { style } from './html/style.ts';
import { readable } from './html/words.ts';

/** For a browser: one self-contained file, readable without its script. */
export const html: Renderer = {
  id: 'html',
  contentType: 'text/html; charset=utf-8',
  render: renderPage,
};

/** A source in a Content-Security-Policy: the style or script that has exactly this text. */
export const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page may use its own style and script, contact its own server, and nothing else. */
const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'`;

/** The Content-Security-Policy header of the page. A saved page has most of it in a meta element. */
export const pageCsp = `${policy}; frame-ancestors 'none'`;

function renderPage(report: Report): string {
  const shown = readable(report);
  const title = render(h('title', null, `${shown.node} is ${shown.status} - hostprobe`));
  const body = `${render(h(Fragment, null, pageOf(shown)))}\n<script>${script}</script>`;
  return documentOf({ policy, icon: report.status, title, style, body });
}
