import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const ci: Record<string, Shape> = {
  'circleci-token': { secret: /CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}/ },
  'buildkite-token': { secret: /bkua_[a-z0-9]{40}/ },
  'travis-token': { secret: /[a-z0-9]{22}/, name: 'travis_token' },
  'jenkins-token': { secret: /[0-9a-f]{32,36}/, name: 'JENKINS_API_TOKEN' },
  'jenkins-initial-password': {
    secret: /[0-9a-f]{32}/,
    text: 'Please use the following password to proceed to installation:\n\n%s\n',
  },
  'teamcity-token': { secret: /eyJ0eXAiOiAiVENWMiJ9\.[A-Za-z0-9_-]{36}\.[A-Za-z0-9_-]{48}/ },
  'drone-token': { secret: /[a-z0-9]{32}/, name: 'DRONE_TOKEN' },
  'octopus-api-key': { secret: /API-[A-Z0-9]{26}/, twin: 'host API-SERVER-WEST-EUROPE-1' },
  'harness-token': { secret: /pat\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}/, twin: 'read pat.txt' },
  'codecov-token': { secret: /[a-z0-9]{32}/, name: 'CODECOV_TOKEN' },
  'sonar-token': { secret: /sq[upa]_[0-9a-f]{40}/ },
  'snyk-token': { secret: made.uuid, name: 'SNYK_TOKEN' },
  'dependency-track-key': { secret: /odt_[A-Za-z0-9]{32,255}/ },
  'prefect-token': { secret: /pnu_[A-Za-z0-9]{36}/ },
  'infracost-key': { secret: /ico-[A-Za-z0-9]{32}/ },
  'stackhawk-key': { secret: /hawk\.[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20}/, twin: 'host hawk.corp.local' },
  'ansible-vault-password': { secret: made.password, name: 'ansible_become_pass', twin: '$ANSIBLE_VAULT;1.1;AES256' },
};
