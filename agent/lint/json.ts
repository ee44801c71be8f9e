import type { LintForm } from './form.ts';

export const json: LintForm = {
  id: 'json',
  contentType: 'application/json; charset=utf-8',
  render: (result) => `${JSON.stringify(result, null, 2)}\n`,
};
