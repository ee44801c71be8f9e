/** On paper everything is expanded, and there are no buttons. */
export const printStyle = `
@media print {
  html { font-size: 12px; }
  .fix, blockquote { border: 1px solid var(--line); }
  .columns { grid-template-columns: minmax(0, 1fr); }
  button, .skip-link, #forms, .folded > summary::after { display: none !important; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  blockquote { max-height: none; }
  .folded .rows { columns: 2; column-gap: 2rem; }
  .card, .box, .rows > li, tr { break-inside: avoid; }
  .weight, .tag, .shares { print-color-adjust: exact; }
  h2, h3 { break-after: avoid; }
}
`;
