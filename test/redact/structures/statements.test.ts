import { expect, test } from 'vitest';
import { redactText } from '../../../agent/redact.ts';
import { secretsIn } from '../secrets-in.ts';

// Sources of the forms: postgresql.org/docs, COPY and log_statement; docs.sqlalchemy.org, StatementError; learn.microsoft.com/ef/core, Simple logging
test.each([
  ['a row', "INSERT INTO users (id, login, password) VALUES (4, 'etl', 'kieselstein');"],
  ['names in brackets', "INSERT [dbo].[Logins] ([Login], [Pwd], [Host]) VALUES (N'etl', N'kieselstein', N'sql07')"],
  ['the second row', "INSERT INTO `a` (`login`,`secret`) VALUES ('x','n/a'),\n  ('y','kieselstein');"],
  ['a row of a dump', 'COPY public.app_user (id, login, passwd) FROM stdin;\n7\tnodeops\tkieselstein\n\\.'],
  [
    'a parameter by its order',
    "[SQL: UPDATE settings SET host=?, smtp_password=? WHERE id=?]\n[parameters: ('mail', 'kieselstein', 7)]",
  ],
  [
    'a parameter of a row by its order',
    "[SQL: INSERT INTO users (login, password) VALUES (?, ?)]\n[parameters: ('ops', 'kieselstein')]",
  ],
  ['a parameter by its name', "UPDATE a SET passwd = @p3 WHERE id = @p1; -- @p1='7', @p3='kieselstein'"],
  [
    'a parameter above its statement',
    "Executed DbCommand (5ms) [Parameters=[@p0='etl', @p1='kieselstein' (Size = 50)]]\nSET NOCOUNT ON;\nINSERT INTO [Users] ([Name], [Password])\nOUTPUT INSERTED.[Id]\nVALUES (@p0, @p1);",
  ],
  [
    'a parameter that a server of PostgreSQL logs',
    "LOG:  execute <unnamed>: INSERT INTO users (name, password) VALUES ($1, $2)\nDETAIL:  parameters: $1 = 'etl', $2 = 'kieselstein'",
  ],
])('the value of a column that is named for a secret goes: %s', (_, text) => {
  expect(secretsIn(text)).toEqual(['kieselstein']);
  const line = 'I1101 12:00:00.000001    1200 server.go:310] "a line of a log"\n'.repeat(100);
  expect(redactText(`${line}${text}\n${line}`)).not.toContain('kieselstein');
});

test.each([
  ['another column', "INSERT INTO files (id, name, size) VALUES (4, 'kieselstein', 12);"],
  ['a call', "INSERT INTO users (login, password) VALUES ('etl', crypt($1, gen_salt('bf')));"],
  ['a parameter without its value', 'UPDATE users SET password = @p0 WHERE id = @p1;'],
  ['what is set to none', "INSERT INTO users (login, password) VALUES ('etl', NULL), ('ops', '');"],
])('%s stays', (_, text) => {
  expect(secretsIn(text)).toEqual([]);
});
