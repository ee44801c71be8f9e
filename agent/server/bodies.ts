import { createHash } from 'node:crypto';
import { plainView, type Renderer } from '../renderer.ts';
import { rendererNamed } from '../renderers/index.ts';
import type { Report } from '../report.ts';
import type { Look } from '../watch.ts';

/** An answer ready to be sent: the bytes, what they are, and their strong validator. */
export interface Body {
  bytes: Buffer;
  contentType: string;
  etag: string;
}

export function bodyOf(text: string, contentType: string): Body {
  const bytes = Buffer.from(text);
  return { bytes, contentType, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
}

/** What the server says when a report is stale, in the forms that have room for it. */
const staleLine = 'STALE: newer looks at this node failed or missed their schedule; see the log of hostprobe.\n\n';

export function reportBody(report: Report, renderer: Renderer, stale: boolean): Body {
  // JSON is sent compact, with `stale` beside the report's own fields.
  if (renderer.id === 'json') return bodyOf(`${JSON.stringify({ stale, ...report })}\n`, renderer.contentType);
  const text = renderer.render(report, plainView);
  return bodyOf(stale && renderer.id === 'text' ? staleLine + text : text, renderer.contentType);
}

/** Answers of the newest look, each serialized once, when it is first asked for. */
export interface Bodies {
  report(look: Look, form: string, stale: boolean): Body;
  facts(look: Look): Body;
}

export function createBodies(): Bodies {
  let of: Look | null = null;
  const made = new Map<string, Body>();
  function once(look: Look, key: string, make: () => Body): Body {
    if (look !== of) {
      of = look;
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
    report: (look, form, stale) =>
      once(look, `report ${form} ${stale}`, () => reportBody(look.report, rendererNamed(form), stale)),
    facts: (look) =>
      once(look, 'facts', () => bodyOf(`${JSON.stringify(look.snapshot)}\n`, 'application/json; charset=utf-8')),
  };
}
