import { Readable } from 'node:stream';
import { openBundleFile } from '../../bundle/file.ts';
import { bundleName } from '../../bundle/source.ts';
import { transferDeadlineMs } from '../../bundle/writer/limits.ts';
import type { Call } from '../../command.ts';
import type { ConnectionFlag } from '../../config/connection.ts';
import { showSince } from '../../config/since.ts';
import { openRemote } from '../../source/remote/open.ts';
import { getFrom, readNodeSnapshot } from '../../source/remote.ts';
import { showBytes } from './write.ts';

/**
 * Downloads a bundle from the hostprobe of a node.
 * @param origin what --node names
 */
export async function fetchBundle(
  call: Call<'node' | 'token-file' | 'via' | ConnectionFlag | 'ca-file' | 'since' | 'max-size' | 'timeout'>,
  origin: string,
): Promise<number> {
  const { config, operands, print } = call;
  const remote = await openRemote(origin, config);
  const query = new URLSearchParams({ 'max-size': String(config['max-size']) });
  if (config.since !== null) query.set('since', showSince(config.since));
  const name = operands[0] ?? bundleName(await readNodeSnapshot(remote));
  const limits = {
    deadlineMs: transferDeadlineMs(config.timeout),
    maxBytes: 2 * config['max-size'],
    type: 'application/zip',
  };
  const bytes = await openBundleFile(name).write(Readable.from(getFrom(remote, `/bundle?${query}`, limits)));
  if (name === '-') return 0;
  const said = `${name}: ${showBytes(bytes)} from ${origin}\n`;
  await print(config.output === 'json' ? `${JSON.stringify({ file: name, bytes, origin })}\n` : said);
  return 0;
}
