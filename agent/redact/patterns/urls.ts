import { type SecretPattern, whole } from './pattern.ts';

/** Secrets in URLs. */
export const urls: readonly SecretPattern[] = [
  // User and password. The user name stays if a password follows; alone it may be a token.
  whole(
    'url-password',
    /(?<keep>(?<=(?<![\w+.-])[a-z][a-z0-9+.-]{0,20}):\/\/(?:[^\s:/@"'\ufdd1]{0,200}(?:@[\w.-]{1,100})?:|(?<=https?:\/\/)))(?:[^\s/@"'\ufdd1]|@(?=[^\s/"'<>,]{0,100}@)){1,400}(?=@)/gi,
    '@',
  ),
  // In brackets it is a thread, with its user and server. Source: apache/hadoop, LeaseRenewer
  whole(
    'url-password',
    /(?<keep>(?<![\w./@-]|\[(?=[A-Z]\w{1,63}:[a-z]{1,32}@[\w.-]{1,100}:\d{2,5}\]))[\w.\\-]{1,64}:)(?!\d{1,5}@)[^\s:/@"'\ufdd1(){}<>]{4,200}(?=@(?:\w*\(|[\w.-]{1,100}:\d{2,5}(?![\w.])))/g,
    '@',
  ),
  // In a URL inside another URL, both are cut.
  whole(
    'url-password',
    /\b[a-z][a-z0-9+.-]{1,20}%(?:25){0,2}3A(?:%(?:25){0,2}2F){2}(?=[^\s"'<>&@]{0,200}%(?:25){0,2}3A[^\s"'<>&@]{0,200}%(?:25){0,2}40)[^\s"'<>&]{1,400}/gi,
    '%3a|%253a|%25253a',
  ),
  whole(
    'password-below',
    /(?<keep>\bpassword[^\n:]{0,60}:[ \t]*\r?\n\s{0,20})(?:[0-9a-f]{32}|[A-Za-z0-9]{12,40})(?=\s*$)/gim,
    'password',
  ),
  whole(
    'url-password',
    /(?<keep>[?&]p(?:w|ass|wd)?=)(?:(?<=[?&](?:u|user|username|login)=[^&\s"']{1,100}&\w{1,4}=|\/(?:query|write)\?(?:[^\s"']{0,400}&)?db=[^\s"']{1,400}=)|(?=[^\s"']{1,400}&u=[a-z])|(?<=(?:login|logon|sign_?in|auth)[^\s"']{1,200}=)(?=[^\s"']{1,400}&(?:user|username|login)=))[^\s&"'\\\ufdd1]{3,}/gi,
    '?p=|&p=|?pw=|&pw=|?pass=|&pass=|?pwd=|&pwd=',
  ),
  // Source: docs.oracle.com, JDBC Developer's Guide, Database URLs
  whole('url-password', /(?<keep>\bjdbc:oracle:\w{2,6}:[\w.$#-]{1,64}\/)[^\s@"'\ufdd1]{3,}(?=@)/gi, 'jdbc:oracle:'),
  whole('sas', /(?<keep>[?&;]sig=)[^\s&"'\\\ufdd1]+/gi, 'sig='),
  whole(
    'signature',
    /(?<keep>\b(?:X-Amz-|X-Goog-)?(?:Signature|Security-Token)=)[^\s&"'\\,;\ufdd1]{16,}/gi,
    'signature=|security-token=',
  ),
  whole(
    'webhook',
    /(?<keep>\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'<>\\\ufdd1]{8,}/gi,
    'hooks.slack.com/',
  ),
  whole('webhook', /(?<keep>\bdiscord(?:app)?\.com\/api\/webhooks\/\d{1,20}\/)[\w-]{16,}/gi, '/api/webhooks/'),
  whole('webhook', /(?<keep>\.office(?:365)?\.com\/webhook(?:b2)?\/)[^\s"'<>\\\ufdd1]{8,}/gi, '.com/webhook'),
  whole('webhook', /(?<keep>\bhooks\.zapier\.com\/hooks\/catch\/)[^\s"'<>\\\ufdd1]{6,}/gi, 'hooks.zapier.com/'),
  whole('webhook', /(?<keep>\bloggly\.com\/(?:inputs|bulk)\/)[^\s/"'<>\\\ufdd1]{8,}/gi, 'loggly.com/'),
  whole('webhook', /(?<keep>\bhc-ping\.com\/)[\w-]{22,}/gi, 'hc-ping.com/'),
  whole('webhook', /(?<keep>\.tines\.com\/webhook\/)[^\s"'<>\\\ufdd1]{6,}/gi, '.tines.com/webhook/'),
  whole(
    'webhook',
    /(?<keep>\/(?:hook|webhook|integration|ping|notify|incoming)s?\/)[A-Za-z0-9_-]{20,}/gi,
    'hook/|hooks/|integration/|integrations/|ping/|pings/|notify/|notifys/|incoming/|incomings/',
  ),
  whole(
    'url-code',
    /(?<keep>https?:\/\/[^\s"'?]{1,300}\/(?:t|tk|token|tokens|key|apikey)\/)(?=[^\s/"']{0,80}\d)[\w-]{16,}(?=[/?\s"'>]|$)/gi,
    '/t/|/tk/|token/|tokens/|key/',
  ),
  whole(
    'url-code',
    /(?<keep>https?:\/\/[^\s"'?]{1,300}\?(?:[^\s"'?]{0,400}&)?(?:code|key|token|auth|sid)=)(?![0-9]{1,6}\b)[^\s&"'\\\ufdd1]{12,}/gi,
    'code=|key=|token=|auth=|sid=',
  ),
];
