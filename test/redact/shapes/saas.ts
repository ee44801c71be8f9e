import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const saas: Record<string, Shape> = {
  'airtable-pat': { secret: /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/ },
  'asana-pat': { secret: /[0-9]\/[0-9]{16}:[0-9a-f]{32}/, name: 'asana_pat' },
  'figma-pat': { secret: /figd_[A-Za-z0-9_-]{40,200}/ },
  'linear-key': { secret: /lin_api_[A-Za-z0-9]{32,128}/ },
  'notion-token': { secret: /ntn_[0-9]{11}[A-Za-z0-9]{35}/ },
  'dropbox-token': { secret: /sl\.[A-Za-z0-9_-]{135,150}/, name: 'dropbox_access_token' },
  'okta-token': {
    secret: /00[A-Za-z0-9_-]{40}/,
    name: 'okta_key',
    twin: 'offset 0000000000000000000000000000000000000042',
  },
  'auth0-token': { secret: made.jwt, twin: 'domain corp.eu.auth0.com' },
  'onelogin-secret': { secret: /[a-z0-9]{64}/, name: 'onelogin_client_secret' },
  'jumpcloud-key': { secret: /[A-Za-z0-9]{40}/, name: 'jumpcloud_token' },
  'salesforce-token': { secret: /00D[A-Za-z0-9]{12}![A-Za-z0-9_.]{96}/, twin: 'record 00D5g000004x1ZqEAI' },
  'hubspot-key': {
    secret: /pat-na1-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    name: 'hubspot_api_key',
  },
  'postman-key': { secret: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/ },
  'contentful-pat': { secret: /CFPAT-[A-Za-z0-9_-]{43}/ },
  'portainer-token': { secret: /ptr_[A-Za-z0-9/_+=-]{20,60}/ },
  'segment-key': { secret: /[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}/, name: 'segment_api_key' },
  'zoho-token': { secret: /1000\.[0-9a-f]{32}\.[0-9a-f]{32}/, twin: 'version 1000.0.22621.1' },
  'typeform-token': { secret: /tfp_[A-Za-z0-9_.=-]{59}/ },
  'readme-token': { secret: /rdme_[a-z0-9]{70}/ },
  'facebook-token': { secret: /EAAC[A-Za-z0-9]{110,160}/, twin: 'digest 47DEQpj8HBSaEAATImW5JCeuQeRkm5NMpJWZG3hSuFU=' },
  'twitter-bearer': {
    secret: /AAAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{80,100}/,
    name: 'twitter_bearer_token',
    twin: 'padding AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  },
  'truenas-key': { secret: /[0-9]-[A-Za-z0-9]{64}/, name: 'truenas_api_key' },
  'virustotal-key': {
    secret: /[0-9a-f]{64}/,
    name: 'x-apikey',
    twin: 'file sha256 8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'age-secret-key': {
    secret: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/,
    twin: 'recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
  },
};
