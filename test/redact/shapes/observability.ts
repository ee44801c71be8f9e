import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const observability: Record<string, Shape> = {
  'datadog-api-key': {
    secret: /[0-9a-f]{32}/,
    name: 'DD_API_KEY',
    twin: 'DD_SITE=datadoghq.eu dd.trace_id=6249785623524942554',
  },
  'newrelic-user-key': { secret: /NRAK-[A-Z0-9]{27}/ },
  'newrelic-insert-key': { secret: /NRII-[A-Za-z0-9_-]{32}/ },
  'newrelic-browser-key': { secret: /NRJS-[0-9a-f]{19}/ },
  'newrelic-license-key': { secret: /[0-9a-f]{36}NRAL/, name: 'NEW_RELIC_LICENSE_KEY' },
  'grafana-service-account': { secret: /glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}/ },
  'grafana-cloud-token': { secret: /glc_[A-Za-z0-9+/]{32,400}/ },
  'grafana-api-key': { secret: /eyJrIjoi[A-Za-z0-9]{70,120}={0,2}/ },
  'honeycomb-key': {
    secret: /[0-9a-f]{32}/,
    name: 'x-honeycomb-team',
    twin: 'trace.trace_id=4f3b0f6f1d2a4c5e8d9f001122334455',
  },
  'sentry-dsn-and-token': { secret: /sntryu_[0-9a-f]{64}/, twin: 'o12345.ingest.sentry.io/4505' },
  'dynatrace-token': { secret: /dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}/, twin: 'id dt0c01.ST2EY72KQINMH574WMNVI7YN' },
  'splunk-hec-token': { secret: made.uuid, name: 'Splunk_token' },
  'splunk-observability-token': { secret: /[A-Za-z0-9]{22}/, name: 'X-SF-Token' },
  'sumologic-token': { secret: /[A-Za-z0-9]{64}/, name: 'sumo_token' },
  'logzio-token': { secret: /[a-z]{32}/, name: 'logz_token' },
  'loggly-token': { secret: made.uuid, name: 'loggly_token' },
  'pagerduty-key': { secret: /u\+[A-Za-z0-9_+-]{18}/, name: 'pagerduty_key' },
  'opsgenie-key': { secret: made.uuid, name: 'GenieKey' },
  'rootly-token': { secret: /rootly_[0-9a-f]{64}/ },
  'posthog-key': { secret: /phx_[A-Za-z0-9]{43,48}/, twin: 'phc_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg' },
  'launchdarkly-key': { secret: /sdk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/ },
  'maxmind-license': { secret: /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/ },
  'cisco-meraki-key': { secret: /[0-9a-f]{40}/, name: 'meraki_token' },
};
