import { describe, expect, test } from 'vitest';
import { constant } from '../../../../agent/redact/notations/joints.ts';
import { valuesBy } from '../../by-notation.ts';

describe('the value of a constant with its type', () => {
  test.each([
    ['const API_TOKEN: &str = "winter";', 'API_TOKEN'],
    ['const API_TOKEN: &\'static str = "winter";', 'API_TOKEN'],
    ['let api_token: String = String::from("winter");', 'api_token'],
    ['var apiToken string = "winter"', 'apiToken'],
    ['var apiToken []byte = []byte("winter")', 'apiToken'],
    ['val apiToken: String? = "winter"', 'apiToken'],
    ["const clientSecret: string | undefined = 'winter';", 'clientSecret'],
    ['API_TOKEN: Final[str] = "winter"', 'API_TOKEN'],
    ['Private Const API_TOKEN As String = "winter"', 'API_TOKEN'],
    ["DECLARE @token NVARCHAR(64) = 'winter'", 'token'],
    ['#define API_TOKEN "winter"', 'API_TOKEN'],
  ])('%s', (text, name) => {
    expect(valuesBy(constant, text, name, 'secret')).toEqual(['winter']);
  });

  test.each([
    ['const API_TOKEN: &str = winter;', 'API_TOKEN'],
    ['Enter token:\ntime="winter"', 'token'],
    ['var apiToken Reader = "winter"', 'apiToken'],
    ['see API_TOKEN "winter"', 'API_TOKEN'],
    ['apiToken: string;', 'apiToken'],
  ])('is none in %s', (text, name) => {
    expect(valuesBy(constant, text, name, 'secret')).toEqual([]);
  });
});
