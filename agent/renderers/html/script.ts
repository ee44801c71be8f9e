/** Defines `copyButtons(say)` in the script of a page: a button beside each command copies it, and `say` announces that. */
export const copyScript = `
  const copyButtons = (say) => {
    const copy = async (button) => {
      const text = button.closest('.command').querySelector('code');
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = 'Selected';
      }
      say(button.textContent);
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    };
    for (const button of document.querySelectorAll('.copy')) {
      button.hidden = false;
      button.addEventListener('click', () => copy(button));
    }
  };
`;

/**
 * The page's only script. The page works without it. It adds the age of the report, buttons to copy a command and to
 * run again, and a note when there is a newer report. It contacts only the page's own server, and writes only text.
 */
export const script = `
(() => {
  const byId = (id) => document.getElementById(id);
  const at = byId('at').dateTime;
  const say = (words) => { byId('said').textContent = words; };

  const units = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
  const showAge = (seconds) => {
    if (seconds < 0) return;
    const [size, unit] = units.find(([size]) => seconds >= 2 * size) ?? [1, 'second'];
    const count = Math.floor(seconds / size);
    byId('age').textContent = count + ' ' + unit + (count === 1 ? '' : 's') + ' ago';
  };

${copyScript}
  copyButtons(say);

  const all = [...document.querySelectorAll('details')];
  let open = [];
  addEventListener('beforeprint', () => {
    open = all.map((one) => one.open);
    for (const one of all) one.open = true;
  });
  addEventListener('afterprint', () => all.forEach((one, index) => { one.open = open[index]; }));

  if (!location.protocol.startsWith('http')) {
    const tick = () => showAge((Date.now() - Date.parse(at)) / 1000);
    tick();
    setInterval(tick, 10000);
    return;
  }

  const atFirst = all.map((one) => one.open);
  const unread = () => all.every((one, index) => one.open === atFirst[index]) && getSelection().isCollapsed
    && document.activeElement === document.body;
  const offer = () => {
    const button = document.createElement('button');
    button.textContent = 'Show it';
    button.addEventListener('click', () => location.reload());
    byId('news').replaceChildren('There is a newer report. ', button);
  };
  const toldFirst = byId('news').textContent;
  let age = null;
  let asked = 0;
  const ask = async () => {
    const answer = await fetch('status', { headers: { accept: 'application/json' } });
    if (!answer.ok) return;
    const status = await answer.json();
// After a restart it has no report yet.
    if (status.at === null) return;
    byId('forms').hidden = false;
// A saved snapshot has no age, and no node to run on.
    byId('again').hidden = status.ageSeconds === null;
    if (status.ageSeconds !== null) {
      age = status.ageSeconds + (Date.parse(status.at) - Date.parse(at) - performance.now()) / 1000;
    }
    asked += 1;
    if (status.at === at && status.stale === (toldFirst !== '')) byId('news').textContent = toldFirst;
// Not right after loading: a page that comes from a cache would reload for ever.
    else if (asked > 1 && unread()) location.reload();
    else offer();
  };
  const noAnswer = () => { byId('news').textContent = 'hostprobe does not respond; this is its last report.'; };
  const askAgain = () => ask().catch(noAnswer).finally(() => setTimeout(askAgain, 15000));
  askAgain();
  setInterval(() => { if (age !== null) showAge(age + performance.now() / 1000); }, 1000);

  byId('again').addEventListener('click', async ({ target }) => {
    target.disabled = true;
    target.textContent = 'Running...';
    try {
      const answer = await fetch('report?format=npd&status=200', { method: 'POST' });
      if (answer.ok) return location.reload();
      const problem = await answer.json();
      byId('news').textContent = problem.detail;
    } catch {
      byId('news').textContent = 'The request to run again failed.';
    }
    target.disabled = false;
    target.textContent = 'Run again';
  });
})();
`;
