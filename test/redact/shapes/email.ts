import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const email: Record<string, Shape> = {
  'sendgrid-key': { secret: /SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/ },
  'mailgun-key': { secret: /key-[0-9a-f]{32}/, name: 'mailgun_key', twin: 'pubkey-validation is off' },
  'mailchimp-key': { secret: /[0-9a-f]{32}-us[0-9]{1,2}/ },
  'mandrill-key': { secret: /[A-Za-z0-9_-]{22}/, name: 'mandrill_token' },
  'sendinblue-key': { secret: /xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}/ },
  'postmark-token': { secret: made.uuid, name: 'X-Postmark-Server-Token' },
  'smtp-credentials': {
    secret: made.password,
    name: 'SMTP_PASSWORD',
    twin: 'smtp_smarthost: mail.corp.local:587 smtp_from: a@corp.local',
  },
};
