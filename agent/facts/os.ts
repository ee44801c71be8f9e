import * as z from 'zod';
import { part } from '../fact/schema.ts';
import { startType } from './services.ts';

/** The inventory of the machine, by systeminformation: taken now and then, never waited for. */
export const inventory = z.object({
  takenAt: z.iso.datetime(),
  manufacturer: z.string(),
  model: z.string(),
  virtual: z.boolean(),
  cpu: z.string(),
  cores: z.number(),
  disks: z.array(z.object({ mount: z.string(), kind: z.string(), sizeBytes: z.number(), usedBytes: z.number() })),
  interfaces: z.array(
    z.object({ name: z.string(), kind: z.string(), state: z.string(), speedMbit: z.number().nullable() }),
  ),
});
export type Inventory = z.infer<typeof inventory>;

/** `startType` is left out by older agents. */
const windowsService = z.object({ state: z.string(), startType: startType.exactOptional() });
export type WindowsService = z.infer<typeof windowsService>;

export const os = z.object({
  hostname: z.string(),
  version: part(
    z.object({
      build: z.number(),
      /** Update build revision; null when the registry does not give it. */
      revision: z.number().nullable(),
      product: z.string(),
      installation: z.string(),
    }),
  ),
  architecture: z.string(),
  bootedAt: z.iso.datetime(),
  /** Of the machine's clocks, by its name in the tz database: Europe/Berlin. Left out by older agents. */
  timeZone: z.string().exactOptional(),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
  /** Volumes that hold Windows, containerd's root and the kubelet's folder. */
  disks: z.array(
    z.object({ path: z.string(), space: part(z.object({ sizeBytes: z.number(), freeBytes: z.number() }).nullable()) }),
  ),
  /** State of the Host Compute Service, which comes with the Containers feature; null: no such service. */
  computeService: part(windowsService.nullable()),
  networkService: part(windowsService.nullable()),
  inventory: inventory.nullable(),
});
export type OsFact = z.infer<typeof os>;
