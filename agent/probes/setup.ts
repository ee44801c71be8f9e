import { QueryError } from '../error.ts';
import { fewAtOnce } from '../fact.ts';
import type { Setup, SetupPart } from '../facts/setup.ts';
import { partOf, type SetupProbe } from '../probe.ts';
import { readConfigFiles, readHosts, readPrograms, readTasks } from './setup/files.ts';
import { readSoftware, readStoredImages, readUpdates } from './setup/installed.ts';
import type { SetupReading } from './setup/reading.ts';
import { readRegistry } from './setup/registry.ts';
import { readAllServices } from './setup/services.ts';

/** In their order of start, the most telling first. */
const parts: { readonly [Name in keyof Setup]: (reading: SetupReading) => Promise<SetupPart<Name>> } = {
  services: readAllServices,
  updates: readUpdates,
  registry: readRegistry,
  files: readConfigFiles,
  images: readStoredImages,
  programs: readPrograms,
  hosts: readHosts,
  software: readSoftware,
  tasks: readTasks,
};

/** A part stops reading and gives what it has; one whose question does not return is given up some time later. */
const partMs = { reading: 8_000, question: 3_000 };
const wholeMs = 24_000;
/** Threads of the pool that stay free are those by which hostprobe answers. */
const atOnce = 2;

export const setup: SetupProbe = {
  deadlineMs: 30_000,
  async read(host, settings, { clean, hide }) {
    const began = host.now().getTime();
    const all: [string, (reading: SetupReading) => Promise<unknown>][] = Object.entries(parts);
    const found = await fewAtOnce(all, atOnce, async ([name, read]) => {
      const from = host.now().getTime();
      const end = Math.min(from + partMs.reading, began + wholeMs);
      const reading: SetupReading = { host, settings, clean, hide, isLate: () => host.now().getTime() >= end };
      const answer = from >= end ? Promise.reject(outOfTime()) : read(reading);
      return [name, await partOf(answer, Math.max(0, end - from) + partMs.question)] as const;
    });
    // Each part was read by the function of its name.
    return Object.fromEntries(found) as Setup;
  },
};

const outOfTime = () => new QueryError('timeout', `not read: the parts before it took ${wholeMs / 1000} s`);
