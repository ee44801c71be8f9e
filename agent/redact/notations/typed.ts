import { type Range, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

/** Behind a colon: Rust, Kotlin, Scala, Swift, TypeScript, Pascal, Python. */
const ofColon = String.raw`:[ \t]?&?(?:'\w{1,10} )?[A-Za-z][\w.:]{0,30}(?:[[<][\w.:, |]{1,30}[\]>])?[?!]?(?:\s?\|\s?[\w.]{1,20}){0,3}`;
/** Without one: Go, SQL, Visual Basic. */
const ofWord = String.raw`[ \t]{1,4}(?:As[ \t]{1,3})?(?:string|\[\]byte|text|sysname|n?(?:var)?char)(?:\s?\(\w{1,5}\))?`;
const typed = new RegExp(
  String.raw`(?:${ofColon}|${ofWord})[ \t]{0,3}=[ \t]{0,3}(?:(?:String::from|string|\[\]byte)\(|@)?(?=["'\x60])|(?<=#define\s{1,3}\w{1,60})[ \t]{1,20}(?=")`,
  'iy',
);

/** A constant or a variable with its type: `const NAME: &str = "value"`, `var name string = "value"`. */
export const ofType: Notation = (text, { end }): Range | null => {
  const between = matchAt(typed, text, end);
  return between === null ? null : valueAt(text, end + between[0].length);
};
