import { isConnection } from '../name.ts';
import { spaceEnd, valueAt } from '../value.ts';
import { assignment } from './assignment.ts';
import { registryCommand } from './command.ts';
import { directive } from './directive.ts';
import { flag } from './flag.ts';
import { holder } from './holder.ts';
import { label } from './label.ts';
import { attribute, element } from './markup.ts';
import { nearby } from './nearby.ts';
import { isFlag, type Notation } from './notation.ts';
import { pair } from './pair.ts';
import { parameter } from './parameter.ts';
import { prose } from './prose.ts';
import { remark } from './remark.ts';
import { setter } from './setter.ts';
import { ofType } from './typed.ts';
import { unfinished } from './unfinished.ts';

/** In order: the first notation that matches gives the value. */
export const notations: readonly (readonly [id: string, Notation])[] = [
  ['env', pair],
  ['key', parameter],
  ['key', attribute],
  [
    'flag',
    (text, named) =>
      isFlag(text, named) && text.charAt(named.end) === ':'
        ? valueAt(text, named.end + 1, isConnection(named.name) ? spaceEnd : undefined)
        : null,
  ],
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
