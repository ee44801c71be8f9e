/** What only the page of many nodes has. */
export const style = `
.fleet { max-width: 78rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2rem); }
.groups { gap: .375rem; font-size: .9375rem; }
#filters { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
#filters[hidden] { display: none; }
#filters div { display: flex; flex-wrap: wrap; gap: .375rem; }
#words { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .25rem .5rem; width: 14rem; max-width: 100%; }
.chip { display: inline-flex; gap: .375rem; align-items: center; border-radius: 99px; }
.chip[aria-pressed="true"] { border-color: var(--ink); background: var(--well); box-shadow: inset 0 0 0 1px var(--ink); }
.nodes { background: var(--card); border: 1px solid var(--line); border-radius: 10px; border-collapse: separate; border-spacing: 0; margin: 0; }
.nodes caption { color: var(--soft); }
.nodes th, .nodes td { padding: .5rem .75rem; font-variant-numeric: tabular-nums; }
.nodes thead th:last-child { text-align: left; padding-right: .75rem; }
.nodes tbody th { font-weight: 650; }
.nodes .why td { border-top: 0; padding-top: 0; }
.nodes .why ul { display: grid; gap: .375rem; border-left: 2px solid var(--line); padding-left: .75rem; }
.nodes .why .summary { color: var(--soft); }
.status { white-space: nowrap; }
.nodes tbody[hidden] { display: none; }
@media (max-width: 40rem) {
  .nodes tr { grid-template-columns: minmax(0, 1fr); padding: .625rem .75rem; gap: .125rem; }
  .nodes tbody th, .nodes tbody td { padding: 0; grid-column: 1; }
  .nodes td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .nodes tr.why { border-top: 0; padding-top: 0; }
}
`;
