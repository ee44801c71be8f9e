/** The strip of changes, and the list beside it. */
export const history = `
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
