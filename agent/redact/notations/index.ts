import { assignment } from './assignment.ts';
import { registryCommand } from './command.ts';
import { directive } from './directive.ts';
import { flag } from './flag.ts';
import { holder } from './holder.ts';
import { label } from './label.ts';
import { attribute, element } from './markup.ts';
import { nearby } from './nearby.ts';
import type { Notation } from './notation.ts';
import { pair } from './pair.ts';
import { prose } from './prose.ts';
import { remark } from './remark.ts';
import { setter } from './setter.ts';
import { ofType } from './typed.ts';
import { unfinished } from './unfinished.ts';

/** In order: the first notation that matches gives the value. */
export const notations: readonly (readonly [id: string, Notation])[] = [
  ['env', pair],
  ['key', attribute],
  ['key', registryCommand],
  ['key', holder],
  ['key', setter],
  ['key', ofType],
  ['key', assignment],
  ['flag', flag],
  ['key', element],
  ['key', directive],
  ['key', unfinished],
  ['key', remark],
  ['key', label],
  ['key', prose],
  ['key', nearby],
];
