import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { toolVersion } from '../../agent/version.ts';
import { standaloneName } from '../../image/build.ts';
import { nodeFlags } from '../../image/bundle.ts';
import { program } from '../../image/start.ts';

const config = JSON.parse(
  readFileSync(new URL('../../manifests/node-problem-detector/hostprobe.json', import.meta.url), 'utf8'),
);

/** Go's time.ParseDuration, as far as it is used here. */
const duration = { type: 'string', pattern: '^\\d+(ms|s|m)$' };
const text = { type: 'string', minLength: 1 };
const only = (properties: object, required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** What node-problem-detector reads. Source: pkg/custompluginmonitor/types/{config,types}.go and pkg/types/types.go, v1.34. */
const schema = only(
  {
    plugin: { const: 'custom' },
    pluginConfig: only(
      {
        invoke_interval: duration,
        timeout: duration,
        max_output_length: { type: 'integer', minimum: 1 },
        concurrency: { type: 'integer', minimum: 1 },
        enable_message_change_based_condition_update: { type: 'boolean' },
        skip_initial_status: { type: 'boolean' },
      },
      [],
    ),
    source: text,
    metricsReporting: { type: 'boolean' },
    conditions: {
      type: 'array',
      items: only({ type: text, reason: text, message: text }, ['type', 'reason', 'message']),
    },
    rules: {
      type: 'array',
      minItems: 1,
      items: only(
        {
          type: { enum: ['temporary', 'permanent'] },
          condition: text,
          reason: text,
          path: text,
          args: { type: 'array', items: { type: 'string' } },
          timeout: duration,
        },
        ['type', 'reason', 'path'],
      ),
    },
  },
  ['plugin', 'source', 'conditions', 'rules'],
);

test('the plugin configuration is one that node-problem-detector reads', () => {
  const ajv = new Ajv();
  expect(ajv.validate(schema, config), ajv.errorsText()).toBe(true);
});

test('a permanent problem has its condition, and no rule may take longer than all', () => {
  const seconds = (given: string) => Number.parseInt(given, 10);
  for (const rule of config.rules) {
    expect(config.conditions.map(({ type }: { type: string }) => type)).toContain(rule.condition);
    expect(seconds(rule.timeout)).toBeLessThanOrEqual(seconds(config.pluginConfig.timeout));
  }
});

test('there is time for the slowest run, and room for the line that hostprobe prints', () => {
  // The deadline of the slowest probe is 12 s (runtime), and node-problem-detector's own is 5 s.
  expect([config.pluginConfig, ...config.rules].map(({ timeout }) => timeout)).toEqual(['20s', '20s']);
  expect(config.pluginConfig.max_output_length).toBe(80);
});

test('the plugin starts the files of the zip for a node, unpacked on C: as README says', () => {
  const [{ path, args }] = config.rules;
  const folder = `C:\\${standaloneName(toolVersion)}`;
  const command = [`${folder}\\${program}`, ...nodeFlags, `${folder}\\hostprobe.mjs`, 'report', '-o', 'npd'];
  expect([path, ...args]).toEqual(command);
});
