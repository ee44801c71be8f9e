import { expect, test } from 'vitest';
import { imageConfig } from '../../agent/shim/oci-process.ts';

// docker save writes null for a list that is empty. Source: moby api/types/container/config.go, whose slices have no omitempty.
test.each(['Entrypoint', 'Cmd', 'Env', 'WorkingDir', 'User'])('%s of an image may be null, or left out', (field) => {
  expect(imageConfig.parse({ [field]: null })).toEqual({ [field]: null });
  expect(imageConfig.parse({})).toEqual({});
});
