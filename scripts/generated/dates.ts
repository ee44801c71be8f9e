import { dated } from '../../agent/node/dated.ts';

/** The page of what is known with a date. */
export const datesPage = async (): Promise<string> => `# What hostprobe knows with a date

Ends of support, and builds with a known fault. A report says so in a note, which is no alarm, judged at
the time of its facts. A row is a line of [agent/node/dated.ts](../agent/node/dated.ts); \`npm run generate\` writes this page.

| of | versions | from | what | source | read |
| --- | --- | --- | --- | --- | --- |
${dated
  .map(
    ({ of, versions, from, says, source, read }) =>
      `| ${[of, versions === undefined ? 'all' : versions.join(' to '), from ?? '', says, source, read].join(' | ')} |`,
  )
  .join('\n')}
`;
