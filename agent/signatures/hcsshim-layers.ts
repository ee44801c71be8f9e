import type { Signature } from '../signature.ts';

const storage = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/storage.go';
const layers = 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/layers/layers.go';

const own =
  "layer retry loop failed|field 'Spec\\.Windows\\.Layerfolders'|layers can not be nil|need at least two layers|failed to attach overlay filter";

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const mounting = (text: string) =>
  create(`failed to mount container layers: failed to mount job container storage: ${text}`);

/** hcsshim mounts the layers of the image and the writable layer of the container. */
export const hcsshimLayers: readonly Signature[] = [
  {
    id: 'container-layers',
    component: 'hcsshim',
    title: 'The layers of the image could not be mounted for the container',
    hostProcess: true,
    pattern: new RegExp(
      `(?:failed to mount container layers|failed to mount job container storage)(?![^\\n]{0,200}: (?:${own}))(?:: (?<detail>[^\\n]{1,600}))?`,
    ),
    literals: ['failed to mount container layers', 'failed to mount job container storage'],
    samples: [mounting('hcsshim::ActivateLayer failed in Win32: The system cannot find the path specified. (0x3)')],
    nearMisses: ['failed to mount container storage'],
    reference: storage,
    causes: ['container-storage'],
  },
  {
    id: 'layers-retry',
    component: 'hcsshim',
    title: 'The device of a layer did not become ready in time',
    hostProcess: true,
    pattern: /layer retry loop failed/,
    literals: ['layer retry loop failed'],
    samples: [
      mounting('layer retry loop failed: hcsshim::ActivateLayer failed in Win32: The device is not ready. (0x15)'),
    ],
    nearMisses: ['retry loop failed'],
    reference: layers,
    causes: ['node-overloaded', 'container-storage'],
  },
  {
    id: 'layers-absent',
    component: 'hcsshim',
    title: 'containerd passed the layers of the container in a form that this shim does not read',
    hostProcess: true,
    pattern:
      /field 'Spec\.Windows\.Layerfolders' is not populated|failed to mount container layers: layers can not be nil|must pass at least two Windows\.LayerFolders/,
    literals: ['is not populated', 'layers can not be nil', 'must pass at least two Windows.LayerFolders'],
    samples: [
      create("failed to mount container layers: field 'Spec.Windows.Layerfolders' is not populated"),
      create('failed to mount container layers: layers can not be nil'),
    ],
    nearMisses: ["field 'spec' is not populated"],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.13.0/internal/layers/helpers.go',
    causes: ['shim-mismatch'],
  },
  {
    id: 'layers-few',
    component: 'hcsshim',
    title: 'The image has no base layer',
    hostProcess: true,
    pattern: /need at least two layers - base and scratch/,
    literals: ['need at least two layers'],
    samples: [mounting('need at least two layers - base and scratch')],
    nearMisses: ['need at least two layers'],
    reference: layers,
    causes: ['image-base'],
  },
  {
    id: 'layers-overlay',
    component: 'hcsshim',
    title: 'This Windows could not combine the layers with an overlay filter',
    hostProcess: true,
    pattern: /failed to attach overlay filter/,
    literals: ['failed to attach overlay filter'],
    samples: [mounting('failed to attach overlay filter: The request is not supported.')],
    nearMisses: ['failed to attach filter'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.13.0/computestorage/attach.go',
    causes: ['windows-too-old'],
  },
  {
    id: 'root-path',
    component: 'hcsshim',
    title: 'The root of the container is not a volume',
    hostProcess: true,
    pattern: /invalid container spec - Root\.Path '(?<path>[^'\n]{0,300})' must be a volume GUID path/,
    literals: ['must be a volume GUID path'],
    samples: [
      create(
        "invalid container spec - Root.Path 'C:\\x' must be a volume GUID path in the format '\\\\?\\Volume{GUID}\\'",
      ),
    ],
    nearMisses: ['path must be a volume'],
    reference: storage,
    causes: ['container-storage'],
  },
];
