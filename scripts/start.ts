import { parseArgs } from 'node:util';
import { UserError } from '../agent/error.ts';
import { serveHere } from './serve-here.ts';
import { serveInLab } from './serve-in-lab.ts';

const help = `npm start -- [--scenario <name>] [--port <number>]   hostprobe on a Windows node in the lab (on Windows: on this machine)
npm start -- --facts <snapshot> [--port <number>]    hostprobe with a recorded node, on any machine
`;

async function start(args: string[]): Promise<number> {
  const { scenario, facts, port, ...flags } = readFlags(args);
  if (flags.help) {
    process.stdout.write(help);
    return 0;
  }
  if (facts !== undefined && scenario !== undefined) {
    throw new UserError('--facts serves a recorded node and --scenario makes one: give one of the two.');
  }
  if (facts !== undefined) return serveHere(port, ['--facts', facts]);
  if (process.platform !== 'win32') return serveInLab({ port, scenario: scenario ?? 'healthy-1.7', progress });
  if (scenario !== undefined)
    throw new UserError('--scenario makes a node in the lab; on Windows hostprobe looks at this machine.');
  return serveHere(port, []);
}

function readFlags(args: string[]) {
  const options = {
    scenario: { type: 'string' },
    facts: { type: 'string' },
    port: { type: 'string', default: '20258' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new UserError(`--port must be a number from 1 to 65535, but is "${values.port}".`);
    }
    return { ...values, port };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(
      `${error.message.split('\n')[0]}. There are: --scenario <name>, --facts <snapshot>, --port <number>.`,
    );
  }
}

function progress(line: string): void {
  process.stderr.write(`hostprobe: ${line}\n`);
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  const known = error instanceof UserError;
  progress(known ? error.message : String((error as Error).stack));
  process.exitCode = known ? 64 : 70;
}
