import type { Command } from '../command.ts';
import { bundle } from './bundle.ts';
import { complete } from './complete.ts';
import { connect } from './connect.ts';
import { explain } from './explain.ts';
import { facts } from './facts.ts';
import { lint } from './lint.ts';
import { list } from './list.ts';
import { predict } from './predict.ts';
import { redact } from './redact.ts';
import { report } from './report.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { status } from './status.ts';

/** All commands, in the order of --help. */
export const commands: readonly Command[] = [
  serve,
  report,
  facts,
  explain,
  lint,
  predict,
  bundle,
  redact,
  status,
  list,
  schema,
  connect,
  complete,
];
