import { parseArgs } from 'node:util';
import { UserError } from '../agent/error.ts';
import { passedOptions, passOn } from './passed-flags.ts';
import { serveHere } from './serve-here.ts';
import { serveInLab } from './serve-in-lab.ts';

const help = `npm start -- [--scenario <name>] [--port <number>]   hostprobe on a Windows node in the lab (on Windows: on this machine)
npm start -- --facts <snapshot> [--port <number>]    hostprobe with a composed or saved node, on any machine

The lab needs Wine. Where it is missing, it is installed with apt-get, after a list of what will be installed.
--no-install installs nothing, and says what is missing.

hostprobe listens on 127.0.0.1. To listen on other addresses too, add flags of hostprobe serve, for example:
npm start -- --listen 0.0.0.0:20259 --tls self-signed --auth-token-file <file>
`;

async function start(args: string[]): Promise<number> {
  const { scenario, facts, port, help: asksForHelp, 'no-install': noInstall, ...others } = readFlags(args);
  if (asksForHelp) {
    process.stdout.write(help);
    return 0;
  }
  if (facts !== undefined && scenario !== undefined) {
    throw new UserError('--facts serves a saved node and --scenario makes one in the lab: use only one of them.');
  }
  const inLab = facts === undefined && process.platform !== 'win32';
  const flags = passOn(others, inLab ? 'Z:' : '');
  if (facts !== undefined) return serveHere(port, ['--facts', facts, ...flags]);
  if (inLab) {
    return serveInLab({ port, scenario: scenario ?? 'healthy-1.7', flags, mayInstall: !noInstall, progress });
  }
  if (scenario !== undefined)
    throw new UserError('--scenario makes a node in the lab; on Windows, hostprobe runs on this machine instead.');
  return serveHere(port, flags);
}

function readFlags(args: string[]) {
  const options = {
    scenario: { type: 'string' },
    facts: { type: 'string' },
    port: { type: 'string', default: '20258' },
    'no-install': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    ...passedOptions,
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
      `${error.message.split('\n')[0]}. The flags are: --scenario <name>, --facts <snapshot>, --port <number>, --no-install; --help lists the others.`,
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
