/** A sentence without what is of one node: names, numbers, paths. */
export const shapeOf = (words: string) =>
  words
    .toLowerCase()
    .replace(/\S*[^a-z\s,.;:()'"-]\S*/g, '#')
    .replace(/\W+$/, '');

/** A page without what is the same on all of them, in lines, for a diff that can be read. */
export const contentOf = (page: string) =>
  `${page
    .replace(/<(style|script)>[\s\S]*?<\/\1>|<meta http-equiv[^>]*>/g, '')
    .replace(
      /<(?=(?:article|aside|button|details|div|dl|dt|footer|h\d|header|li|main|nav|ol|p|pre|section|table|tr|ul)\b)/g,
      '\n<',
    )
    .trim()}\n`;
