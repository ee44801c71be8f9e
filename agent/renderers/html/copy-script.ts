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
