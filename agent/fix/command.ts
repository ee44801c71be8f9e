import type * as z from 'zod';
import type { commandSchema } from './schema.ts';
import { unknowns } from './unknowns.ts';

/** What a reader types or pastes. Literals and the templates of this file make one, and nothing else: see `Typed`. */
export type ShellCommand = z.infer<typeof commandSchema>;

/**
 * A text is a command only if all of it is known when it is written. A template with a value from elsewhere is not a command: the
 * tags below quote the value.
 */
export type Typed<Text extends string> = Record<never, never> extends Record<Text, 1> ? ShellCommand : Text;

/** A part of a command with its values already quoted. */
export interface Words {
  words: ShellCommand;
}

type Value = string | number | Words;

/**
 * A command for PowerShell, or for kubectl in any shell. Each inserted value is one word of it, whatever characters it
 * has, and is never an option.
 */
/* @__NO_SIDE_EFFECTS__ */
export const shell = (texts: TemplateStringsArray, ...values: Value[]): ShellCommand =>
  joined(texts, values, (value, before) => word(value, /(?:^|\s)$/.test(before))) as ShellCommand;

/** A part of a command, to insert into others. */
export const words = (texts: TemplateStringsArray, ...values: Value[]): Words => ({ words: shell(texts, ...values) });

/** A value with all its characters, always in quotation marks: for an expression of PowerShell. */
export const literal = (value: string): Words => ({ words: inQuotes(value.replace(unfit, '_')) as ShellCommand });

/** Commands that are typed one after the other. */
/* @__NO_SIDE_EFFECTS__ */
export const lines = (...commands: ShellCommand[]): ShellCommand => commands.join('\n') as ShellCommand;

/** A fragment of a manifest. Each inserted text is one scalar, in double quotes. */
export const yaml = (texts: TemplateStringsArray, ...values: (string | number)[]): ShellCommand =>
  joined(texts, values, (value) => (typeof value === 'string' ? scalar(value) : String(value))) as ShellCommand;

function joined<Part>(texts: readonly string[], values: Part[], show: (value: Part, before: string) => string): string {
  return texts.reduce((before, text, index) => `${before}${show(values[index - 1] as Part, before)}${text}`);
}

/** Control characters, and those that reverse the direction of a line: the user must paste what the user read. */
const unfit = /\p{Cc}|\p{Bidi_Control}/gu;
/** Read alike, without quotation marks, by PowerShell and POSIX shells. */
const bare = /^[\w./:+=-]+$/;

function word(value: Value, isWhole: boolean): string {
  if (typeof value === 'object') return value.words;
  const text = String(value);
  if (Object.hasOwn(unknowns, text)) return text;
  // Windows PowerShell gives a word with a double quote to programs as several; no name has one.
  const fit = text.replace(unfit, '_').replaceAll('"', '_');
  const safe = isWhole ? fit.replace(/^[-\u2013-\u2015]+/, '') : fit;
  return bare.test(safe) ? safe : inQuotes(safe);
}

/**
 * PowerShell reads the typographic quotes as ' too. A POSIX shell reads the doubled ' as the end and the beginning of one
 * word. Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
const inQuotes = (text: string): string => `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;

const scalar = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~\u00a1-\u1fff\u2030-\ud7ff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
