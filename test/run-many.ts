import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { program } from './program.ts';
import { environmentOf } from './run.ts';

/** Runs each line of standard input, a command line as JSON, as the program does, and ends its output with a NUL. */
const runEach = `
  import { createInterface } from 'node:readline';
  import { main } from ${JSON.stringify(pathToFileURL(program))};
  const createHost = () => Promise.reject(new Error('these commands look at no machine'));
  for await (const line of createInterface(process.stdin)) {
    await main({ argv: JSON.parse(line), createHost });
    await new Promise((done) => process.stdout.write('\\0', done));
  }
`;

/**
 * Starts the program once for many commands that read no standard input, as most of them take less time than its start.
 * Each call gives what one prints. Disposing of it ends it.
 */
export function runMany() {
  const child = execa(process.execPath, ['--input-type=module', '-e', runEach], {
    env: environmentOf(),
    extendEnv: false,
    reject: false,
    buffer: { stdout: false },
    stderr: ['inherit', 'pipe'],
  });
  const waiting: PromiseWithResolvers<string>[] = [];
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const [left = '', ...ended] = printed.split('\0').toReversed();
    printed = left;
    for (const one of ended.toReversed()) waiting.shift()?.resolve(one);
  });
  const ended = child.then(({ stderr }) => {
    for (const one of waiting) one.reject(new Error(`the program ended: ${stderr}`));
  });
  return {
    run(args: readonly string[]): Promise<string> {
      const one = Promise.withResolvers<string>();
      waiting.push(one);
      child.stdin.write(`${JSON.stringify(args)}\n`);
      return one.promise;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
