"""Build tools and package managers of the JVM and of .NET.

Sources: maven.apache.org/settings.html, docs.gradle.org ("Build environment", "Project properties"),
www.scala-sbt.org ("Publishing", credentials), get-coursier.io, learn.microsoft.com/nuget (nuget.config, environment
variables), github.com/microsoft/artifacts-credprovider, learn.microsoft.com/dotnet/core/tools.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_NUGET_FILES = "./nuget.config ./NuGet.config ./NuGet.Config ~/.nuget/NuGet/NuGet.Config ~/.config/NuGet/NuGet.Config"
_USER_CONFIG = "{--configfile} ~/.nuget/NuGet/NuGet.Config ./nuget.config ./NuGet.Config"
_MONO_CONFIG = "{-ConfigFile} ~/.config/NuGet/NuGet.Config ~/.nuget/NuGet/NuGet.Config ./nuget.config"
_NUGET_READS = (
    "NUGET_* NuGetPackageSourceCredentials_* VSS_NUGET_EXTERNAL_FEED_ENDPOINTS VSS_NUGET_ACCESSTOKEN "
    "VSS_NUGET_URI_PREFIXES ARTIFACTS_CREDENTIALPROVIDER_* SYSTEM_ACCESSTOKEN GITHUB_TOKEN"
)

TOOLS = (
    Tool(
        names="mvn mvnw mvnd maven",
        reads="MAVEN_* MVN_* GITHUB_ACTOR GITHUB_TOKEN NEXUS_* ARTIFACTORY_* CODEARTIFACT_AUTH_TOKEN",
        files="~/.m2/settings.xml ~/.m2/settings-security.xml /usr/share/maven/conf/settings.xml ./.mvn/settings.xml "
        "./settings.xml /usr/share/maven/ref/*",
        runs="* !--version !-version !-v !-",
        valued="-P -pl -f --file -T -rf",
        file_options="-s --settings -gs --global-settings",
        secrets=("-D NAME=<value>", "--encrypt-password <password>", "--encrypt-master-password <password>"),
        single=True,
    ),
    Tool(
        names="gradle gradlew",
        reads="ORG_GRADLE_PROJECT_* GRADLE_* GITHUB_ACTOR GITHUB_TOKEN NEXUS_* ARTIFACTORY_* CODEARTIFACT_AUTH_TOKEN",
        files="~/.gradle/gradle.properties ~/.gradle/init.gradle ~/.gradle/init.gradle.kts ./gradle.properties "
        "./local.properties "
        "$GRADLE_USER_HOME/gradle.properties /home/gradle/.gradle/gradle.properties ~/.m2/settings.xml",
        runs="* !wrapper",
        valued="-p --project-dir -b --build-file -I --init-script -x --exclude-task -g --gradle-user-home -c "
        "--settings-file",
        secrets=("-P NAME=<value>", "-D NAME=<value>", "--project-prop NAME=<value>", "--system-prop NAME=<value>"),
        single=True,
    ),
    Tool(
        names="sbt activator sbtn ant ivy lein boot clojure clj bazel bazelisk pants buck mill scala kotlinc groovy",
        reads="SBT_* COURSIER_* LEIN_USERNAME LEIN_PASSWORD CLOJARS_* GITHUB_ACTOR GITHUB_TOKEN NEXUS_* ARTIFACTORY_* "
        "CODEARTIFACT_AUTH_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        files="~/.sbt/.credentials ~/.sbt/credentials ~/.sbt/1.0/* ~/.sbt/0.13/* ~/.ivy2/.credentials "
        "~/.ivy2/.credentials.* "
        "~/.lein/profiles.clj ~/.lein/credentials.clj.gpg ~/.m2/settings.xml ~/.netrc "
        "~/.config/coursier/credentials.properties",
        runs="*",
        secrets=("-D NAME=<value>",),
        single=True,
    ),
    Tool(
        names="java javaw",
        runs="*",
        secrets=(
            "-D NAME=<value>",
            "-password <password>",
            "--password <password>",
            "--spring.datasource.password=<password>",
        ),
        valued="-cp -classpath --class-path -jar -p --module-path",
        single=True,
    ),
    Tool(
        names="dotnet msbuild xbuild",
        reads=_NUGET_READS,
        files=_NUGET_FILES,
        online="restore build publish test run pack nuget tool add new workload package list watch msbuild",
        runs="restore build publish test run pack watch tool msbuild ef vstest exec",
        valued="-o --output -c --configuration -r --runtime -f --framework -v --verbosity -n --name -u --username -s "
        "--source "
        "--arch --os --project",
        file_options="--configfile",
        secrets=(
            "nuget add source -p <password>",
            "nuget add source --password <password>",
            "nuget update source -p <password>",
            "nuget update source --password <password>",
            "nuget push -k <key>",
            "nuget push --api-key <key>",
            "nuget delete -k <key>",
            "nuget delete --api-key <key>",
            "user-secrets set NAME <value>",
            "dev-certs https -p <password>",
            "dev-certs https --password <password>",
            "sonarscanner begin -d:sonar.login=<token>",
            "/p: NAME=<value>",
            "/d: NAME=<value>",
            "-d: NAME=<value>",
            "-p: NAME=<value>",
        ),
        persists=(
            Persist(
                "nuget add source",
                _USER_CONFIG,
                "dotnet nuget remove source {-n|--name}",
            ),
            Persist(
                "nuget update source",
                _USER_CONFIG,
                "dotnet nuget remove source {3}",
            ),
            Persist("user-secrets set", "~/.microsoft/usersecrets/*", "dotnet user-secrets remove {2}"),
        ),
    ),
    Tool(
        names="nuget nuget.exe paket",
        reads=_NUGET_READS,
        files=_NUGET_FILES,
        online="install restore push add update list search delete sources source",
        valued="-Name -Source -UserName -Username -ConfigFile -OutputDirectory -Verbosity -source -name -username",
        file_options="-ConfigFile -configfile",
        secrets=(
            "sources add -password <password>",
            "sources update -password <password>",
            "source add -password <password>",
            "setapikey <key>",
            "push _ <key>",
            "push -apikey <key>",
            "delete -apikey <key>",
            "config add-credentials _ --password <password>",
            "config add-token _ <token>",
        ),
        persists=(
            Persist(
                "sources add",
                _MONO_CONFIG,
                "nuget sources remove -Name {-name}",
            ),
            Persist(
                "sources update",
                _MONO_CONFIG,
            ),
            Persist("setapikey", _MONO_CONFIG),
            Persist("config add-credentials", "~/.config/Paket/paket.config"),
        ),
        single=True,
    ),
)
