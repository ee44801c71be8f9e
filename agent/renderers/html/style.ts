/** Diagnoses, findings, and how the facts were got. */
const findings = `
.card, .folded { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.125rem; }
.card { display: grid; gap: .75rem; grid-template-columns: minmax(0, 1fr); }
.card.fail, .card.warn, .card.unknown { border-left: 5px solid var(--is); }
.card.diagnosis { border-left: 5px solid var(--ink); }
h3, h4, .judged { display: flex; gap: .25rem .5rem; align-items: flex-start; }
h3 > .mark, .judged > .mark { margin-top: .2em; }
h3 > span, h4 > span, .judged > span { min-width: 0; }
.checks { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9375rem; }
.fix { background: var(--well); border-radius: 8px; padding: .625rem .875rem .75rem; }
.fix, .fix ol { display: grid; gap: .375rem; grid-template-columns: minmax(0, 1fr); }
.fix > strong { font-size: .875rem; }
.fix ol { list-style: decimal; padding-left: 1.25rem; gap: .5rem; }
.command { display: flex; justify-content: space-between; align-items: start; gap: .75rem; margin-top: .25rem; }
.command pre { margin: 0; min-width: 0; line-height: 1.6; white-space: pre-wrap; user-select: text; }
.command button { flex: none; }
@media (max-width: 40rem) {
  .command { flex-wrap: wrap; }
  .command .lines { white-space: pre; overflow-x: auto; max-width: 100%; }
}
.risk { color: var(--soft); font-size: .875rem; margin-top: .25rem; }
.evidence { margin-top: .5rem; border-left: 2px solid var(--line); padding-left: .875rem; display: grid; gap: .5rem; }
.evidence dt { font-size: .8125rem; color: var(--soft); }
dd { white-space: pre-wrap; line-height: 1.5; }
blockquote { white-space: pre-wrap; background: var(--well); border-radius: 8px; padding: .625rem .875rem; max-height: 16rem; overflow: auto; margin-top: .25rem; }
.causes { display: grid; gap: 1rem; }
.cause { display: grid; gap: .5rem; grid-template-columns: minmax(0, 1fr); border-top: 1px solid var(--line); padding-top: 1rem; }
.weight { flex: none; margin-top: .05rem; font-size: .75rem; font-weight: 700; padding: .1rem .55rem; border-radius: 99px; border: 1.5px solid var(--soft); }
.confirmed .weight { background: var(--fail); border-color: var(--fail); color: var(--card); }
.likely .weight { border-color: var(--fail); color: var(--fail); }
.cause details > * + * { margin-top: .5rem; }
.ruled-out { margin-top: .5rem; display: grid; gap: .5rem; font-size: .875rem; }
.ruled-out div { color: var(--soft); }
.folded > summary { display: flex; width: auto; align-items: center; gap: .5rem; font-size: 1rem; color: var(--ink); list-style: none; }
.folded > summary::-webkit-details-marker { display: none; }
.folded > summary::after { content: ""; margin-left: auto; width: .5rem; height: .5rem; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(45deg) translate(-2px, -2px); }
.folded[open] > summary::after { transform: rotate(225deg) translate(-2px, -2px); }
.rows { margin-top: .75rem; }
.rows > li { display: grid; gap: .25rem; padding: .75rem 0; border-top: 1px solid var(--line); grid-template-columns: minmax(0, 1fr); }
.rows .summary { color: var(--soft); font-size: .9375rem; }
.rows h3 { font-weight: 600; font-size: .9375rem; }
:target { outline: 2px solid var(--link); outline-offset: 4px; border-radius: 6px; }
table { width: 100%; border-collapse: collapse; margin-top: .75rem; font-size: .875rem; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); border-top: 0; }
.took { white-space: nowrap; text-align: right; padding-right: 0; width: 6rem; font-variant-numeric: tabular-nums; }
thead th:last-child { text-align: right; padding-right: 0; }
.failures thead th:last-child { text-align: left; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; border-top: 1px solid var(--line); padding: .5rem 0; }
  tbody th, tbody td { border: 0; padding: 0; }
  tbody td:nth-child(2), tbody td:nth-child(3) { grid-column: 1; }
  .took { grid-column: 2; grid-row: 1; }
  .failures tr { grid-template-columns: minmax(0, 1fr); }
}
`;

/** The masthead, the columns, the foot. */
const frame = `
.masthead, .columns, footer { max-width: 78rem; margin: 0 auto; padding-inline: clamp(1rem, 3vw, 2rem); }
.masthead { padding-top: 1.5rem; }
.brand { font-weight: 700; font-size: .875rem; color: var(--soft); letter-spacing: .02em; }
h1 { display: flex; gap: .75rem; align-items: center; font-size: clamp(1.4rem, 4vw, 2.125rem); font-weight: 700; line-height: 1.2;
  letter-spacing: -.015em; color: var(--is); margin-top: .375rem; }
h1 .node { color: var(--ink); }
.lead { font-size: 1.125rem; margin-top: .375rem; }
.masthead nav { margin-top: 1rem; }
.shares { display: block; width: 100%; height: .625rem; border-radius: 5px; background: var(--well); }
.shares rect { fill: var(--is); }
.shares .pass { opacity: .55; }
.shares .skip { opacity: .3; }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .5rem; font-size: .9375rem; }
.counts a { display: inline-flex; align-items: center; gap: .375rem; color: inherit; text-decoration: none; padding: .125rem 0; }
.counts a:hover { text-decoration: underline; }
.when { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; color: var(--soft); font-size: .9375rem; margin-top: .75rem; }
#news:not(:empty) { margin-top: .75rem; padding: .5rem .875rem; border: 1px solid var(--warn); border-left-width: 4px; border-radius: 6px;
  background: var(--warn-ground); }
.stand-ins { margin-top: .5rem; font-size: .875rem; color: var(--soft); }
.stand-ins li { margin-left: 1rem; list-style: disc; }
.columns { display: grid; gap: 1.5rem 2rem; grid-template-columns: minmax(0, 1fr); padding-block: 1.5rem; }
main, main > section { display: grid; gap: .875rem; align-content: start; grid-template-columns: minmax(0, 1fr); }
main { gap: 1.5rem; }
footer { display: flex; flex-wrap: wrap; gap: .5rem 2rem; justify-content: space-between; padding-block: 1rem 2rem; color: var(--soft);
  font-size: .875rem; border-top: 1px solid var(--line); }
footer ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
footer li { overflow-wrap: normal; }
@media (min-width: 62rem) {
  .columns.busy { grid-template-columns: minmax(0, 1fr) 23rem; }
}
`;

/** The strip of changes, and the list beside it. */
const history = `
.strip svg { display: block; width: 100%; height: 24px; }
.strip rect { fill: var(--is); }
.strip .tick { fill: var(--ink); }
.ends { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; font-size: .8125rem; color: var(--soft); }
.runs { display: grid; gap: .75rem; }
details > .runs { margin-top: .75rem; }
.change { display: flex; gap: .5rem; align-items: flex-start; font-size: .9375rem; padding-top: .25rem; }
.change > .mark { margin-top: .25em; }
.change > span { min-width: 0; }
`;

/** The chain of boxes that draws the node. */
const outline = `
.chain { margin-top: .875rem; }
.box { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .875rem 1rem; }
.box dl { display: grid; gap: .375rem; margin-top: .5rem; }
.box dl > div { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: .5rem; align-items: baseline; }
.box dt { font-size: .875rem; color: var(--soft); }
.box dd { font: inherit; font-size: .9375rem; white-space: normal; }
.judged { font-size: .875rem; color: var(--is); }
.arrow { position: relative; margin-left: 1.5rem; padding: .625rem 0 .75rem 1rem; font-size: .8125rem; color: var(--soft); border-left: 2px solid var(--line); }
.arrow::after { content: ""; position: absolute; left: -6px; bottom: 0; border: 5px solid transparent; border-top-color: var(--soft); border-bottom: 0; }
.modes { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .5rem; margin-top: .75rem; }
.mode { display: flex; flex-direction: column; gap: .125rem; border: 1px dashed var(--line); border-radius: 8px; padding: .5rem; color: var(--soft); font-size: .875rem; line-height: 1.35; }
.mode samp { font-size: .75rem; }
.mode small { font-size: .75rem; }
.mode.here { border: 2px solid var(--ink); color: var(--ink); padding: calc(.5rem - 1px); }
.tag { align-self: start; white-space: nowrap; font-size: .6875rem; font-weight: 700; background: var(--ink); color: var(--card); border-radius: 99px; padding: .05rem .45rem; margin-top: .125rem; }
.box dd small { display: block; }
.tokens { margin-top: .875rem; border-top: 1px solid var(--line); padding-top: .75rem; }
.tokens > ul { display: grid; gap: .75rem; margin-top: .375rem; }
.tokens samp { display: block; font-size: .8125rem; }
.ways { font-size: .8125rem; color: var(--soft); }
@media (min-width: 62rem) {
  .quiet .chain { display: flex; }
  .quiet .chain > li { display: flex; flex: 1 1 0; min-width: 0; }
  .quiet .chain > li:not(:last-child) { flex-grow: 1.2; }
  .quiet .chain > li:last-child { flex-grow: 1.25; }
  .quiet .box { flex: 1; min-width: 0; }
  .quiet .arrow { margin: 1.5rem 0 0; padding: .25rem .75rem 0 .5rem; width: 4.25rem; height: 1.5rem; white-space: nowrap; border-left: 0; border-top: 2px solid var(--line); }
  .quiet .arrow::after { left: auto; right: 0; bottom: auto; top: -6px; border: 5px solid transparent; border-left-color: var(--soft); border-right: 0; }
}
@media (min-width: 40rem) and (max-width: 62rem) {
  .box dl > div { grid-template-columns: 9rem minmax(0, 1fr); }
}
`;

/** On paper everything is expanded, and there are no buttons. */
const printStyle = `
@media print {
  html { font-size: 12px; }
  .fix, blockquote { border: 1px solid var(--line); }
  .columns { grid-template-columns: minmax(0, 1fr); }
  button, .skip-link, #forms, .folded > summary::after { display: none !important; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  blockquote { max-height: none; overflow: visible; }
  .folded .rows { columns: 2; column-gap: 2rem; }
  .card, .box, .rows > li, tr { break-inside: avoid; }
  .weight, .tag, .shares { print-color-adjust: exact; }
  h2, h3 { break-after: avoid; }
}
`;

/** Type, links and parts that unfold, the same everywhere. No text from the node may widen the page. */
const textStyle = `
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
h3 a code, p a code { color: inherit; }
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

/** Colours by what they mean. Text has a contrast of at least 4.5 to its background in both themes. */
const theme = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --well: #f1f3f6; --line: #d9dde3; --ink: #1b1f24; --soft: #59626e; --link: #0b5cad;
  --fail: #b42318; --fail-ground: #fdf0ee; --warn: #8a5300; --warn-ground: #fdf5e3;
  --unknown: #5b43a8; --pass: #17703a; --pass-ground: #ebf7ef; --skip: #59626e;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101317; --card: #181c22; --well: #20252d; --line: #323944; --ink: #e6e9ee; --soft: #a2abb8; --link: #7fb8ff;
    --fail: #ff9086; --fail-ground: #2b1816; --warn: #eebb55; --warn-ground: #272013;
    --unknown: #bba9ff; --pass: #6bd08f; --pass-ground: #132419; --skip: #a2abb8;
  }
}
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --card: #fff; --well: #fff; --line: #b5bbc4; --ink: #000; --soft: #444; --link: #000;
    --fail: #b42318; --fail-ground: #fff; --warn: #8a5300; --warn-ground: #fff;
    --unknown: #5b43a8; --pass: #17703a; --pass-ground: #fff; --skip: #444;
  }
}
.fail, .unhealthy { --is: var(--fail); }
.warn, .degraded { --is: var(--warn); }
.unknown { --is: var(--unknown); }
.pass, .healthy { --is: var(--pass); }
.skip, .hidden { --is: var(--skip); }
`;

/** The page's only style sheet. */
export const style: string = [theme, textStyle, frame, findings, history, outline, printStyle].join('');
