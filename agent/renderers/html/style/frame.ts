/** The masthead, the columns, the foot. */
export const frame = `
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
footer ul { display: flex; gap: 1rem; }
@media (min-width: 62rem) {
  .columns.busy { grid-template-columns: minmax(0, 1fr) 23rem; }
}
`;
