import { assignment } from './assignment.ts';
import { attribute, constant, directive, element, flag, label, pair, setting, unfinished } from './joints.ts';
import { nearby } from './nearby.ts';
import type { Notation } from './notation.ts';
import { objectWithSecrets } from './object-with-secrets.ts';
import { prose } from './prose.ts';
import { remark } from './remark.ts';

/**
 * In order: the first notation that matches gives the value. What is no row of the table of joints has several values
 * (an object, a list, a block), or words of a sentence around it.
 */
export const notations: readonly (readonly [id: string, Notation])[] = [
  ['env', pair],
  ['key', attribute],
  ['key', setting],
  ['key', objectWithSecrets],
  ['key', constant],
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
