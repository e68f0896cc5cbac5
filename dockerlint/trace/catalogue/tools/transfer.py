"""Downloads, uploads and remote shells.

Sources: curl.se/docs/manpage.html, gnu.org/software/wget/manual, ssh(1), ssh_config(5), rsync(1), lftp(1),
smbclient(1),
aria2.github.io, httpie.io/docs, sshpass(1).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_PROXIES = "http_proxy https_proxy ftp_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy"
_SSH_FILES = "~/.ssh/*"
_SSH_VALUED = "-B -b -c -D -E -e -F -I -J -L -l -m -O -o -p -Q -R -S -W -w"

TOOLS = (
    Tool(
        names="curl",
        reads=_PROXIES,
        files="~/.curlrc ~/.config/curlrc $CURL_HOME/.curlrc",
        valued="-A --user-agent -b --cookie-jar -c -C -e --referer -m --max-time -o --output -P -Q -r -t -T "
        "--upload-file -w "
        "--write-out -x --proxy -X --request -y -Y -z --connect-timeout --retry --retry-delay --retry-max-time "
        "--cacert --capath "
        "--resolve --interface --limit-rate --url --output-dir --max-redirs --proto --tlsv --ciphers --form-string "
        "--aws-sigv4 "
        "--range --unix-socket --noproxy --socks5 --create-file-mode --dns-servers",
        file_options="-K --config --netrc-file -n=~/.netrc --netrc=~/.netrc --netrc-optional=~/.netrc -E --cert --key",
        secrets=(
            "-u <user:password>",
            "--user <user:password>",
            "-U <user:password>",
            "--proxy-user <user:password>",
            "-H <header>",
            "--header <header>",
            "--proxy-header <header>",
            "--oauth2-bearer <token>",
            "-b <cookie>",
            "--cookie <cookie>",
            "-d <form>",
            "--data <form>",
            "--data-raw <form>",
            "--data-binary <form>",
            "--data-ascii <form>",
            "--data-urlencode <form>",
            "--json <form>",
            "-F <form>",
            "--form <form>",
            "--pass <passphrase>",
            "--tlspassword <password>",
        ),
    ),
    Tool(
        names="wget wget2",
        reads=_PROXIES,
        files="~/.wgetrc ~/.netrc",
        valued="-O --output-document -o --output-file -a -e --execute -P --directory-prefix -t --tries -T --timeout -U "
        "--user-agent -Q -A -R -D --max-redirect --waitretry --wait --read-timeout --connect-timeout --limit-rate -l "
        "-i -w -B --referer --load-cookies --save-cookies --ca-certificate --user --http-user --ftp-user -X -I",
        file_options="--config --certificate --private-key --load-cookies",
        secrets=(
            "--password <password>",
            "--http-password <password>",
            "--http-passwd <password>",
            "--ftp-password <password>",
            "--proxy-password <password>",
            "--header <header>",
            "--post-data <form>",
            "--body-data <form>",
        ),
    ),
    Tool(
        names="http https httpie xh",
        reads=_PROXIES,
        files="~/.netrc ~/.config/httpie/*",
        valued="-o --output -A --auth-type",
        secrets=("-a <user:password>", "--auth <user:password>", "_ <header>", "_ _ <header>", "_ _ _ <header>"),
    ),
    Tool(
        names="aria2c axel",
        reads=_PROXIES,
        files="~/.netrc ~/.aria2/aria2.conf",
        valued="-o --out -d --dir -x -s -j -k",
        secrets=(
            "--http-passwd <password>",
            "--ftp-passwd <password>",
            "--header <header>",
            "--rpc-secret <token>",
            "-H <header>",
        ),
    ),
    Tool(
        names="ssh autossh mosh ssh-copy-id sshfs",
        reads="SSH_AUTH_SOCK SSH_ASKPASS",
        files=_SSH_FILES,
        valued=_SSH_VALUED,
        file_options="-i",
    ),
    Tool(
        names="scp sftp",
        reads="SSH_AUTH_SOCK SSH_ASKPASS",
        files=_SSH_FILES,
        valued="-c -F -J -l -o -P -S -B -b -D -R -s",
        file_options="-i",
    ),
    Tool(
        names="ssh-add ssh-agent",
        reads="SSH_AUTH_SOCK",
        files=_SSH_FILES,
        offline="-",
    ),
    Tool(
        names="sshpass",
        reads="SSHPASS",
        valued="+ -P",
        file_options="-f",
        secrets=("-p <password>",),
    ),
    Tool(
        names="steamcmd steamcmd.sh",
        files="~/Steam/config/config.vdf ~/.steam/config/config.vdf",
        secrets=("+login _ <password>",),
        persists=(Persist("+login", "~/Steam/config/config.vdf", "rm -r ~/Steam"),),
    ),
    Tool(
        names="rsync",
        reads="RSYNC_PASSWORD RSYNC_RSH SSH_AUTH_SOCK",
        files=_SSH_FILES,
        valued="-e --rsh -f --filter --exclude --include -T --temp-dir -M --port --chmod --chown",
        file_options="--password-file",
    ),
    Tool(
        names="lftp ftp ncftpget ncftpput ncftp tftp",
        files="~/.netrc ~/.lftprc ~/.lftp/rc",
        valued="-p -e -c -f",
        secrets=("-u <user,password>", "-p <password>"),
    ),
    Tool(
        names="smbclient mount.cifs smbget smbmap rpcclient",
        reads="USER PASSWD PASSWD_FILE",
        valued="-c -I -p -W --workgroup -o",
        file_options="-A --authentication-file",
        secrets=("-U <user%password>", "--user <user%password>", "--password <password>"),
    ),
    Tool(
        names="expect sendmail swaks msmtp mutt mail mailx",
        reads="MAILPASS",
        files="~/.msmtprc ~/.mailrc ~/.muttrc",
        secrets=("--auth-password <password>", "-ap <password>", "-xp <password>"),
        single=True,
    ),
    Tool(
        names="xfreerdp rdesktop openvpn wg wg-quick openconnect vncviewer",
        files="/etc/openvpn/* /etc/wireguard/*",
        valued="-u --user",
        file_options="--auth-user-pass --askpass",
        secrets=("/p:<password>", "-p <password>"),
    ),
)
