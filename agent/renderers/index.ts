import type { Renderer } from '../renderer.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { npd } from './npd.ts';
import { prometheus } from './prometheus.ts';
import { text } from './text.ts';

/** All forms of the report; the first is the default of -o. */
export const renderers: readonly Renderer[] = [text, json, html, prometheus, npd, junit];

/** @throws for a name that is not in the list, which callers have checked */
export function rendererNamed(id: string): Renderer {
  const found = renderers.find((renderer) => renderer.id === id);
  if (found === undefined) throw new Error(`no renderer is named ${id}`);
  return found;
}
