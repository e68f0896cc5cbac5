"""Clients of databases, queues and directories.

Sources: postgresql.org/docs (libpq environment variables, the password file), dev.mysql.com/doc (environment variables:
MYSQL_PWD; ``-p`` takes only an attached password), mongodb.com/docs, redis.io/docs (redis-cli: REDISCLI_AUTH),
learn.microsoft.com/sql (sqlcmd: SQLCMDPASSWORD), rabbitmq.com/docs/access-control, docs.influxdata.com, ldapsearch(1).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

TOOLS = (
    Tool(
        names="psql pg_dump pg_dumpall pg_restore pg_isready pg_basebackup createdb dropdb createuser dropuser "
        "vacuumdb pgbench pgloader "
        "initdb pg_ctl postgres postmaster pg_ctlcluster pg_createcluster",
        reads="PGPASSWORD PGPASSFILE PGUSER PGSERVICEFILE DATABASE_URL",
        files="~/.pgpass $PGPASSFILE ~/.pg_service.conf",
        valued="-U --username -h --host -p --port -d --dbname -c --command -f --file -v -P -D -t",
        file_options="--pwfile",
    ),
    Tool(
        names="mysql mariadb mysqladmin mariadb-admin mysqldump mariadb-dump mysqlimport mysqlcheck mysqlshow "
        "mysql_upgrade mysqlsh mycli "
        "mysqld mysqld_safe mysql_secure_installation innobackupex xtrabackup",
        reads="MYSQL_PWD",
        files="~/.my.cnf ~/.mylogin.cnf /etc/mysql/debian.cnf",
        valued="-u --user -h --host -P --port -e --execute -D --database -S --socket",
        file_options="--defaults-file --defaults-extra-file",
        secrets=("-p<password>", "--password=<password>", "password <password>"),
        persists=(Persist("password", "/var/lib/mysql/*"),),
    ),
    Tool(
        names="mongo mongosh mongodump mongorestore mongoimport mongoexport mongostat",
        reads="MONGODB_URI MONGO_URL",
        valued="-u --username --host --port --authenticationDatabase -d --db --eval -c --collection",
        file_options="--sslPEMKeyFile --tlsCertificateKeyFile",
        secrets=("-p <password>", "--password <password>"),
    ),
    Tool(
        names="redis-cli valkey-cli redis-server valkey-server",
        reads="REDISCLI_AUTH",
        valued="-h -p -n -u --user",
        secrets=(
            "-a <password>",
            "--pass <password>",
            "--requirepass <password>",
            "auth <password>",
            "config set requirepass <password>",
        ),
        single=False,
    ),
    Tool(
        names="sqlcmd bcp sqlpackage osql tsql isql mssql-cli",
        reads="SQLCMDPASSWORD MSSQL_SA_PASSWORD SA_PASSWORD",
        valued="-S -U -d -Q -q -i -o",
        secrets=("-P <password>", "/p: NAME=<value>"),
    ),
    Tool(
        names="sqlplus sqlldr expdp impdp rman",
        reads="ORACLE_PWD",
    ),
    Tool(
        names="clickhouse-client clickhouse cqlsh couchbase-cli cbq influx influxd arangosh cypher-shell neo4j-admin "
        "crate crash snowsql "
        "presto trino beeline vsql etcdctl surreal",
        reads="CLICKHOUSE_PASSWORD INFLUX_TOKEN INFLUX_PASSWORD SNOWSQL_PWD NEO4J_PASSWORD NEO4J_AUTH "
        "ETCDCTL_PASSWORD TRINO_PASSWORD",
        files="~/.cassandra/credentials ~/.influxdbv2/configs ~/.snowsql/config ~/.clickhouse-client/config.xml",
        valued="-u --user --username -h --host -k -c --cluster",
        secrets=(
            "setup --password <password>",
            "setup --token <token>",
            "set-initial-password <password>",
            "dbms set-initial-password <password>",
            "--cluster-password=<password>",
            "--password <password>",
            "--server.password <password>",
            "-p <password>",
            "-w <password>",
            "-t <token>",
            "--token <token>",
        ),
        persists=(
            Persist("setup", "~/.influxdbv2/configs", "influx config rm default"),
            Persist("config create", "~/.influxdbv2/configs"),
        ),
    ),
    Tool(
        names="rabbitmqctl rabbitmqadmin",
        reads="RABBITMQ_DEFAULT_PASS RABBITMQ_ERLANG_COOKIE",
        files="~/.erlang.cookie /var/lib/rabbitmq/.erlang.cookie",
        valued="-n --node -u --username -H --host -V --vhost",
        secrets=(
            "add_user _ <password>",
            "change_password _ <password>",
            "authenticate_user _ <password>",
            "-p <password>",
            "--password=<password>",
            "--erlang-cookie <cookie>",
        ),
        persists=(
            Persist("add_user", "/var/lib/rabbitmq/mnesia/*", "rabbitmqctl delete_user {1}"),
            Persist("change_password", "/var/lib/rabbitmq/mnesia/*", "rabbitmqctl delete_user {1}"),
        ),
    ),
    Tool(
        names="kafka-configs kafka-configs.sh kafka-topics nats nsc mosquitto_passwd mosquitto_pub mosquitto_sub",
        reads="NATS_PASSWORD NATS_CREDS NATS_TOKEN",
        valued="-u -h -t -p",
        secrets=("-P <password>", "-b _ _ <password>", "--password <password>"),
    ),
    Tool(
        names="ldapsearch ldapadd ldapmodify ldapdelete ldappasswd ldapwhoami slappasswd smbpasswd kinit kadmin "
        "kadmin.local samba-tool",
        files="~/.ldaprc /etc/krb5.keytab",
        valued="-D -b -H -h -f -x=",
        file_options="-y -T",
        secrets=(
            "-w <password>",
            "-s <password>",
            "--adminpass=<password>",
            "--adminpass <password>",
            "--newpassword=<password>",
            "user create _ <password>",
            "user add _ <password>",
            "setpassword --newpassword=<password>",
        ),
    ),
)
