"""Shared libraries of ``-dev`` packages in releases of Ubuntu that are past their support and still on the mirrors.

As ``debian_libraries``; names by https://packages.ubuntu.com/bionic/ and https://packages.ubuntu.com/xenial/, put down
by hand and not compared with apt.
"""

OLDER = """\
default-libmysqlclient-dev: bionic libmysqlclient20
libarchive-dev: bionic,xenial libarchive13
libasound2-dev: bionic,xenial libasound2
libatlas-base-dev: bionic,xenial libatlas3-base
libblas-dev: bionic,xenial libblas3
libbz2-dev: bionic,xenial libbz2-1.0
libc-ares-dev: bionic,xenial libc-ares2
libcap-dev: bionic,xenial libcap2
libcurl4-gnutls-dev: bionic,xenial libcurl3-gnutls
libcurl4-openssl-dev: bionic libcurl4; xenial libcurl3
libedit-dev: bionic,xenial libedit2
libelf-dev: bionic,xenial libelf1
libev-dev: bionic,xenial libev4
libevent-dev: bionic libevent-2.1-6 libevent-core-2.1-6 libevent-extra-2.1-6 libevent-openssl-2.1-6
  libevent-pthreads-2.1-6; xenial libevent-2.0-5 libevent-core-2.0-5 libevent-extra-2.0-5 libevent-openssl-2.0-5
  libevent-pthreads-2.0-5
libffi-dev: bionic,xenial libffi6
libfreetype6-dev: bionic,xenial libfreetype6
libgflags-dev: bionic libgflags2.2; xenial libgflags2v5
libglib2.0-dev: bionic,xenial libglib2.0-0
libgmp-dev: bionic,xenial libgmp10 libgmpxx4ldbl
libgoogle-glog-dev: bionic,xenial libgoogle-glog0v5
libgsl-dev: bionic libgsl23 libgslcblas0; xenial libgsl2
libhiredis-dev: bionic,xenial libhiredis0.13
libicu-dev: bionic libicu60; xenial libicu55
libjpeg-dev: bionic,xenial libjpeg8
libjsoncpp-dev: bionic,xenial libjsoncpp1
liblapack-dev: bionic,xenial libblas3 liblapack3
libldap2-dev: bionic,xenial libldap-2.4-2
libleveldb-dev: bionic,xenial libleveldb1v5
liblua5.3-dev: bionic,xenial liblua5.3-0
liblz4-dev: bionic,xenial liblz4-1
liblzma-dev: bionic,xenial liblzma5
libmicrohttpd-dev: bionic libmicrohttpd12; xenial libmicrohttpd10
libmysqlclient-dev: bionic,xenial libmysqlclient20
libncurses5-dev: bionic,xenial libncurses5 libtinfo5
libncursesw5-dev: bionic,xenial libncursesw5 libtinfo5
libnuma-dev: bionic,xenial libnuma1
libpcap-dev: bionic,xenial libpcap0.8
libpcre3-dev: bionic,xenial libpcre16-3 libpcre3 libpcre32-3 libpcrecpp0v5
libpng-dev: bionic libpng16-16
libpng12-dev: xenial libpng12-0
libpq-dev: bionic,xenial libpq5
libprotobuf-dev: bionic libprotobuf-lite10 libprotobuf10; xenial libprotobuf-lite9v5 libprotobuf9v5
libreadline-dev: bionic libreadline7; xenial libreadline6
libsasl2-dev: bionic,xenial libsasl2-2
libsdl2-dev: bionic,xenial libsdl2-2.0-0
libseccomp-dev: bionic,xenial libseccomp2
libsnappy-dev: bionic,xenial libsnappy1v5
libsndfile1-dev: bionic,xenial libsndfile1
libsodium-dev: bionic libsodium23; xenial libsodium18
libsqlite3-dev: bionic,xenial libsqlite3-0
libssl-dev: bionic libssl1.1; xenial libssl1.0.0
libtbb-dev: bionic,xenial libtbb2
libusb-1.0-0-dev: bionic,xenial libusb-1.0-0
libuv1-dev: bionic,xenial libuv1
libx11-dev: bionic,xenial libx11-6
libxext-dev: bionic,xenial libxext6
libxml2-dev: bionic,xenial libxml2
libxslt1-dev: bionic,xenial libxslt1.1
libyaml-cpp-dev: bionic,xenial libyaml-cpp0.5v5
libyaml-dev: bionic,xenial libyaml-0-2
libzmq3-dev: bionic,xenial libzmq5
libzstd-dev: bionic libzstd1
python-dev: bionic,xenial python
uuid-dev: bionic,xenial libuuid1
zlib1g-dev: bionic,xenial zlib1g
libcairo2-dev: bionic,xenial libcairo2 libcairo-gobject2 libcairo-script-interpreter2
libzip-dev: bionic libzip4
libz-dev: bionic,xenial,trusty zlib1g
libtiff-dev: bionic,xenial libtiff5 libtiffxx5
libjpeg8-dev: bionic,xenial,trusty libjpeg8
libopus-dev: bionic,xenial libopus0
python-dev: trusty python
libssl-dev: trusty libssl1.0.0
zlib1g-dev: trusty zlib1g
libffi-dev: trusty libffi6
libpcre3-dev: trusty libpcre3 libpcrecpp0
libglib2.0-dev: trusty libglib2.0-0
libxml2-dev: trusty libxml2
libxslt1-dev: trusty libxslt1.1
libxslt-dev: trusty libxslt1.1
libpq-dev: trusty libpq5
libsqlite3-dev: trusty libsqlite3-0
libcurl4-openssl-dev: trusty libcurl3
libyaml-dev: trusty libyaml-0-2
libbz2-dev: trusty libbz2-1.0
libgmp-dev: trusty libgmp10 libgmpxx4ldbl
libreadline-dev: trusty libreadline6
libncurses5-dev: trusty libncurses5 libtinfo5
liblzma-dev: trusty liblzma5
libmysqlclient-dev: trusty libmysqlclient18
libjpeg-dev: trusty libjpeg8
libpng12-dev: trusty libpng12-0
libpng-dev: trusty libpng12-0
libfreetype6-dev: trusty libfreetype6
libldap2-dev: trusty libldap-2.4-2
libsasl2-dev: trusty libsasl2-2
libmemcached-dev: trusty libmemcached10 libmemcachedutil2 libhashkit2
"""
