/** Code blocks that show what something prints, or a setting. */
const isOutput = (block: string) => /^(?:hostprobe \d|\[plugins\.)/.test(block);

const programs =
  'npm node kubectl helm curl skopeo ctr scp docker openssl sed hostprobe kustomize sc.exe Restart-Service Expand-Archive';
const commands = 'bundle explain facts lint list predict report schema serve';

/** Whether a piece of code within a sentence is a command line: a program, or a command of hostprobe, and what it gets. */
function isCommand(code: string): boolean {
  const [first = '', ...rest] = code.split(' ');
  return rest.length > 0 && `${programs} ${commands}`.split(' ').includes(first);
}

/** Every command line that a README shows, without comments, each in one line. */
export function shownIn(readme: string): string[] {
  const fenced = /^```.*\n([\s\S]*?)^```$/gm;
  const blocks = [...readme.matchAll(fenced)].map(([, block = '']) => block).filter((block) => !isOutput(block));
  // Tables show forms and answers.
  const sentences = readme.replaceAll(fenced, '').replaceAll(/^\|.*$/gm, '');
  const inline = [...sentences.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' '));
  return [...blocks.flatMap(linesOf), ...inline.filter(isCommand)];
}

function linesOf(block: string): string[] {
  const joined = block.replaceAll(/ \\\n\s*/g, ' ').replaceAll(/\{\n\s*(.*)\n\}/g, '{ $1 }');
  return joined
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '');
}
