import { describe, expect, test } from 'vitest';
import { constant } from '../../../../agent/redact/notations/joints.ts';
import { valuesBy } from '../../by-notation.ts';

describe('a name and its value, as something sets it', () => {
  test.each([
    ['a log of an installer', "Setting string variable 'password' to value 'B209 DA38'", 'B209 DA38'],
    ['a sentence', 'set the variable "password" to "hazelnut"', 'hazelnut'],
    ['a change', "Changing property 'password' to the value 'hazelnut'", 'hazelnut'],
    ['an assignment', "assigning user variable 'password' to 'hazelnut'", 'hazelnut'],
    ['a parameter of dtexec', 'dtexec /F a.dtsx /Par "$Project::password";"hazelnut"', 'hazelnut'],
    ['a parameter by its long name', 'dtexec /Parameter "password";"hazelnut"', 'hazelnut'],
    ['a property of a package', String.raw`/Set \"\Package.Variables[User::password].Value\";\"hazelnut\"`, 'hazelnut'],
    ['a tuple of Erlang', '{password, "hazelnut"}', 'hazelnut'],
    ['a tuple with a binary', '{password,<<"hazelnut">>}', 'hazelnut'],
    ['a keyword of Clojure', '{:user "app" :password "hazelnut"}', 'hazelnut'],
  ])('in %s', (_, text, value) => {
    expect(valuesBy(constant, text)).toEqual([value]);
  });

  test.each([
    ['nothing is set', "the variable 'password' to value 'hazelnut'"],
    ['the name is alone', "Setting 'password' to 'hazelnut'"],
    ['too many words stand before the name', "set it at once and now as 'password' to 'hazelnut'"],
    ['the value has no quotes', "Setting variable 'password' to hazelnut"],
    ['no quotes end before the semicolon', '/Par password;"hazelnut"'],
    ['the option is another', '/Rep "password";"hazelnut"'],
    ['a comma comes behind the name, and no brace before it', '(password, "hazelnut")'],
    ['the value of the tuple is an atom', '{password, hazelnut}'],
    ['the colon is not that of a keyword', 'my:password "hazelnut"'],
    ['the value of the keyword is a symbol', '{:password hazelnut}'],
    ['the value is a placeholder', '{password, "<hazelnut>"}'],
    ['the value is empty', '{:password ""}'],
  ])('not where %s', (_, text) => {
    expect(valuesBy(constant, text)).toEqual([]);
  });
});
