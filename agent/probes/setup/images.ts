import { QueryError } from '../../error.ts';
import type { SetupPart } from '../../facts/setup.ts';
import { findEndpoint, findStart } from '../containerd/start-commands.ts';
import { readEach, type SetupReading } from './reading.ts';

const mostImages = 300;
const connectMs = 2_000;

/** The images that containerd has for pods, by the names that pods use. */
export async function readStoredImages(reading: SetupReading): Promise<SetupPart<'images'>> {
  const { host, settings } = reading;
  const { endpoint } = await findEndpoint(host, await findStart(host, settings));
  const client = host.runtime(endpoint);
  try {
    const state = await client.connection({ timeoutMs: connectMs });
    if (state !== 'answers')
      throw new QueryError(state === 'read-only' ? 'denied' : 'failed', `${endpoint} is ${state}`);
    const things = (await client.images()).flatMap(({ id, tags, digests, bytes }) =>
      (tags.length > 0 ? tags : digests.map((one) => one.replace(/@.*/, '')).slice(0, 1)).map((name) => ({
        name,
        digest: digests[0]?.replace(/^.*@/, '') ?? id,
        bytes,
      })),
    );
    return await readEach(reading, { things, most: mostImages }, async (image) => image);
  } finally {
    client.close();
  }
}
