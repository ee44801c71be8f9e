import { ifKnown } from '../../fact.ts';
import { startType } from '../../facts/services.ts';
import type { Settings, SetupPart } from '../../facts/setup.ts';
import type { Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { programName, programOf } from '../../windows/command-line.ts';
import { plainPath, readEach, registryText, type SetupReading } from './reading.ts';

type Service = SetupPart<'services'>['items'][number];

const folder = 'SYSTEM\\CurrentControlSet\\Services';
const mostServices = 1_200;
const mostVariables = 50;

/** winnt.h: SERVICE_KERNEL_DRIVER, _FILE_SYSTEM_DRIVER, _WIN32, and an instance for one user, with a name made up at log-on. */
const types = { driver: 0x1, fileSystemDriver: 0x2, program: 0x30, ofUser: 0x80 };

/** Source of the values: learn.microsoft.com/windows-hardware/drivers/install/hklm-system-currentcontrolset-services-registry-tree. */
export async function readAllServices(reading: SetupReading): Promise<SetupPart<'services'>> {
  const { host } = reading;
  const listed = [ifKnown(await partOf(host.services.list())), ifKnown(await partOf(host.services.drivers()))];
  const states = new Map(listed.flatMap((all = []) => all.map(({ name, state }) => [name.toLowerCase(), state])));
  const names = ((await host.registry.keys(folder)) ?? []).toSorted();
  const versions = new Map<string, Service['version']>();
  const read = await readEach<string, Service>(reading, { things: names, most: mostServices }, async (name) => {
    const values = await host.registry.values(`${folder}\\${name}`);
    const kind = kindOf(values?.get('Type'));
    const start = startType.options[Number(values?.get('Start'))];
    // Keys of other kinds hold settings only.
    if (!values || kind === null || start === undefined) return null;
    const state = states.get(name.toLowerCase());
    const isProgram = kind === 'program';
    const group = registryText(values.get('Group'));
    const filter = isProgram ? {} : await readAltitudes(reading, name);
    const environment = isProgram ? await readVariables(reading, name, values.get('Environment')) : {};
    return {
      ...{ name, kind, startType: start },
      ...(state === undefined ? {} : { state }),
      ...(isProgram ? { account: registryText(values.get('ObjectName')) ?? '' } : {}),
      ...(isProgram || group === null ? {} : { group }),
      file: await fileOf(host, name, registryText(values.get('ImagePath'))),
      ...(Object.keys(filter).length === 0 ? {} : { altitudes: filter }),
      ...(Object.keys(environment).length === 0 ? {} : { environment }),
    };
  });
  // After the rest, which costs less and tells more.
  for (const service of read.items) {
    if (service.file === null) continue;
    if (reading.isLate()) break;
    const before = versions.get(service.file) ?? (await partOf(host.files.version(service.file)));
    versions.set(service.file, before);
    service.version = before;
  }
  return read;
}

function kindOf(type: unknown): Service['kind'] | null {
  if (typeof type !== 'number' || (type & types.ofUser) !== 0) return null;
  if ((type & types.program) !== 0) return 'program';
  if (type === types.driver) return 'driver';
  return type === types.fileSystemDriver ? 'file-system-driver' : null;
}

/** The DLL of a service that runs in a host of Windows, or the program or driver itself, without arguments. */
async function fileOf(host: Host, name: string, path: string | null): Promise<string | null> {
  if (path === null) return null;
  const full = plainPath(host, path);
  const file = /\.sys$/i.test(full) ? full : programOf(full);
  if (programName(file) !== 'svchost') return file;
  const dll = await partOf(host.registry.read(`${folder}\\${name}\\Parameters`, 'ServiceDll'));
  const named = registryText(ifKnown(dll));
  return named === null ? file : plainPath(host, named);
}

/** Source: learn.microsoft.com/windows-hardware/drivers/ifs/creating-an-inf-file-for-a-minifilter-driver, Instances. */
async function readAltitudes({ host }: SetupReading, name: string): Promise<Settings> {
  const found: Settings = {};
  // Newer drivers have them below Parameters.
  for (const key of [`${folder}\\${name}\\Instances`, `${folder}\\${name}\\Parameters\\Instances`]) {
    const instances = ifKnown(await partOf(host.registry.keys(key))) ?? [];
    for (const instance of instances.slice(0, 10)) {
      found[instance] = String(ifKnown(await partOf(host.registry.read(`${key}\\${instance}`, 'Altitude'))) ?? '');
    }
  }
  return found;
}

/**
 * Variables that Windows adds for a service (its Environment), and those that nssm adds (nssm src/registry.h). The values are
 * hidden: keys of clouds and databases stand in them.
 */
async function readVariables({ host, hide }: SetupReading, name: string, own: unknown): Promise<Settings> {
  const ofWrapper = ['AppEnvironment', 'AppEnvironmentExtra'].map((value) =>
    partOf(host.registry.read(`${folder}\\${name}\\Parameters`, value)),
  );
  const lists = [own, ...(await Promise.all(ofWrapper)).map((one) => ifKnown(one))];
  const lines = lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  return Object.fromEntries(
    lines.slice(0, mostVariables).map((line): [string, string] => {
      const equals = Math.max(0, line.indexOf('='));
      return [line.slice(0, equals), hide(line.slice(equals + 1))];
    }),
  );
}
