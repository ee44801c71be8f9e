import type { Renderer } from '../renderer.ts';

export const json: Renderer = {
  id: 'json',
  contentType: 'application/json; charset=utf-8',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
