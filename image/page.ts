import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';
import { minify } from 'rolldown/utils';
import { wrappedWords } from '../agent/messages/lines.ts';
import { style as longStyle } from '../agent/page/style.ts';
import { pageWords } from '../agent/page/words.ts';
import { documentOf } from '../agent/renderers/html/document.ts';
import { hashOf } from '../agent/renderers/html.ts';
import { signatures } from '../agent/signatures/index.ts';
import { toolHome, toolVersion } from '../agent/version.ts';
import { allErrorTexts } from '../agent/windows/error-text.ts';
import { project } from './folder.ts';
import { licenceTexts, readComponent } from './licences.ts';
import { withProperties } from './properties.ts';

/**
 * Leaves out what no page asks for: how a document of YAML is made or written, the schemas that agent/manifest/yaml.ts does
 * not read by, and the tags that it takes out of its own; what of signatures, causes and checks is for tests and lists, of which a page has the words of samples alone; all of
 * package.json but the version and the project's page. The build fails where a name that is imported from a file of names is not there.
 */
const unasked: Plugin = {
  name: 'unasked',
  setup({ onLoad }) {
    onLoad({ filter: unusedTags }, () => ({
      contents: `const none = { tag: 'set' }; export { ${tagNames.map((name) => `none as ${name}`).join(', ')} };`,
    }));
    onLoad({ filter: writing }, () => ({
      contents: `const none = () => undefined; export { ${writingNames.map((name) => `none as ${name}`).join(', ')} };`,
    }));
    onLoad({ filter: /^[^?]*\/package\.json$/ }, ({ path }) =>
      path === join(project, 'package.json')
        ? { contents: JSON.stringify({ version: toolVersion, homepage: toolHome }), loader: 'json' }
        : undefined,
    );
    for (const [filter, names] of unshown) {
      onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        return {
          contents: withProperties(source, Object.keys(names), ({ name }) => `${name}: ${names[name]}`),
          loader: 'ts',
        };
      });
    }
    onLoad({ filter: /\/agent\/messages\/sample-texts\.ts$/ }, () => ({
      contents: `export const sampleTexts = () => ${JSON.stringify(wordsOfSamples())}.split(' ');`,
      loader: 'js',
    }));
  },
};

/** What of the catalogues is for tests and lists, and what a page has instead. */
const unshown: readonly [files: RegExp, Readonly<Record<string, string>>][] = [
  [/\/agent\/signatures\/[\w/-]+\.ts$/, { samples: '[]', sample: "''", reference: "''" }],
  [/\/agent\/checks\/[\w/-]+\.ts$/, { why: "''" }],
  [/\/agent\/(?:rules\/[\w/-]+|lint\/problems)\.ts$/, { why: "''", title: "''" }],
];

/** The words of all samples that error texts have not. */
const wordsOfSamples = (): string => {
  const known = new Set(allErrorTexts().flatMap(wrappedWords));
  const words = new Set(signatures.flatMap(({ samples }) => samples.flatMap(wrappedWords)));
  return [...words]
    .filter((word) => !known.has(word))
    .sort()
    .join(' ');
};

const unusedTags =
  /\/yaml\/browser\/dist\/schema\/(?:core\/\w+|json\/\w+|yaml-1\.1\/(?:binary|omap|pairs|set|timestamp))\.js$/;
const writing = /\/yaml\/browser\/dist\/(?:doc\/(?:createNode|applyReviver)|stringify\/\w+|parse\/cst-visit)\.js$/;
const writingNames = [
  ...['createNode', 'applyReviver', 'visit', 'stringifyDocument', 'createStringifyContext', 'stringify'],
  ...['stringifyCollection', 'stringifyPair', 'stringifyString', 'stringifyNumber'],
];
const tagNames = [
  ...['binary', 'omap', 'pairs', 'set', 'timestamp', 'intTime', 'floatTime'],
  ...['createPairs', 'resolvePairs', 'YAMLOMap', 'YAMLSet'],
  ...['schema', 'boolTag', 'float', 'floatExp', 'floatNaN', 'int', 'intHex', 'intOct'],
];

/** The language version that all browsers of the last two years support. */
const settings = {
  absWorkingDir: project,
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  plugins: [unasked],
} as const satisfies BuildOptions;

/** Source that calls one function of a module. */
async function scriptOf(module: string, call: string): Promise<{ text: string; packages: string[] }> {
  const contents = `import { ${call} } from './agent/page/${module}.ts'; ${call}();`;
  const { outputFiles, metafile } = await build({ ...settings, stdin: { contents, resolveDir: project } });
  // It makes the script of esbuild smaller by another 2 %.
  const { code, errors } = await minify('page.js', outputFiles[0]?.text ?? '', {
    compress: { target: settings.target },
  });
  if (errors[0] !== undefined) throw errors[0];
  // A script must not contain text that closes its element or opens a comment.
  const text = code.trim().replaceAll(/<(?=\/script|script|!--)/gi, '\\x3C');
  return { text, packages: packagesIn(metafile) };
}

const packagesIn = ({ inputs }: Metafile): string[] =>
  Object.keys(inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);

/** What is one window long repeats itself best; a page that is sent with gzip is a tenth smaller than with the plain text. */
const packed = (text: string): string =>
  zstdCompressSync(withShortWords(text), {
    params: { [constants.ZSTD_c_compressionLevel]: 22, [constants.ZSTD_c_windowLog]: 20 },
  }).toString('base64');

/**
 * Most of the source is English: its frequent words become characters that it does not use, listed before it, a word in each line.
 * agent/page/job.ts reads it back. It takes 2 to 3 % off: seldom words take off less.
 */
function withShortWords(text: string): string {
  const word = /[A-Z]?[a-z]{3,}/g;
  const counts = new Map<string, number>();
  for (const [found] of text.matchAll(word)) counts.set(found, (counts.get(found) ?? 0) + 1);
  const used = new Set(`${text}\n`);
  const unused = Array.from({ length: 0x7ff }, (_, index) => String.fromCharCode(index + 1)).filter(
    (one) => !used.has(one),
  );
  const codes = new Map(
    [...counts]
      .filter(([, count]) => count >= 30)
      .sort(([a, often], [b, other]) => other - often || (a < b ? -1 : 1))
      .slice(0, unused.length)
      .map(([found], index) => [found, unused[index] ?? found]),
  );
  const list = [...codes].map(([found, code]) => `${code}${found}\n`).join('');
  return `${list}\n${text.replaceAll(word, (found) => codes.get(found) ?? found)}`;
}

/**
 * The page that explains, lints and predicts in a browser, in one file. Its policy lets it run its own script and style
 * and nothing else. The worker is created from a blob, because a page that is opened from disk may not load other files. Its
 * source is packed text in the page, so that the browser parses it only when needed.
 * @param served whether an agent serves the page, so that it can fetch the facts of its node
 */
export async function bundlePage({ served }: { served: boolean }): Promise<string> {
  const [main, worker, { code: style }] = await Promise.all([
    scriptOf('main', 'showPage'),
    scriptOf('worker', 'awaitTask'),
    transform(longStyle, { loader: 'css', minify: true }),
  ]);
  const packages = [...new Set([...main.packages, ...worker.packages])].sort();
  const licences = licenceTexts(packages.map(readComponent)).replaceAll('--', '- -');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(main.text)}`,
    `style-src ${hashOf(style)}`,
    'worker-src blob:',
    'img-src data:',
    ...(served ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const body = `<div id="page"><p class="head">${pageWords.lead}</p><noscript><p class="head">${pageWords.needsScript}</p></noscript></div>
<script type="text/plain" id="worker">${packed(worker.text)}</script>
<script>${main.text}</script>
<!--
${licences}
-->`;
  return documentOf({ policy, icon: 'healthy', title: `<title>${pageWords.title}</title>`, style, body });
}
