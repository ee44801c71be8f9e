import { isAt, type Range, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

const setting = /(?<=\b(?:set|setting|chang(?:e|ing)|assign(?:ing)?|overrid(?:e|ing)) (?:\w{1,20} ){1,4}["'])/iy;
const toValue = /["'] to (?:the )?(?:value )?(?=["'])/y;
/** Source: learn.microsoft.com/sql/integration-services, dtexec, /Par and /Set */
const ofPackage = /(?<=(?:^|\s)\/(?:Par(?:ameter)?|Set)\s{1,3}[^\s;]{0,200})/iy;
const behindSemicolon = /(?:\]\.Value)?(?:\\?"){1,2};"?(?=\\?")/iy;
/** Source: erlang.org, Configuration File */
const inTuple = /(?<=\{\s{0,9})/y;
const behindComma = /,\s{0,9}(?:<<)?(?=")/y;
/** A keyword of Clojure. */
const keyword = /(?<=[{\s]:)/y;
const space = / {1,3}(?=")/y;

/** `Setting variable 'name' to value 'value'`, `/Par "name";"value"`, `{name, "value"}`, `:name "value"`. */
export const setter: Notation = (text, { start, end }): Range | null => {
  const between =
    (isAt(setting, text, start) ? matchAt(toValue, text, end) : null) ??
    (isAt(ofPackage, text, start) ? matchAt(behindSemicolon, text, end) : null) ??
    (isAt(inTuple, text, start) ? matchAt(behindComma, text, end) : null) ??
    (isAt(keyword, text, start) ? matchAt(space, text, end) : null);
  return between === null ? null : valueAt(text, end + between[0].length);
};
