import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

const storage = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/storage.go';
const layers = 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/layers/layers.go';

const own =
  "layer retry loop failed|field 'Spec\\.Windows\\.Layerfolders'|layers can not be nil|need at least two layers|failed to attach overlay filter";

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const mounting = (text: string) =>
  create(`failed to mount container layers: failed to mount job container storage: ${text}`);

/** hcsshim mounts the layers of the image and the writable layer of the container. */
export const hcsshimLayers: readonly Signature[] = catalogue(
  { component: 'hcsshim', hostProcess: true, reference: storage },
  [
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
      reference: layers,
      causes: ['node-overloaded', 'container-storage'],
    },
    {
      id: 'layers-absent',
      title: 'containerd passed the layers of the container in a form that this shim does not read',
      pattern:
        /field 'Spec\.Windows\.Layerfolders' is not populated|failed to mount container layers: layers can not be nil|must pass at least two Windows\.LayerFolders/,
      sample: create("failed to mount container layers: field 'Spec.Windows.Layerfolders' is not populated"),
      reference: 'https://github.com/microsoft/hcsshim/blob/v0.13.0/internal/layers/helpers.go',
      causes: ['shim-mismatch'],
    },
    {
      id: 'layers-few',
      title: 'The image has no base layer',
      said: 'need at least two layers - base and scratch',
      reference: layers,
      causes: ['image-base'],
    },
    {
      id: 'root-path',
      title: 'The root of the container is not a volume',
      pattern: /invalid container spec - Root\.Path '(?<path>[^'\n]{0,300})' must be a volume GUID path/,
      sample: create(
        "invalid container spec - Root.Path 'C:\\x' must be a volume GUID path in the format '\\\\?\\Volume{GUID}\\'",
      ),
      causes: ['container-storage'],
    },
  ],
);
