import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { beforeAll } from 'vitest';
import { commandNamed } from '../agent/cli/index.ts';
import { program } from './program.ts';
import { type Ended, environmentOf, run } from './run.ts';

/**
 * Runs each line of standard input, a command line with its environment and folder as JSON, as the program does. A NUL ends
 * what it wrote, and its exit code.
 */
const runEach = `
  import { createInterface } from 'node:readline';
  import { main } from ${JSON.stringify(pathToFileURL(program))};
  const createHost = () => Promise.reject(new Error('these commands look at no machine'));
  const write = (stream, text) => new Promise((done) => stream.write(text, done));
  for await (const line of createInterface(process.stdin)) {
    const { argv, environment, cwd } = JSON.parse(line);
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(cwd);
    const code = await main({ argv, createHost });
    await write(process.stderr, '\\0');
    await write(process.stdout, '\\0' + code + '\\0');
  }
  process.exit();
`;

/** Asked here, where the commands are loaded for many files: a bundled program would load each from its source as well. */
async function expectedExit([id = '', ...rest]: readonly string[], ended: Ended): Promise<Ended> {
  const { code = -1 } = ended;
  const command = await commandNamed(id);
  if (command === null || [64, 70].includes(code) || code in command.exits) return ended;
  throw new Error(`${[id, ...rest].join(' ')} ends with ${code}, which its help does not have`);
}

type Given = NonNullable<Parameters<typeof run>[1]>;

/** What a stream says between two NULs, as it comes. */
function onPart(stream: NodeJS.ReadableStream, take: (part: string) => void): void {
  let left = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const parts = (left + text).split('\0');
    left = parts.pop() ?? '';
    for (const part of parts) take(part);
  });
}

/**
 * Starts the program once for many commands that read no standard input and no machine, as most of them take less time than
 * its start. Disposing of it ends it.
 */
export function runMany() {
  const child = execa(process.execPath, ['--input-type=module', '-e', runEach], {
    env: environmentOf(),
    extendEnv: false,
    reject: false,
    buffer: false,
  });
  const waiting: PromiseWithResolvers<Ended>[] = [];
  const [printed, said]: [string[], string[]] = [[], []];
  const tell = () => {
    const [stdout, code] = printed;
    const [stderr] = said;
    if (stdout === undefined || code === undefined || stderr === undefined) return;
    printed.splice(0, 2);
    said.shift();
    waiting.shift()?.resolve({ code: Number(code), stdout, stderr });
  };
  for (const [stream, parts] of [[child.stdout, printed] as const, [child.stderr, said] as const])
    onPart(stream, (part) => {
      parts.push(part);
      tell();
    });
  let over: Error | null = null;
  const ended = child.then(({ exitCode }) => {
    over = new Error(`the program ended with ${exitCode}: ${said.join('\n')}`);
    for (const one of waiting) one.reject(over);
  });
  return {
    run(args: readonly string[], options: Omit<Given, 'input'> = {}): Promise<Ended> {
      if (args.includes('-')) throw new Error(`standard input tells what to run here: give ${args.join(' ')} its own`);
      if (over !== null) return Promise.reject(over);
      const one = Promise.withResolvers<Ended>();
      waiting.push(one);
      child.stdin.write(
        `${JSON.stringify({ argv: args, environment: environmentOf(options.environment), cwd: options.cwd ?? process.cwd() })}\n`,
      );
      return one.promise.then((ended) => expectedExit(args, ended));
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

/**
 * Like `run`, by one program for all tests of a file, where a command reads no standard input. A command that looks at this
 * machine, or a variable that Node.js reads as it starts (LC_ALL, TZ), needs `run`.
 */
export function useManyRuns(): typeof run {
  let many: ReturnType<typeof runMany>;
  beforeAll(() => {
    many = runMany();
    return () => many[Symbol.asyncDispose]();
  });
  const alone = (args: readonly string[], options: Given = {}) => options.input !== undefined || args.includes('-');
  return (args, options) => (alone(args, options) ? run(args, options) : many.run(args, options));
}
