import { commandNamed } from '../../agent/cli/index.ts';
import { settingsOfWay } from '../../agent/config/ways.ts';
import { readConfig } from '../../agent/config.ts';
import { UserError } from '../../agent/error.ts';
import { plainView } from '../../agent/renderer.ts';
import { contentOf } from '../golden-shape.ts';

/** What a command prints that asks no machine, in this process, and how it is refused. */
export async function toldBy([id = '', ...args]: readonly string[]): Promise<string> {
  const command = await commandNamed(id);
  if (command === null) throw new Error(`there is no command ${id}`);
  const texts: string[] = [];
  // The place of a problem is as long as the paths of this machine: lines that begin with it are not broken.
  const view = id === 'lint' ? { ...plainView, width: Number.POSITIVE_INFINITY } : plainView;
  const print = async (text: string) => void texts.push(text);
  const createHost = () => Promise.reject(new Error(`${id} ${args.join(' ')} looks at this machine`));
  try {
    const read = readConfig(command, args, {});
    const config = await settingsOfWay(command.ways ?? [], read);
    await command.run({ config, operands: read.operands, view, print, createHost });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    texts.push(`refused: ${error.message}\n`);
  }
  const said = texts.join('');
  return said.startsWith('<!doctype html>') ? contentOf(said) : said;
}
