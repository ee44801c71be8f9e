import { QueryError } from '../../error.ts';
import type { SetupPart } from '../../facts/setup.ts';
import { findEndpoint, findStart } from '../containerd/start-commands.ts';
import { readEach, registryText, type SetupReading } from './reading.ts';

const packages = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages';
/** "Package_for_KB5012170~31bf3856ad364e35~amd64~~20348.880.1.0"; its parts are Package_1_for_KB5012170 and so on. */
const packageName = /^Package_for_([^~]+)~[^~]*~[^~]*~[^~]*~([\d.]+)$/;
/**
 * CurrentState: 80 was replaced by a newer one and stays as long as nobody cleans up. Source: public scripts that read
 * the servicing store, such as those that tell a pending restart; Microsoft has no page for it.
 */
const superseded = 80;
const states: Readonly<Record<number, string>> = { 112: 'installed', 96: 'install-pending', 64: 'staged' };
const mostPackages = 500;

export async function readUpdates(reading: SetupReading): Promise<SetupPart<'updates'>> {
  const { registry } = reading.host;
  const things = ((await registry.keys(packages)) ?? []).flatMap((key) => {
    const [, name, version] = packageName.exec(key) ?? [];
    return name === undefined || version === undefined ? [] : [{ key, name, version }];
  });
  return readEach(reading, { things, most: mostPackages }, async ({ key, name, version }) => {
    const read = (value: string) => registry.read(`${packages}\\${key}`, value);
    const state = await read('CurrentState');
    if (state === superseded || state === null) return null;
    const [high, low] = [await read('InstallTimeHigh'), await read('InstallTimeLow')];
    const installedAt = typeof high === 'number' && typeof low === 'number' ? timeOf(high, low) : null;
    return { name, version, state: states[Number(state)] ?? String(state), installedAt };
  });
}

/** A FILETIME in two halves: steps of 100 ns since 1601 (minwinbase.h). null: 0. */
function timeOf(high: number, low: number): string | null {
  const steps = (BigInt(high) << 32n) + BigInt(low);
  return steps === 0n ? null : new Date(Number(steps / 10_000n - 11_644_473_600_000n)).toISOString();
}

const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
const mostPrograms = 300;

/** Source: learn.microsoft.com/windows/win32/msi/uninstall-registry-key. */
export async function readSoftware(reading: SetupReading): Promise<SetupPart<'software'>> {
  const { registry } = reading.host;
  const things: string[] = [];
  for (const folder of [`SOFTWARE\\${uninstall}`, `SOFTWARE\\WOW6432Node\\${uninstall}`]) {
    things.push(...((await registry.keys(folder)) ?? []).map((key) => `${folder}\\${key}`));
  }
  return readEach(reading, { things, most: mostPrograms }, async (key) => {
    const read = async (value: string) => registryText(await registry.read(key, value));
    const name = await read('DisplayName');
    if (name === null) return null;
    return { name, version: await read('DisplayVersion'), installedOn: await read('InstallDate') };
  });
}

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
