/** The chain of boxes that draws the node. */
export const outline = `
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
