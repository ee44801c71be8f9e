import type { Status } from '../../report.ts';
import { favicon } from './mark.ts';

/** The parts in which the pages of hostprobe differ, as HTML. */
interface DocumentParts {
  /** The Content-Security-Policy. */
  policy: string;
  /** The icon of the tab, whose colour shows the status. */
  icon: Status;
  /** The title element. */
  title: string;
  style: string;
  /** The content of the body, with its scripts. */
  body: string;
}

/** A page as one file. */
export const documentOf = ({ policy, icon, title, style, body }: DocumentParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="${favicon(icon)}">
${title}
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
