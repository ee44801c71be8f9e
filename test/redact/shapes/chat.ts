import type { Shape } from './shape.ts';

export const chat: Record<string, Shape> = {
  'slack-bot-token': { secret: /xoxb-[0-9]{12}-[0-9]{12}-[A-Za-z0-9]{24}/ },
  'slack-user-token': { secret: /xoxp-[0-9]{12}-[0-9]{12}-[0-9]{12}-[0-9a-f]{32}/ },
  'slack-app-token': { secret: /xapp-1-A[A-Z0-9]{10}-[0-9]{13}-[0-9a-f]{64}/ },
  'slack-config-token': { secret: /xoxe\.xoxp-1-[A-Z0-9]{163}/ },
  'slack-legacy-token': { secret: /xoxs-[0-9]{10}-[0-9]{10}-[0-9]{10}-[0-9a-f]{10}/ },
  'slack-webhook-url': {
    secret: /T[A-Z0-9]{10}\/B[A-Z0-9]{10}\/[A-Za-z0-9]{24}/,
    text: 'https://hooks.slack.com/services/%s',
    twin: 'POST https://hooks.slack.com/ failed',
  },
  'discord-bot-token': {
    secret: /M[A-Za-z0-9_-]{23}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{38}/,
    name: 'discord_bot_token',
    twin: 'version 1.20.10 of 10.0.20348',
  },
  'discord-webhook-url': {
    secret: /[A-Za-z0-9_-]{68}/,
    text: 'https://discord.com/api/webhooks/1180000000000000001/%s',
    twin: 'guild 1180000000000000001',
  },
  'discord-client-secret': { secret: /[a-z0-9=_-]{32}/, name: 'discord_client_secret' },
  'telegram-bot-token': {
    secret: /[0-9]{10}:A[A-Za-z0-9_-]{34}/,
    name: 'TELEGRAM_BOT_TOKEN',
    twin: 'dial tcp 10.0.0.4:6443: i/o timeout at 12:34:56',
  },
  'teams-webhook-url': {
    secret: /[0-9a-z]{32}/,
    text: 'https://contoso.webhook.office.com/webhookb2/11111111-2222-3333-4444-555555555555@66666666-7777-8888-9999-000000000000/IncomingWebhook/%s/11111111-2222-3333-4444-555555555555',
    twin: 'tenant 72f988bf-86f1-41af-91ab-2d7cd011db47',
  },
  'mattermost-token': { secret: /[a-z0-9]{26}/, name: 'mattermost_token' },
  'webex-bot-token': {
    secret: /[A-Za-z0-9]{64}_[A-Z0-9]{4}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    name: 'webex_bot_token',
  },
  'lark-token': {
    secret: /t-[A-Za-z0-9_.]{38}/,
    name: 'tenant_access_token',
    twin: 'nodes of the t-series: t-large, t-small',
  },
  'zapier-webhook-url': {
    secret: /[0-9]{7}\/[a-z0-9]{8}/,
    text: 'https://hooks.zapier.com/hooks/catch/%s',
    twin: 'dial hooks.zapier.com:443',
  },
  'tines-webhook-url': {
    secret: /[a-z0-9]{32}\/[a-z0-9]{32}/,
    text: 'https://acme.tines.com/webhook/%s',
    twin: 'dial acme.tines.com:443',
  },
  'twilio-api-key': { secret: /SK[0-9a-f]{32}/, name: 'twilio_key' },
  'messagebird-key': { secret: /[a-z0-9]{25}/, name: 'messagebird_token' },
};
