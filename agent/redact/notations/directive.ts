import { lineStartAt, looksLikePassword } from '../value.ts';
import { isSaid } from '../words/description.ts';
import { matchAt, type Named, type Notation } from './notation.ts';

const after = /[ \t]{1,40}(["']?)([^\s"'=:{}()[\]<>\ufdd1][^\s"'<>\ufdd1]{2,127})\1;?[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
/** Words after a name that are an action or a description, not a value. */
const noValue =
  /^(?:always|never|on_create|required|optional|expired?|failed|failure|invalid|missing|changed|reset|updated|accepted|rejected|denied|incorrect|wrong|mismatch|ok|yes|no|on|off|true|false|none|null|enabled|disabled|set|unset|empty|prompt|file|sent|received|found|supplied|authentication|verification|policy|rotation|manager|generated?|used|saved|stored|string|\d{1,5}|\$.*|%.*%)[;,.]?$/i;

/** A line above of the same kind, or the head of a section. */
const settings =
  /(?:^|\n)[ \t]*(?:\[[^\]\n]{1,60}\]|<[^/>\n][^>\n]{0,60}>|@?[A-Za-z][\w.]{1,40}[ \t]+[^\s:=]+)[ \t]*\r?\n$/;

/** `auth_pass value` or `password "value";`: a line of a settings file with only a name and its value. */
export const directive: Notation = (text, { start, end, says, name }: Named) => {
  if (says !== 'password' && says !== 'secret') return null;
  const lineStart = lineStartAt(text, start, 400);
  if (text.slice(lineStart, start).trim() !== '') return null;
  const found = matchAt(after, text, end);
  if (found === null) return null;
  const { 0: whole, 1: quote = '', 2: value = '' } = found;
  // Names in sentences have no separators.
  const isSetting = settings.test(text.slice(Math.max(0, lineStart - 200), lineStart)) && !isSaid(value);
  if (quote === '' && !isSetting && !/[a-z][_-][a-z]|^[a-z]{3,12}(?:pass|pw|pwd|passwd)$/i.test(name)) return null;
  if (
    /^(?:[A-Za-z]:[\\/]|\\\\)/.test(value) ||
    (/^(?:auth-user-pass|askpass)$/.test(name) && /^\/|\.\w{2,5}$/.test(value))
  )
    return null;
  if (noValue.test(value) || (says === 'secret' && !(isSetting && /.{7}/.test(name)) && !looksLikePassword(value)))
    return null;
  const from = end + whole.indexOf(value);
  return { start: from, end: from + value.length - (quote === '' && value.endsWith(';') ? 1 : 0) };
};
