"""What a distribution brings: package managers, and the commands that neither read a credential nor run project code.

Sources: apt_auth.conf(5), apk(8), dnf.conf(5), zypper(8).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Tool

_PROXIES = "http_proxy https_proxy ftp_proxy HTTP_PROXY HTTPS_PROXY"

TOOLS = (
    Tool(
        names="apt-get apt aptitude apt-key add-apt-repository apt-add-repository debootstrap",
        reads=_PROXIES,
        files="/etc/apt/auth.conf /etc/apt/auth.conf.d/* /etc/apt/sources.list /etc/apt/sources.list.d/*",
        online="install update upgrade dist-upgrade full-upgrade build-dep source download -",
        valued="-o -c -t",
        file_options="-c",
    ),
    Tool(
        names="apk",
        reads=f"HTTP_AUTH {_PROXIES}",
        files="/etc/apk/repositories ~/.netrc",
        online="add update upgrade fetch",
        valued="-X --repository -t --virtual -p --root",
    ),
    Tool(
        names="yum dnf microdnf tdnf dnf5 rpm",
        reads=_PROXIES,
        files="/etc/yum.conf /etc/dnf/dnf.conf /etc/yum.repos.d/* /etc/pki/entitlement/*",
        online="install update upgrade makecache localinstall groupinstall reinstall download builddep -",
        valued="-c --installroot --repo --enablerepo --disablerepo --setopt --releasever",
    ),
    Tool(
        names="zypper",
        reads=_PROXIES,
        files="/etc/zypp/credentials.d/* ~/.zypp/credentials.cat",
        online="install in update up refresh ref addrepo ar dup",
        valued="-R --root",
    ),
    Tool(names="pacman yay brew snap flatpak nix nix-env guix emerge", reads=f"HOMEBREW_GITHUB_API_TOKEN {_PROXIES}"),
)

# Names without a table entry that do not run code of the build context, nor read a variable by a name of their own.
INERT = frozenset(
    """
    : for case select if while until function [ [[ ]] true false test echo printf cd pushd popd pwd set unset export
    readonly declare local typeset alias unalias shift getopts trap umask ulimit wait jobs bg fg kill exit return
    break continue read readarray mapfile let hash type shopt which whereis whoami id groups users who uname hostname
    hostnamectl arch nproc getconf date cal sleep yes seq env printenv mkdir rmdir rm cp mv ln ls dir touch chmod
    chown chgrp chattr setfacl getfacl stat file install mktemp mknod mkfifo readlink realpath basename dirname tree
    du df find locate updatedb xargs tee dd split csplit truncate shred unlink sync cat tac nl head tail less more cut
    paste join sort uniq comm wc tr rev expand unexpand fold fmt pr column tsort shuf od xxd hexdump strings grep
    egrep fgrep zgrep rg ag sed awk gawk mawk nawk diff cmp patch ed ex jq yq xmllint xmlstarlet xsltproc envsubst
    iconv dos2unix unix2dos base64 base32 md5sum sha1sum sha224sum sha256sum sha384sum sha512sum cksum sum b2sum
    shasum tar bsdtar gzip gunzip zcat bzip2 bunzip2 bzcat xz unxz xzcat zstd unzstd lz4 lzma cpio ar unar apt-cache
    apt-mark apt-config apt-file dpkg dpkg-query dpkg-reconfigure dpkg-divert dpkg-deb dpkg-architecture
    debconf-set-selections update-alternatives alternatives update-ca-certificates update-ca-trust update-rc.d
    chkconfig systemctl service invoke-rc.d rc-service rc-update initctl supervisorctl ldconfig ldd locale-gen
    localedef update-locale dpkg-preconfigure rpmkeys yum-config-manager useradd adduser usermod userdel deluser
    groupadd addgroup groupmod groupdel delgroup passwd chpasswd chsh chage gpasswd newgrp visudo su getent vipw
    pwconv mount umount fallocate mkfs mkswap swapon swapoff losetup blkid lsblk fdisk parted sysctl modprobe insmod
    lsmod ps top htop pgrep pkill killall nice renice nohup timeout time free uptime vmstat dmesg lscpu lspci lsusb ip
    ifconfig route netstat ss ping ping6 traceroute nslookup dig host arp iptables ip6tables nft nc ncat netcat telnet
    tcpdump setcap getcap capsh setpriv fc-cache fc-list fc-match mkfontscale mkfontdir gdk-pixbuf-query-loaders
    gtk-update-icon-cache update-mime-database update-desktop-database glib-compile-schemas ccache strip objcopy
    objdump nm readelf patchelf upx pkg-config pear-config phpize php-config docker-php-ext-install
    docker-php-ext-configure docker-php-ext-enable docker-php-source pecl pear phpenmod phpdismod a2enmod a2dismod
    a2ensite a2dissite a2enconf a2disconf nginx lighty-enable-mod rustup rustc gcc g++ cc c++ clang clang++ ld as
    gfortran javac jar jlink nvm n fnm volta rbenv pyenv asdf gvm sdk sdkman jenv virtualenv venv ensurepip
    ldconfig.real crontab at logger logrotate man clear tput stty reset vi vim nano emacs bash-completion busybox apxs
    add-apt-key rngd haveged (( pickle autoreconf autoconf automake aclocal autoheader libtoolize libtool glibtoolize
    intltoolize gettextize fix-permissions php-fpm php5enmod php5dismod postconf alien gdebi amazon-linux-extras
    apt-install install_packages apk-install apt-fast clean-install add-pkg del-pkg update-java-alternatives
    rabbitmq-plugins runc c_rehash paxctl cabextract unsquashfs odbcinst scanelf mysql_install_db sshd sshd-keygen
    install-info dpkg-scanpackages makeblastdb elasticsearch-plugin rsyslogd cron crond ssh-import-id
    dpkg-statoverride apt-ftparchive gpgv pinentry sdkmanager tlmgr Write-Host Write-Output Remove-Item
    Invoke-WebRequest Expand-Archive New-Item Get-ChildItem Set-Location setx
    """.split()
)
