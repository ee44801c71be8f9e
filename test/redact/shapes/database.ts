import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const database: Record<string, Shape> = {
  'planetscale-password': { secret: /pscale_pw_[A-Za-z0-9_=.-]{32,64}/ },
  'postgres-uri': {
    secret: made.password,
    text: 'postgres://app:%s@db1.corp.local:5432/app?sslmode=require',
    twin: 'postgres://app@db1.corp.local:5432/app?sslmode=require',
  },
  'mysql-uri': { secret: made.password, text: 'mysql://app:%s@db1.corp.local/app', twin: 'mysql://db1.corp.local/app' },
  'mysql-go-dsn': {
    secret: made.password,
    text: 'app:%s@tcp(db1.corp.local:3306)/app',
    twin: 'app@tcp(db1.corp.local:3306)/app',
  },
  'mongodb-uri': {
    secret: made.password,
    text: 'mongodb+srv://app:%s@m1.corp.local/app?replicaSet=rs0',
    twin: 'mongodb://m1.corp.local:27017/app?replicaSet=rs0&authSource=admin',
  },
  'redis-uri': {
    secret: made.password,
    text: 'rediss://default:%s@cache.corp.local:6380/0',
    twin: 'redis://cache.corp.local:6379/0',
  },
  'redis-azure-string': {
    secret: /[A-Za-z0-9+/]{43}=/,
    text: 'c1.redis.cache.windows.net:6380,password=%s,ssl=True,abortConnect=False',
    twin: 'c1.redis.cache.windows.net:6380,ssl=True,abortConnect=False',
  },
  'amqp-uri': { secret: made.password, text: 'amqps://app:%s@mq.corp.local/vhost', twin: 'amqp://mq.corp.local/vhost' },
  'jdbc-url': {
    secret: made.password,
    text: 'jdbc:sqlserver://db1:1433;databaseName=app;user=app;password=%s;encrypt=true',
    twin: 'jdbc:sqlserver://db1:1433;databaseName=app;encrypt=true',
  },
  'ado-net-connection-string': {
    secret: made.password,
    text: 'Data Source=db1;Initial Catalog=app;User ID=app;Password=%s;Encrypt=True',
    twin: 'Server=db1;Database=app;Integrated Security=true;Trusted_Connection=True',
  },
  'odbc-connection-string': {
    secret: made.password,
    text: 'Driver={ODBC Driver 18 for SQL Server};Server=db1;Uid=app;Pwd={%s};',
    twin: 'Driver={ODBC Driver 18 for SQL Server};Server=db1;',
  },
  'ole-db-string': {
    secret: made.password,
    text: 'Provider=MSOLEDBSQL;Data Source=db1;User ID=app;Password=%s;',
    twin: 'Provider=MSOLEDBSQL;Data Source=db1',
  },
  'dotnet-connectionstring-xml': {
    secret: made.password,
    text: '<connectionStrings>\n  <add name="app" connectionString="Server=db1;Uid=app;Pwd=%s" providerName="System.Data.SqlClient" />\n</connectionStrings>',
    twin: '<add name="app" providerName="System.Data.SqlClient" />',
  },
  'sql-create-login': {
    secret: made.password,
    text: "CREATE LOGIN app WITH PASSWORD = '%s', CHECK_POLICY = ON;",
    twin: 'CREATE LOGIN [CORP\\svc] FROM WINDOWS',
  },
  'sqlcmd-password': {
    secret: made.password,
    text: 'sqlcmd -S db1 -U app -P %s -Q "select 1"',
    twin: 'sqlcmd -S db1 -U app -Q "select 1"',
  },
  'pgpassword-env': { secret: made.password, name: 'PGPASSWORD', twin: 'db1.corp.local:5432:app:svc' },
  'mysql-cli-password': {
    secret: made.password,
    text: 'mysqldump -h db1 -P 3306 -u app -p%s app',
    twin: 'mysqldump -h db1 -P 3306 app',
  },
  'elasticsearch-credentials': {
    secret: made.password,
    name: 'ELASTIC_PASSWORD',
    twin: 'cluster uuid aBcDeFgHiJkLmNoPqRsTuV',
  },
  'clickhouse-cloud-key': {
    secret: /4b1d[A-Za-z0-9]{38}/,
    twin: 'layer 4b1d00112233445566778899aabbccddeeff00112233445566778899aabbccdd',
  },
  'confluent-secret': {
    secret: /[A-Za-z0-9+/]{64}/,
    name: 'sasl.password',
    twin: 'bootstrap.servers=pkc-4r297.europe-west1.gcp.confluent.cloud:9092',
  },
  'kafka-jaas': {
    secret: made.password,
    text: 'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="%s";',
    twin: 'org.apache.kafka.common.security.plain.PlainLoginModule required username="app"',
  },
  'snowflake-password': {
    secret: made.password,
    name: 'SNOWFLAKE_PASSWORD',
    twin: 'account xy12345.west-europe.azure',
  },
  'couchbase-password': {
    secret: made.password,
    name: 'couchbase_password',
    twin: 'couchbases://cb.abcdefgh.cloud.couchbase.com',
  },
  'influxdb-token': { secret: /[A-Za-z0-9_-]{86}==/, name: 'INFLUX_TOKEN', twin: 'org=corp bucket=nodes' },
  'ldap-bind': {
    secret: made.password,
    text: 'ldapsearch -H ldap://dc1 -D "cn=svc,dc=corp,dc=local" -w %s -b dc=corp,dc=local',
    twin: 'bindDN cn=svc,dc=corp,dc=local baseDN dc=corp,dc=local',
  },
  'ftp-uri': {
    secret: made.password,
    text: 'ftp://deploy:%s@files.corp.local/drop',
    twin: 'ftp://anonymous@files.corp.local/pub',
  },
};
