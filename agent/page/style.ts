import { style as reportStyle } from '../renderers/html/style.ts';

/** The style of the report page, and what this page has beside it. */
export const style: string = `${reportStyle}
body > #page > .head, .page > * { max-width: 78rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2rem); }
.head { padding-top: 1.5rem; }
.head h1 { color: var(--ink); margin-top: 0; }
.head .lead { max-width: 60rem; color: var(--soft); font-size: 1rem; }
[role=tablist] { display: flex; flex-wrap: wrap; gap: .25rem; margin-top: 1.25rem; border-bottom: 1px solid var(--line); }
[role=tab] { font-size: 1rem; padding: .7rem 1.1rem; border: 0; border-bottom: 3px solid transparent; border-radius: 6px 6px 0 0; background: none; color: var(--soft); }
[role=tab][aria-selected=true] { color: var(--ink); border-bottom-color: var(--link); }
.form { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); padding-block: 1.25rem; }
.form label, .form legend { font-weight: 650; font-size: .9375rem; display: block; }
.form small { display: block; }
textarea { width: 100%; min-height: 11rem; resize: vertical; margin-top: .375rem; padding: .75rem .875rem; font: .875rem/1.5 var(--mono);
  color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 8px; tab-size: 2; }
textarea.short { min-height: 6rem; }
::placeholder { color: var(--soft); opacity: 1; }
.drop { border: 2px dashed var(--line); border-radius: 10px; padding: .875rem 1rem; background: var(--card); display: grid; gap: .625rem; }
.drop.over { border-color: var(--link); background: var(--well); }
.drop p { color: var(--soft); font-size: .9375rem; }
.files { display: grid; gap: .375rem; }
.files li { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
.files small { display: inline; }
.bar-of-buttons { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.form button, .answer button { font-size: .875rem; padding: .6rem .9rem; }
.form button.go { background: var(--link); border-color: var(--link); color: var(--card); font-size: 1rem; padding: .7rem 1.4rem; }
.form button[disabled] { opacity: .6; cursor: default; }
.choices { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; font-size: .9375rem; }
.choices label { display: inline-flex; gap: .5rem; align-items: center; font-weight: 400; }
select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .35rem .5rem; max-width: 100%; }
.note { border: 1px solid var(--warn); border-left-width: 4px; border-radius: 6px; background: var(--warn-ground); padding: .75rem 1rem; display: grid; gap: .625rem; }
.note.pass { border-color: var(--pass); background: var(--pass-ground); }
.note.fail { border-color: var(--fail); background: var(--fail-ground); }
.note input { width: 100%; font: .8125rem var(--mono); }
progress { width: 100%; height: .625rem; accent-color: var(--link); }
.answer { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); padding-block: .5rem 2rem; }
.answer .answer { padding: 0; }
.answer:focus { outline: none; }
.answer > [role]:empty { position: absolute; }
.compared thead th:last-child { text-align: left; }
.page > footer { padding-block: 1rem 2rem; }
#progress { display: block; }
.verdict h2 { display: flex; gap: .625rem; align-items: flex-start; font-size: clamp(1.25rem, 3.5vw, 1.5rem); line-height: 1.25; color: var(--is); }
.verdict h2 .mark { margin-top: .15em; }
.verdict .lead { font-size: 1rem; }
td.verdict { color: var(--is); }
.answer > section, .findings, .findings > section { display: grid; gap: .875rem; grid-template-columns: minmax(0, 1fr); align-content: start; }
.findings { gap: 1.5rem; }
.report .masthead, .report .columns { padding-inline: 0; }
.report h1 { font-size: 1.5rem; }
.views { display: flex; flex-wrap: wrap; gap: .5rem; }
.views button[aria-pressed=true] { background: var(--ink); border-color: var(--ink); color: var(--card); }
.problems { display: grid; gap: .75rem; }
.place { display: flex; flex-wrap: wrap; gap: .375rem .75rem; align-items: center; font-size: .875rem; color: var(--soft); }
.answer .place button { padding: .35rem .6rem; font-size: .8125rem; }
.source { margin: 0; padding: .5rem .875rem; background: var(--well); border-radius: 8px; white-space: pre-wrap; }
.answer .command button { padding: .4rem .7rem; font-size: .8125rem; }
.scrolls { overflow-x: auto; }
.compared { margin-top: 0; }
.compared td { min-width: 11rem; }
.compared thead th { min-width: 8.5rem; }
.compared tbody th { color: var(--soft); white-space: nowrap; }
.point { display: grid; gap: .375rem; grid-template-columns: minmax(0, 1fr); }
.assumed { list-style: disc; padding-left: 1.25rem; }
.answer .folded > summary h3 { font-size: 1rem; }
@media (max-width: 40rem) {
  .compared tr { grid-template-columns: minmax(0, 1fr); gap: .25rem; }
  .compared td[data-node]::before { content: attr(data-node) ": "; color: var(--soft); }
  .compared tbody th { white-space: normal; font-weight: 650; }
  .scrolls { overflow-x: visible; }
}
@media print {
  .form, [role=tablist], .skip-link, .views, .head .lead { display: none !important; }
  .scrolls { overflow: visible; }
}
`;
