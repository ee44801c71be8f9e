import { type SecretPattern, value, whole } from './pattern.ts';

/** Secrets in PowerShell commands. */
export const inPowerShell: readonly SecretPattern[] = [
  whole('powershell', /(?<keep>["'])[^"'\n\ufdd1]{3,200}(?=["']\.ToCharArray\(\)[^\n]{0,80}AppendChar)/g, 'AppendChar'),
  whole(
    'powershell',
    new RegExp(
      `(?<keep>\\bConvertTo-SecureString(?:\\s{1,5}-(?:AsPlainText|Force)){0,2}(?:\\s{1,5}-String[:\\s]\\s{0,5})?\\s{0,5}(?:-(?:AsPlainText|Force)\\s{1,5}){0,2}(?![-$|)[.(]|\`(?!\\w))(?=["'\\\\]|\\S*[\\d!#$%&*+?@^]))${value}`,
      'gi',
    ),
    'convertto-securestring',
  ),
  // A word without quotes, after a switch that says that it is plain text.
  whole(
    'powershell',
    /(?<keep>\bConvertTo-SecureString\s{1,5}(?:-(?:String|AsPlainText|Force)[:\s]\s{0,5}){0,3})(?![-$|)[.(`])[^\s"'|)\ufdd1]{4,128}(?=\s{1,5}-(?:AsPlainText|Force)\b)/gi,
    'convertto-securestring',
  ),
  whole(
    'powershell',
    /(?<keep>")[^"\n\ufdd1]{1,200}(?="\s{0,5}\|\s{0,5}ConvertTo-SecureString)/gi,
    'convertto-securestring',
  ),
  whole(
    'powershell',
    /(?<keep>')[^'\n\ufdd1]{1,200}(?='\s{0,5}\|\s{0,5}ConvertTo-SecureString)/gi,
    'convertto-securestring',
  ),
  whole(
    'powershell',
    /(?<keep>\$(\w{1,40})\s{0,5}=\s{0,5}(["']))[^"'\n\ufdd1]{1,200}(?=\3(?:[^\r\n]{0,200}ConvertTo-SecureString\s{1,5}\$|[^$]{0,400}(?:\$(?!\2\b)[^$]{0,200}){0,4}\s-\w{0,20}(?:password|passphrase|token|secret|apikey)[\s:]{1,3}\$\2\b|[^$]{0,400}\bnet\s+use\s(?:[^\r\n]{0,200}?\s)?\$\2\b))/gi,
    'convertto-securestring|password>|passphrase>|token>|secret>|apikey>|net use ',
  ),
  whole(
    'powershell',
    /(?<keep>\b(?:PSCredential|NetworkCredential|X509Certificate2?)\b(?:\]::new)?\W{1,10}(?:[^\s,"'()]{1,100}["']?|\$\w{1,40})\s{0,5},\s{0,5}\(?\\{0,15}["'])[^"'\\\ufdd1]+/gi,
    'pscredential|networkcredential|x509certificate',
  ),
  whole(
    'powershell',
    /(?<keep>-(?:Key|SecureKey)\s{1,5}\(?)\d{1,3}(?:\s{0,2},\s{0,2}\d{1,3}){15,}/g,
    '-key |-securekey ',
  ),
];
