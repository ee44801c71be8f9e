/** Type, links and parts that unfold, the same everywhere. No text from the node may widen the page. */
export const textStyle = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure, blockquote { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h2 { font-size: 1.0625rem; font-weight: 650; }
h3 { font-size: 1rem; font-weight: 650; line-height: 1.35; }
h4 { font-size: .9375rem; font-weight: 650; line-height: 1.4; }
small, .more, figcaption, caption { font-size: .875rem; color: var(--soft); }
code, samp, dd, blockquote { font-family: var(--mono); font-size: .875rem; }
h3 code, h4 code, li > code { color: var(--soft); font-size: .8125rem; font-weight: 400; display: inline-block; max-width: 100%; }
em { color: var(--soft); }
a { color: var(--link); text-underline-offset: .15em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
button { font: 600 .8125rem/1 var(--sans); color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: .4rem .7rem; cursor: pointer; }
button:hover { border-color: var(--soft); }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; width: fit-content; border-radius: 4px; }
summary:hover { color: var(--ink); }
.mark { width: 1em; height: 1em; flex: none; fill: var(--is); vertical-align: -.125em; }
#said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.marks { position: absolute; width: 0; height: 0; }
.skip-link { position: absolute; left: 1rem; top: -4rem; background: var(--card); padding: .5rem 1rem; border-radius: 6px; z-index: 1; }
.skip-link:focus { top: .75rem; }
`;
