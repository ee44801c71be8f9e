import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const packageRegistry: Record<string, Shape> = {
  'npm-token': { secret: /npm_[A-Za-z0-9]{36}/, twin: 'npm_config_registry and npm_package_version' },
  'npmrc-auth': {
    secret: /[A-Za-z0-9+/]{32}/,
    text: '//npm.corp.local/:_authToken=%s',
    twin: 'registry=https://npm.corp.local/ always-auth=true',
  },
  'pypi-token': { secret: /pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{150,200}/ },
  'rubygems-token': { secret: /rubygems_[0-9a-f]{48}/ },
  'nuget-api-key': { secret: /oy2[a-z2-7]{43}/ },
  'nuget-config-password': {
    secret: made.password,
    text: '<add key="Username" value="ci" />\n<add key="ClearTextPassword" value="%s" />',
    twin: '<add key="ClearTextPassword" value="%NUGET_PASSWORD%" />',
  },
  'crates-io-key': { secret: /cio[A-Za-z0-9]{32}/, twin: 'ciopfs and cioappnamespace' },
  'clojars-token': { secret: /CLOJARS_[A-Za-z0-9]{60}/ },
  'artifactory-api-key': { secret: /AKCp[A-Za-z0-9]{69}/ },
  'artifactory-reference-token': { secret: /cmVmd[A-Za-z0-9]{59}/ },
  'jfrog-identity-token': { secret: /(?:[A-Za-z0-9]{64}|[A-Za-z0-9]{73})/, name: 'ARTIFACTORY_IDENTITY_TOKEN' },
  'cloudsmith-key': { secret: /[0-9a-f]{40}/, name: 'cloudsmith_token' },
  'docker-hub-pat': { secret: /dckr_pat_[A-Za-z0-9_-]{27}/ },
  'docker-hub-password': {
    secret: made.password,
    text: 'docker login -u builder -p %s docker.io',
    twin: 'docker login -u builder --password-stdin docker.io',
  },
  'quay-robot-token': { secret: /[A-Z0-9]{64}/, name: 'quay_robot_token', twin: 'robot corp+builder of quay.io' },
  'pip-index-credentials': {
    secret: /[A-Za-z0-9]{18}/,
    text: 'pip install --index-url https://ci:%s@pypi.corp.local/simple agent',
    twin: 'pip install --index-url https://pypi.corp.local/simple agent',
  },
  'gradle-credentials': {
    secret: made.password,
    text: "credentials {\n  username 'ci'\n  password '%s'\n}",
    twin: "url 'https://repo.corp.local/maven2'",
  },
  'sidekiq-credentials': {
    secret: /[0-9a-f]{8}:[0-9a-f]{8}/,
    text: 'BUNDLE_ENTERPRISE__CONTRIBSYS__COM=%s',
    twin: 'dial 10.0.0.4:10250',
  },
};
