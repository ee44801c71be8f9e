import { describe, expect, test } from 'vitest';
import { secretsIn } from '../secrets-in.ts';

describe('a field of what holds secrets', () => {
  test.each([
    ['of an object', 'credentials: {user: backup, value: Torf-Kahn-18}', ['Torf-Kahn-18']],
    [
      'of an object in JSON',
      '"passwords": {"db1": "Reet-Dach-77", "db2": "Moor-Huhn-31"}',
      ['Reet-Dach-77', 'Moor-Huhn-31'],
    ],
    [
      'of an object in an object',
      '{"auth": {"basic": {"login": "svc", "secretText": "Deich-Schaf-90"}}}',
      ['Deich-Schaf-90'],
    ],
    [
      'of a mapping',
      'secrets:\n  grafana: Flug-Sand-55\n  loki: Watt-Wurm-12\nport: Nine-Pin-33',
      ['Flug-Sand-55', 'Watt-Wurm-12'],
    ],
    [
      'of a list',
      'passwords:\n- name: sa\n  value: Rohr-Dommel-4\n- name: app\n  value: Kiebitz_Ei7',
      ['Rohr-Dommel-4', 'Kiebitz_Ei7'],
    ],
    ['of a table of PowerShell', '$creds = @{ user = "sa"; val = "Boje-Rot-3" }', ['Boje-Rot-3']],
    ['of a map of Go', 'tokens=map[ci:Torf-Kahn-18 mon:Reet-Dach-77] x:Nine-Pin-33', ['Torf-Kahn-18', 'Reet-Dach-77']],
    ['of a map in a map of Go', 'password:map[source:inline plain:Deich-Schaf-90] user:app', ['Deich-Schaf-90']],
    ['behind a list', 'tokens: {ids: [a, b], ci: "Torf-Kahn-18"}', ['Torf-Kahn-18']],
    ['that has one', 'password { literal = "Boje-Rot-3" }', ['Boje-Rot-3']],
    ['of an object whose value is clear', 'Password:{Cleartext:Mast_Baum9 Hash:}', ['Mast_Baum9']],
    ['of a parameter', '{"sqlPassword":{"type":"string","defaultValue":"Pewter_Gate_17"}}', ['Pewter_Gate_17']],
    ['of an element', '<credentials><id>svc</id><data>Mast_Baum9</data></credentials>', ['Mast_Baum9']],
  ])('is a secret: %s', (_, text, secrets) => {
    expect(secretsIn(text)).toEqual(secrets);
  });

  test.each([
    ['that tells something else', 'passwords: {name: Torf-Kahn-18, expiresAt: Reet-Dach-77}'],
    ['whose name says nothing', 'credentials: {flavour: Rohr-Dommel-4}'],
    ['that is the name of an object', 'tokens: {ci: ci-token-2, mon: scrape-v1}'],
    ['that refers to another', 'secrets: {db: "$(Rohr-Dommel-4)"}'],
    ['behind a map of Go', 'passwords:map[a:b] other:Rohr-Dommel-4'],
    ['behind the object', 'passwords: {a: b}, other: Rohr-Dommel-4'],
    ['less indented', '  credentials:\n    user: a\n  value: Rohr-Dommel-4'],
    ['behind the element', '<credentials><id>svc</id></credentials><data>Rohr-Dommel-4</data>'],
  ])('is none: %s', (_, text) => {
    expect(secretsIn(text)).toEqual([]);
  });
});
