import written from './error-texts.json' with { type: 'json' };

/**
 * How Windows words an error: by Win32 or NERR code, then by language, without the final period. A long text stops after a
 * sentence: what follows is not compared. In English today's text is first, then those of older releases, and the words of Go
 * itself, where Go looks before Windows does. Sources: messages quoted in public documents, source files and reports; where
 * none was found for a code in a language, Wine's own (https://gitlab.winehq.org/wine/wine/-/tree/master/po). It is a module of
 * its own, because image/bundle.ts makes JSON of it.
 */
export const errorTexts: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = written;
