/** Diagnoses, findings, and how the facts were got. */
export const findings = `
.card, .folded { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.125rem; }
.card { display: grid; gap: .75rem; grid-template-columns: minmax(0, 1fr); }
.card.fail, .card.warn, .card.unknown { border-left: 5px solid var(--is); }
.card.diagnosis { border-left: 5px solid var(--ink); }
h3, h4, .judged { display: flex; gap: .25rem .5rem; align-items: flex-start; }
h3 > .mark, .judged > .mark { margin-top: .2em; }
h3 > span, h4 > span, .judged > span { min-width: 0; }
.checks { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9375rem; }
.fix { background: var(--well); border-radius: 8px; padding: .625rem .875rem .75rem; display: grid; gap: .375rem; }
.fix > strong { font-size: .875rem; }
.fix ol { list-style: decimal; padding-left: 1.25rem; display: grid; gap: .5rem; }
.command { display: flex; justify-content: space-between; align-items: start; gap: .75rem; margin-top: .25rem; }
.command pre { margin: 0; min-width: 0; line-height: 1.6; white-space: pre-wrap; user-select: text; }
.command button { flex: none; }
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
.bar { display: block; width: 100%; height: 4px; background: var(--well); border-radius: 2px; margin-top: .25rem; }
.bar rect { fill: var(--soft); }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; border-top: 1px solid var(--line); padding: .5rem 0; }
  tbody th, tbody td { border: 0; padding: 0; }
  tbody td:nth-child(2), tbody td:nth-child(3) { grid-column: 1; }
  .took { grid-column: 2; grid-row: 1; }
  .failures tr { grid-template-columns: minmax(0, 1fr); }
}
`;
