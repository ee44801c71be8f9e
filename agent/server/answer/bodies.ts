import type { Keeper } from '../../history/keeper.ts';
import type { Run } from '../../monitor.ts';
import { plainView, type Renderer } from '../../renderer.ts';
import { html } from '../../renderers/html.ts';
import { rendererNamed } from '../../renderers/index.ts';
import type { Report } from '../../report.ts';
import { type Body, bodyOf, jsonType, unpackedBodyOf } from './body.ts';

/** The first line of a stale report, in formats that can show it. */
const staleLine = 'STALE: newer runs on this node failed or missed their schedule; see the hostprobe log.\n\n';

function renderReport(report: Report, renderer: Renderer, stale: boolean): string {
  // JSON is sent compact.
  if (renderer.id === 'json') return `${JSON.stringify({ stale, ...report })}\n`;
  const text = renderer.render({ ...report, stale }, plainView);
  return stale && renderer.id === 'text' ? staleLine + text : text;
}

/** Responses from the newest run, each serialized once, on the first request. */
export interface Bodies {
  report(run: Run, form: string, stale: boolean): Body;
  /** A part of the newest report, made for one request, because any part may be requested. */
  part(report: Report, form: string, stale: boolean): Body;
  facts(run: Run): Body;
}

/** @param history shown on the page, below the report */
export function createBodies(history: Keeper | null): Bodies {
  let of: Run | null = null;
  const made = new Map<string, Body>();
  function once(run: Run, key: string, make: () => Body): Body {
    if (run !== of) {
      of = run;
      made.clear();
    }
    let body = made.get(key);
    if (body === undefined) {
      body = make();
      made.set(key, body);
    }
    return body;
  }
  return {
    report(run, form, stale) {
      const changes = form === html.id ? history : null;
      const make = () => {
        const renderer = rendererNamed(form);
        const report = changes === null ? run.report : { ...run.report, history: changes.changesSince(null) };
        return bodyOf(renderReport(report, renderer, stale), renderer.contentType);
      };
      // Most requests find their body under this name.
      return once(run, changes === null && !stale ? form : `${form} ${stale} ${changes?.revision}`, make);
    },
    part(report, form, stale) {
      const renderer = rendererNamed(form);
      return unpackedBodyOf(renderReport(report, renderer, stale), renderer.contentType);
    },
    facts: (run) => once(run, '/facts', () => bodyOf(`${JSON.stringify(run.snapshot)}\n`, jsonType)),
  };
}
