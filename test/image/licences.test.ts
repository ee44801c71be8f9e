import { describe, expect, test } from 'vitest';
import { type Component, licenceTexts, readComponent, requireAllowed } from '../../image/licences.ts';

const component = (licence: string, texts: string[] = ['Do as you like.\r\n']): Component => ({
  name: 'left-pad',
  version: '1.0.0',
  licence,
  texts,
});

describe('a licence', () => {
  test.each(['MIT', 'Apache-2.0 AND BSD-3-Clause', 'GPL-3.0-only OR MIT', 'MIT OR GPL-2.0-only AND GPL-3.0-only'])(
    '%s may ship',
    (licence) => {
      expect(() => requireAllowed([component(licence)])).not.toThrow();
    },
  );

  test.each(['GPL-3.0-only', 'MIT AND LGPL-2.1-only', 'MIT AND (GPL-3.0-only OR ISC)', 'UNLICENSED', 'mit'])(
    '%s may not, and the package is named',
    (licence) => {
      expect(() => requireAllowed([component('MIT'), component(licence)])).toThrow(`  left-pad 1.0.0: ${licence}\n`);
    },
  );

  test('that is not said may not', () => {
    expect(() => requireAllowed([component('')])).toThrow('left-pad 1.0.0: no licence');
  });
});

test('a package is read as it is installed', () => {
  const { texts, ...known } = readComponent('node_modules/@bufbuild/protobuf');
  expect(known).toEqual({
    name: '@bufbuild/protobuf',
    version: expect.stringMatching(/^2\./),
    licence: 'Apache-2.0 AND BSD-3-Clause',
  });
  expect(texts).toEqual([]);
  expect(readComponent('node_modules/zod').texts[0]).toContain('MIT License');
});

test('every text is there, the standard one where a package forgot its own', () => {
  const text = licenceTexts([component('MIT'), component('Apache-2.0 AND BSD-3-Clause', [])]);
  expect(text).toContain('left-pad 1.0.0 (MIT)\n\nDo as you like.\n');
  expect(text).toContain('left-pad includes no text of Apache-2.0. This is the standard text.\n\n');
  expect(text).toMatch(/Apache License\s+Version 2.0[\s\S]*Redistribution and use in source and binary forms/);
  expect(text).not.toContain('\r');
});
