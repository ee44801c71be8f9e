import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

const own =
  "layer retry loop failed|field 'Spec\\.Windows\\.Layerfolders'|layers can not be nil|need at least two layers|failed to attach overlay filter";

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const mounting = (text: string) =>
  create(`failed to mount container layers: failed to mount job container storage: ${text}`);

/** hcsshim mounts the layers of the image and the writable layer of the container. Source: hcsshim internal/jobcontainers/storage.go at v0.11.7, internal/layers at v0.13.0. */
export const hcsshimLayers: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true }, [
  {
    id: 'container-layers',
    title: 'The layers of the image could not be mounted for the container',
    pattern: new RegExp(
      `(?:failed to mount container layers|failed to mount job container storage)(?![^\\n]{0,200}: (?:${own}))(?:: (?<detail>[^\\n]{1,600}))?`,
    ),
    sample: mounting('hcsshim::ActivateLayer failed in Win32: The system cannot find the path specified. (0x3)'),
    causes: ['container-storage'],
  },
  {
    id: 'layers-retry',
    title: 'The device of a layer did not become ready in time',
    said: 'layer retry loop failed',
    causes: ['node-overloaded', 'container-storage'],
  },
  {
    id: 'layers-few',
    title: 'The image has no base layer',
    said: 'need at least two layers - base and scratch',
    causes: ['image-base'],
  },
]);
