/** A sentence without what is of one node: names, numbers, paths. */
export const shapeOf = (words: string) =>
  words
    .toLowerCase()
    .replace(/\S*[^a-z\s,.;:()'"-]\S*/g, '#')
    .replace(/\W+$/, '');
