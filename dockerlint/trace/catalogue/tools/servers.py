"""Administration commands of servers and web applications, which set their users' passwords.

Sources: airflow.apache.org (CLI), superset.apache.org, grafana.com/docs (CLI), jupyter-server.readthedocs.io
(security), www.keycloak.org/docs (server administration), docs.wildfly.org (add-user), nextcloud and ownCloud manuals,
docs.gitea.com (command line), docs.ejabberd.im, elastic.co/guide (command line tools), x11vnc(1).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

TOOLS = (
    Tool(
        names="airflow",
        reads="AIRFLOW__*",
        offline="version help -",
        runs="dags tasks db initdb",
        valued="-u --username -r --role -e --email -f --firstname -l --lastname",
        secrets=(
            "users create -p <password>",
            "users create --password <password>",
            "create_user -p <password>",
            "connections add --conn-password <password>",
        ),
    ),
    Tool(
        names="superset fabmanager flask",
        reads="SUPERSET_SECRET_KEY SECRET_KEY",
        runs="*",
        valued="--username --firstname --lastname --email",
        secrets=("fab create-admin --password <password>", "create-admin --password <password>"),
    ),
    Tool(names="grafana-cli grafana", secrets=("admin reset-admin-password <password>",), valued="--homepath --config"),
    Tool(
        names="jupyter jupyter-lab jupyter-notebook jupyterhub",
        secrets=(
            "--NotebookApp.token=<token>",
            "--NotebookApp.password=<password>",
            "--ServerApp.token=<token>",
            "--ServerApp.password=<password>",
        ),
        runs="nbconvert execute",
    ),
    Tool(
        names="x11vnc",
        secrets=("-storepasswd <password>", "-passwd <password>"),
        persists=(Persist("-storepasswd", "~/.vnc/passwd", "rm ~/.vnc/passwd"),),
        single=True,
    ),
    Tool(
        names="gitea forgejo gogs",
        valued="--username --email -c --config",
        secrets=("admin user create --password <password>", "admin create-user --password <password>"),
    ),
    Tool(
        names="kc.sh kcadm.sh add-user-keycloak.sh",
        reads="KEYCLOAK_ADMIN_PASSWORD KC_*",
        valued="-u --user -r --realm --server --username",
        secrets=("config credentials --password <password>", "set-password -p <password>", "-p <password>"),
    ),
    Tool(
        names="add-user.sh jboss-cli.sh",
        valued="-u --user -r --realm -g --group -a= -c= --controller --command --file",
        secrets=("-p <password>", "--password <password>", "_ <password>"),
        persists=(Persist("", "$JBOSS_HOME/standalone/configuration/mgmt-users.properties"),),
    ),
    Tool(names="asadmin", valued="--user -u --host --port -p", file_options="--passwordfile -W"),
    Tool(names="ejabberdctl prosodyctl", secrets=("register _ _ <password>",)),
    Tool(
        names="occ odoo odoo-bin",
        runs="*",
        valued="--database --database-name --database-user --database-host --admin-user -d -r",
        secrets=("--admin-pass <password>", "--database-pass <password>", "-w <password>", "--db_password <password>"),
    ),
    Tool(names="artemis activemq", valued="--user", secrets=("create --password <password>",)),
    Tool(
        names="elasticsearch-users elasticsearch-keystore elasticsearch-setup-passwords bin/elasticsearch-users "
        "kibana-keystore "
        "logstash-keystore opensearch-users",
        reads="ELASTIC_PASSWORD KEYSTORE_PASSWORD ES_KEYSTORE_PASSPHRASE_FILE",
        files="/usr/share/elasticsearch/config/elasticsearch.keystore",
        valued="-r",
        secrets=("useradd -p <password>", "passwd -p <password>"),
        persists=(
            Persist("useradd", "/usr/share/elasticsearch/config/users"),
            Persist("add", "/usr/share/elasticsearch/config/elasticsearch.keystore"),
        ),
    ),
)
