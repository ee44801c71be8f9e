import type { KnownImage } from './oci-process.ts';

/** What a program of the image is made of. */
export interface ImageProgram {
  /** By the machine of its PE header; null: it has none, or another one. */
  architecture: 'amd64' | 'arm64' | '386' | null;
  /** Side-by-side assemblies that its manifest names, without those that every Windows has. */
  assemblies: readonly string[];
}

/** An image that somebody saved: an OCI layout, or what `docker save` writes. */
export interface SavedImage extends KnownImage {
  /** As it was named when it was saved: "registry.example/agent:1". */
  names: readonly string[];
  os: string;
  architecture: string;
  /** null: it says none, so that it fits each Windows. */
  osVersion: string | null;
  /** The registry files of the base layer, without which Windows does not unpack it; `unknown`: the layer is not in the archive. */
  hives: 'valid' | 'empty' | 'missing' | 'unknown';
  /** A program by its path from the root, such as `app\agent.exe`; null: it is not there, or was not read. */
  programAt(path: string): ImageProgram | null;
}
