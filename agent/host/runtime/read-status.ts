import * as z from 'zod';
import type { RuntimeStatus } from '../../facts/runtime.ts';
import type { StatusResponse } from './cri.pb.ts';
import { bounded, readInfo } from './info.ts';

/** An unexpected value is read as null and does not affect the others. */
const text = z.string().min(1).nullish().catch(null);
const texts = z.array(z.string()).nullish().catch(null);

const handler = z.object({
  runtimeType: text,
  snapshotter: text,
  PodAnnotations: texts,
  ContainerAnnotations: texts,
});

/**
 * `info.config` as containerd prints it. 1.x has snapshotter and sandboxImage here, 2.x keeps both with the images and
 * knows a snapshotter per handler; 2.1 made `binDir` a list.
 * Source: containerd pkg/cri/config/config.go (1.6.36, 1.7.28), internal/cri/config/config.go (2.1.4).
 */
const config = z.object({
  containerd: z
    .object({
      snapshotter: text,
      defaultRuntimeName: text,
      runtimes: z.record(z.string(), handler).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  cni: z.object({ binDir: text, binDirs: texts, confDir: text }).nullish().catch(null),
  sandboxImage: text,
});

export function readStatus(response: StatusResponse): RuntimeStatus {
  const conditions = response.status?.conditions ?? [];
  return {
    conditions: conditions.map(({ type, status, reason, message }) => ({
      type,
      status,
      reason,
      message: bounded(message),
    })),
    config: readConfig(response.info.config),
    goVersion: readInfo(response.info.golang, z.string()),
    lastCniLoadStatus: response.info.lastCNILoadStatus === undefined ? null : bounded(response.info.lastCNILoadStatus),
  };
}

function readConfig(json: string | undefined): RuntimeStatus['config'] {
  const read = readInfo(json, config);
  if (read === null) return null;
  const { containerd, cni } = read;
  const runtimes = containerd?.runtimes ?? {};
  const defaultHandler = containerd?.defaultRuntimeName ?? null;
  const ofDefault = defaultHandler === null ? undefined : runtimes[defaultHandler];
  return {
    defaultHandler,
    snapshotter: containerd?.snapshotter ?? ofDefault?.snapshotter ?? null,
    sandboxImage: read.sandboxImage ?? null,
    cniConfDir: cni?.confDir ?? null,
    cniBinDirs: cni?.binDirs ?? (cni?.binDir ? [cni.binDir] : []),
    handlers: Object.entries(runtimes).map(([name, runtime]) => ({
      name,
      type: runtime.runtimeType ?? '',
      podAnnotations: runtime.PodAnnotations ?? [],
      containerAnnotations: runtime.ContainerAnnotations ?? [],
    })),
  };
}
