/** One case of a JUnit report. `failure` null and `skipped` null: it passed. */
export interface Case {
  classname: string;
  name: string;
  failure: { type: string; message: string; text: string } | null;
  /** Why it was not judged; null: it was. */
  skipped: string | null;
  /** What else there is to say; empty: nothing. */
  output: string;
}

export interface Suite {
  name: string;
  cases: readonly Case[];
}

/** The content type of a JUnit report. */
export const junitType = 'application/xml; charset=utf-8';

/** A JUnit report as CI systems read it. */
export function showJunit(name: string, suites: readonly Suite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(name)}" ${countCases(cases)}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escapeXml(suite.name)}" ${countCases(suite.cases)}>`,
      ...suite.cases.map(showCase),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function countCases(cases: readonly Case[]): string {
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const skipped = cases.filter(({ skipped: why }) => why !== null).length;
  return `tests="${cases.length}" failures="${failures}"${skipped === 0 ? '' : ` skipped="${skipped}"`}`;
}

function showCase({ classname, name, failure, skipped, output }: Case): string {
  const inside = [
    failure &&
      `      <failure type="${escapeXml(failure.type)}" message="${escapeXml(failure.message)}">${escapeXml(failure.text)}</failure>`,
    skipped && `      <skipped message="${escapeXml(skipped)}"/>`,
    output && `      <system-out>${escapeXml(output)}</system-out>`,
  ].filter(Boolean);
  return [
    `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(name)}">`,
    ...inside,
    '    </testcase>',
  ].join('\n');
}

/** Also without the characters that XML 1.0 does not allow. A line feed in an attribute would be read as a space. */
const escapeXml = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it takes out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
