import { nearest } from '../../config/nearest.ts';
import { quantityFault } from '../field-form/form.ts';
import { forms } from '../field-form/index.ts';
import { type Path, showPath } from '../path.ts';
import { fieldIn, fieldsOf, isMap, type ObjectFault } from '../refusal/object-fault.ts';
import { unmarshalError } from '../refusal/unmarshal-error.ts';
import { goType, itemTypeOf, typesOf } from './type.ts';

/**
 * What the API server refuses of the fields of an object: those that it does not know, those that hold another kind of
 * value than they take, and values that it does not allow. What a rule judges is left to the rule.
 */
export function fieldFaults(
  object: unknown,
  { kind, template, kubernetes }: { kind: string; template: Path; kubernetes: number },
): ObjectFault[] {
  const pod = fieldsOf(fieldIn(object, [...template, 'spec']));
  // An API server returned it, so that server knows its fields, even if they are newer than the ones known here.
  const isStored = fieldIn(object, ['metadata', 'uid']) !== undefined;
  const faults: ObjectFault[] = [];
  const say = (path: Path, message: string, of: ObjectFault['kind'] = 'field') =>
    faults.push({ kind: of, path, message, severity: 'error' });

  const wrong = (value: unknown, type: string, path: Path) => {
    const words = unmarshalError(path, value) ?? `${showPath(path)} must be of type ${goType(type)}`;
    say(path, words, 'type');
  };
  const unknown = (field: string, known: readonly string[], path: Path) => {
    const near = faults.length < maxGuesses ? nearest(field, known) : null;
    say(path, `unknown field "${showPath(path)}"${near === null ? '' : `: did you mean ${near}?`}`);
  };
  const visit = (value: unknown, type: string, path: Path) => {
    if (value === null || value === undefined || type === 'any') return;
    const types = typesOf(type);
    if (type.startsWith('[]') && Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, type.slice(2), [...path, index]);
    } else if (type.startsWith('map[') && isMap(value)) {
      for (const [key, item] of Object.entries(value)) visit(item, itemTypeOf(type), [...path, key]);
    } else if (types !== null && isMap(value)) {
      for (const [field, inner] of Object.entries(value)) {
        const known = types.get(field);
        if (known !== undefined) visit(inner, known, [...path, field]);
        else if (!isStored && !isOfRule(field)) unknown(field, [...types.keys()], [...path, field]);
      }
      for (const fault of forms[type]?.({ fields: value, path, pod, kubernetes }) ?? []) say(fault.path, fault.message);
    } else if (type === 'quantity' && typeof value !== 'object') {
      const fault = quantityFault(value);
      if (fault !== null) say(path, `${showPath(path)}: ${fault}`, 'type');
    } else if (!isOfType(value, type)) wrong(value, type, path);
  };
  visit(object, kind, []);
  return faults;
}

/** Of more fields the meant ones are not looked for. */
const maxGuesses = 100;

/** See rules/host-process-field.ts. */
const isOfRule = (field: string) => /^hostprocess$/i.test(field) || field === 'windowsOptions';

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'time':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
    case 'int64':
      return Number.isInteger(value);
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value);
    default:
      return false;
  }
}
