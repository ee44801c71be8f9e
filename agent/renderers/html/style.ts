import { findings } from './style/findings.ts';
import { frame } from './style/frame.ts';
import { history } from './style/history.ts';
import { outline } from './style/outline.ts';
import { print } from './style/print.ts';
import { text } from './style/text.ts';
import { theme } from './style/theme.ts';

/** The page's only style sheet. */
export const style: string = [theme, text, frame, findings, history, outline, print].join('');
