import { findings } from './style/findings.ts';
import { frame } from './style/frame.ts';
import { history } from './style/history.ts';
import { outline } from './style/outline.ts';
import { printStyle } from './style/print.ts';
import { textStyle } from './style/text.ts';
import { theme } from './style/theme.ts';

/** The page's only style sheet. */
export const style: string = [theme, textStyle, frame, findings, history, outline, printStyle].join('');
