import { expect, test } from 'vitest';
import { commandNamed } from '../../agent/cli/index.ts';
import { readConfig } from '../../agent/config.ts';
import { UserError } from '../../agent/error.ts';

test.each(['serve', 'report', 'facts', 'pods', 'policy', 'mcp', 'connect'])(
  '%s takes flags only: a name that it would leave unheeded is refused',
  async (id) => {
    const command = await commandNamed(id);
    if (command === null) throw new Error(`there is no command ${id}`);
    expect(() => readConfig(command, ['win-1'], {})).toThrow(UserError);
  },
);
