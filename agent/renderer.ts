import type { Report } from './report.ts';

/** How the text should look at its destination. Pure data: the caller that prints decides it. */
export interface View {
  colour: boolean;
  /** Only ASCII; other characters are written as \u{c4}. */
  ascii: boolean;
  /** Columns to wrap at. */
  width: number;
  /** Columns of the window, which no row of a table exceeds; absent: it goes to no window. */
  columns?: number;
  /** Also what passed and what was skipped. */
  verbose: boolean;
}

/** For files, pipes, HTTP and golden outputs: the same bytes on every machine. */
export const plainView: View = { colour: false, ascii: false, width: 100, verbose: false };

/** One form of the report; the name of its file is what -o and ?format= say. No clock, no locale, no look-up. */
export interface Renderer {
  id: string;
  contentType: string;
  render(report: Report, view: View): string;
}
