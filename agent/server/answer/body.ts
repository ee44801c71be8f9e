import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Keeper } from '../../history/keeper.ts';
import type { Run } from '../../monitor.ts';
import { defused } from '../../print/printable.ts';
import { plainView, type Renderer } from '../../renderer.ts';
import { html } from '../../renderers/html.ts';
import { rendererNamed } from '../../renderers/index.ts';
import type { Report } from '../../report.ts';
import { securityHeaders, vary } from './headers.ts';

/** A response that is ready to send; everything that is the same for all clients is made once. */
export interface Body {
  bytes: Buffer;
  /** Strong validator of the bytes. */
  etag: string;
  /** Names and values in turn, which node:http writes without conversion. */
  headers: string[];
  /** The headers of a 304: all except those that describe the bytes. */
  headersOf304: string[];
  /**
   * The same packed with gzip, once, outside the event loop; null if it would not pay. A body contains nothing
   * from the request, so an attacker who makes a browser send requests learns nothing from its length (BREACH).
   */
  gzipped: (() => Promise<Body>) | null;
}

export const jsonType = 'application/json; charset=utf-8';
export const textType = 'text/plain; charset=utf-8';

/** A body that fits into one packet is as fast without compression. */
const leastPackedBytes = 1400;
const pack = promisify(gzip);

/**
 * A body that is compressed if that saves time.
 * @param csp of a page that brings its own: it has nothing of a node, and stays as it is, since its script is allowed by its hash
 */
export function bodyOf(text: string, contentType: string, csp?: string): Body {
  const kind = { contentType, csp };
  const body = unpackedBodyOf(text, kind);
  if (body.bytes.length < leastPackedBytes) return body;
  let packed: Promise<Body> | undefined;
  return {
    ...body,
    gzipped() {
      // A separate representation with its own ETag.
      packed ??= pack(body.bytes).then((bytes) => {
        const made = bodyIn(bytes, body.etag.replace(/"$/, '-gzip"'), kind);
        return { ...made, headers: [...made.headers, 'content-encoding', 'gzip'] };
      });
      return packed;
    },
  };
}

interface Kind {
  contentType: string;
  csp?: string | undefined;
}

/** A body for one request, not worth compressing. */
function unpackedBodyOf(text: string, kind: Kind): Body {
  const bytes = Buffer.from(kind.csp === undefined ? defused(text) : text);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return bodyIn(bytes, etag, kind);
}

/** No Last-Modified: a report can become stale without a new run, and runs on demand may be less than a second apart. */
function bodyIn(bytes: Buffer, etag: string, { contentType, csp }: Kind): Body {
  const kept = { ...vary, etag, 'cache-control': 'private, no-cache', ...securityHeaders(contentType, csp) };
  const all = { ...kept, 'content-type': contentType, 'content-length': String(bytes.length) };
  const [headers, headersOf304] = [Object.entries(all).flat(), Object.entries(kept).flat()];
  return { bytes, etag, headers, headersOf304, gzipped: null };
}

/** The first line of a stale report, in formats that can show it. */
const staleLine = 'STALE: newer runs on this node failed or missed their schedule; see the hostprobe log.\n\n';

function renderReport(report: Report, renderer: Renderer, stale: boolean): string {
  // JSON is sent compact.
  if (renderer.id === 'json') return `${JSON.stringify({ stale, ...report })}\n`;
  const text = renderer.render({ ...report, stale }, plainView);
  return stale && renderer.id === 'text' ? staleLine + text : text;
}

export type Bodies = ReturnType<typeof createBodies>;

/**
 * Responses from the newest run, each serialized once, on the first request.
 * @param history shown on the page, below the report
 */
export function createBodies(history: Keeper | null) {
  let of: Run | null = null;
  const made = new Map<string, Body>();
  function once(run: Run, key: string, make: () => Body): Body {
    if (run !== of) {
      of = run;
      made.clear();
    }
    const body = made.get(key) ?? make();
    made.set(key, body);
    return body;
  }
  return {
    report(run: Run, form: string, stale: boolean): Body {
      const changes = form === html.id ? history : null;
      const make = () => {
        const renderer = rendererNamed(form);
        const report = changes === null ? run.report : { ...run.report, history: changes.changesSince(null) };
        return bodyOf(renderReport(report, renderer, stale), renderer.contentType);
      };
      // Most requests find their body under this name.
      return once(run, changes === null && !stale ? form : `${form} ${stale} ${changes?.revision}`, make);
    },
    /** A part of the newest report, made for one request, because any part may be requested. */
    part(report: Report, form: string, stale: boolean): Body {
      const renderer = rendererNamed(form);
      return unpackedBodyOf(renderReport(report, renderer, stale), renderer);
    },
    facts: (run: Run) => once(run, '/facts', () => bodyOf(`${JSON.stringify(run.snapshot)}\n`, jsonType)),
  };
}
