import * as z from 'zod';
import { factError, part } from '../fact/schema.ts';
import type { PartValue } from '../fact.ts';
import { serviceState, startType } from './services.ts';

/** A list with a bound. `missing`: how many of it could not be read, and why the first of these; null: none. */
const list = <Item extends z.ZodType>(item: Item) =>
  part(
    z.object({
      items: z.array(item),
      missing: z.object({ count: z.number(), error: factError }).nullable(),
    }),
  );

/** Values by name, as text; of what is inside of others, by their names with a separator between. Secrets are placeholders. */
const settings = z.record(z.string(), z.string());
export type Settings = z.infer<typeof settings>;

/** null: the file has none, or is not there. */
const version = part(z.string().nullable());

/**
 * How the node was set up: what differs between nodes although no check judges it. Read for a comparison, a bundle, or when
 * somebody asks for it, and by no other run.
 */
export const setup = z.object({
  /** Packages of Windows that are installed or wait for it, without those that a newer one replaced. */
  updates: list(
    z.object({
      name: z.string(),
      version: z.string(),
      /** `installed`, `staged`, or the number that Windows keeps. */
      state: z.string(),
      installedAt: z.iso.datetime().nullable(),
    }),
  ),
  software: list(z.object({ name: z.string(), version: z.string().nullable(), installedOn: z.string().nullable() })),
  /** Services and drivers, by their registry keys. What a kind of service cannot have is left out. */
  services: list(
    z.object({
      name: z.string(),
      kind: z.enum(['program', 'driver', 'file-system-driver']),
      startType,
      /** Left out: this account may not list it. */
      state: serviceState.exactOptional(),
      account: z.string().exactOptional(),
      /** The load order group of a driver. */
      group: z.string().exactOptional(),
      /** Its program, without arguments, or the DLL that a service host loads; null: its key names none. */
      file: z.string().nullable(),
      /** Left out: there was no time to read it. */
      version: version.exactOptional(),
      /** Of a filter: the altitude of each of its instances. */
      altitudes: settings.exactOptional(),
      /** The variables that the service gets of its own; the values are placeholders. */
      environment: settings.exactOptional(),
    }),
  ),
  /** Programs beside containerd, kubelet and kube-proxy, those of the pod network, and what Windows has for containers. */
  programs: list(z.object({ path: z.string(), bytes: z.number(), modifiedAt: z.iso.datetime(), version })),
  /** Scheduled tasks; without arguments. `enabled` null: the task does not say. */
  tasks: list(z.object({ name: z.string(), enabled: z.boolean().nullable(), programs: z.array(z.string()) })),
  /** Registry keys with their values, those of the machine's variables as placeholders; `values` null: there is no such key. */
  registry: part(z.array(z.object({ key: z.string(), values: part(settings.nullable()) }))),
  /** Lines of the hosts file without comments; null: there is none. */
  hosts: part(z.array(z.string()).nullable()),
  /** Configuration of containerd, the kubelet and the pod network. */
  files: list(z.object({ path: z.string(), modifiedAt: z.iso.datetime(), settings: part(settings) })),
  images: list(z.object({ name: z.string(), digest: z.string(), bytes: z.number() })),
});
export type Setup = z.infer<typeof setup>;
/** The value of one of its parts. */
export type SetupPart<Name extends keyof Setup> = PartValue<Setup[Name]>;
