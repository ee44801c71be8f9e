import type { Shape } from './shape.ts';

export const payment: Record<string, Shape> = {
  'stripe-secret-key': {
    secret: /sk_live_[A-Za-z0-9]{24,99}/,
    twin: 'publishable key pk_live_51H8xGkLmNoPqRsTuVwXyZaBc',
  },
  'stripe-webhook-secret': { secret: /whsec_[A-Za-z0-9+/]{32}/ },
  'square-access-token': {
    secret: /EAAA[A-Za-z0-9_-]{60}/,
    twin: 'digest 47DEQpj8HBSaEAAATImWJCeuQeRkm5NMpJWZG3hSuFU=',
  },
  'square-oauth-secret': { secret: /sq0csp-[A-Za-z0-9_-]{43}/, twin: 'application sq0idp-AbCdEfGhIjKlMnOpQrStUv' },
  'paypal-oauth': { secret: /E[A-Za-z0-9_-]{79}/, name: 'paypal_client_secret' },
  'braintree-key': { secret: /[0-9a-f]{32}/, name: 'access_token' },
  'razorpay-key': { secret: /rzp_live_[A-Za-z0-9]{14}/, twin: 'rzp_test_ ids are used' },
  'plaid-token': {
    secret: /access-production-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    name: 'plaid_access_token',
    twin: 'access-log and access-mode are set',
  },
  'gocardless-token': { secret: /live_[A-Za-z0-9=_-]{40}/, name: 'gocardless_key' },
  'flutterwave-key': { secret: /FLWSECK-[a-h0-9]{32}-X/, twin: 'FLWPUBK is the public one' },
  'shopify-token': { secret: /shp(?:at|ca|pa|ss)_[0-9a-f]{32}/ },
  'coinbase-token': { secret: /[a-z0-9_-]{64}/, name: 'coinbase_token' },
  'easypost-key': { secret: /EZAK[A-Za-z0-9]{54}/ },
  'shippo-token': { secret: /shippo_live_[0-9a-f]{40}/ },
  'duffel-token': { secret: /duffel_live_[A-Za-z0-9_-]{43}/ },
  'lob-key': { secret: /live_[0-9a-f]{35}/, name: 'lob_api_key', twin: 'words such as test_pub_ and live_reload' },
};
