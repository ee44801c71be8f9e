import { copyScript } from '../../renderers/html/script.ts';

/** The only script of the page of many nodes: filters, and buttons that copy a command. The page works without it. */
export const script = `
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll('tbody')].map((body) =>
    ({ body, status: body.dataset.status, text: body.textContent.toLowerCase() }));
  const chips = [...document.querySelectorAll('.chip')];
  const words = byId('words');
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const pressed = chips.filter((chip) => chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset.status);
    let shown = 0;
    for (const { body, status, text } of rows) {
      body.hidden = !((pressed.length === 0 || pressed.includes(status)) && wanted.every((word) => text.includes(word)));
      if (!body.hidden) shown += 1;
    }
    byId('shown').textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' nodes';
  };
  byId('filters').hidden = false;
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  words.addEventListener('input', filter);
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      filter();
    });
  }
${copyScript}
  copyButtons(() => {});
})();
`;
