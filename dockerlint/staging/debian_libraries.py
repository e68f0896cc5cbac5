"""Which shared libraries a program needs that was built against a ``-dev`` package of Debian or Ubuntu, by release.

One package a line: its libraries, or first the releases that have these.  Taken from the package lists of Debian
bullseye, bookworm and trixie and of Ubuntu focal, jammy and noble, as of November 2026: the libraries that the
``-dev`` package, or the one that it stands for, depends on in exactly its own version.  Some were looked up for
Debian alone: they are not known for Ubuntu.  Longer than a file should be,
as it is one table.
"""

LIBRARIES = """\
default-libmysqlclient-dev: bullseye,bookworm,trixie libmariadb3; focal,jammy,noble libmysqlclient21
freeglut3-dev: bookworm,trixie,noble libglut3.12
freetds-dev: libct4 libsybdb5
graphviz-dev: libcdt5 libcgraph6 libgvc6 libgvc6-plugins-gtk libgvpr2 liblab-gamut1 libpathplan4 libxdot4
libacl1-dev: libacl1
libaio-dev: bullseye,bookworm,focal,jammy libaio1; trixie,noble libaio1t64
libapparmor-dev: libapparmor1
libapr1-dev: bullseye,bookworm,focal,jammy libapr1; trixie,noble libapr1t64
libaprutil1-dev: bullseye,bookworm,focal,jammy libaprutil1; trixie,noble libaprutil1t64
libarchive-dev: bullseye,bookworm,focal,jammy libarchive13; trixie,noble libarchive13t64
libargon2-0-dev: bullseye,bookworm,focal,jammy libargon2-1
libargon2-dev: libargon2-1
libasound2-dev: bullseye,bookworm,focal,jammy libasound2; trixie,noble libasound2t64
libaspell-dev: libaspell15
libass-dev: libass9
libatlas-base-dev: bullseye,bookworm,focal,jammy,noble libatlas3-base
libattr1-dev: libattr1
libavcodec-dev: bullseye,focal,jammy libavcodec58 libavutil56 libswresample3; bookworm libavcodec59 libavutil57
  libswresample4; trixie libavcodec61 libavutil59 libswresample5; noble libavcodec60 libavutil58 libswresample4
libavdevice-dev: bullseye,focal,jammy libavcodec58 libavdevice58 libavfilter7 libavformat58 libavutil56 libpostproc55
  libswresample3 libswscale5; bookworm libavcodec59 libavdevice59 libavfilter8 libavformat59 libavutil57 libpostproc56
  libswresample4 libswscale6; trixie libavcodec61 libavdevice61 libavfilter10 libavformat61 libavutil59 libpostproc58
  libswresample5 libswscale8; noble libavcodec60 libavdevice60 libavfilter9 libavformat60 libavutil58 libpostproc57
  libswresample4 libswscale7
libavfilter-dev: bullseye,focal,jammy libavcodec58 libavfilter7 libavformat58 libavutil56 libpostproc55 libswresample3
  libswscale5; bookworm libavcodec59 libavfilter8 libavformat59 libavutil57 libpostproc56 libswresample4 libswscale6;
  trixie libavcodec61 libavfilter10 libavformat61 libavutil59 libpostproc58 libswresample5 libswscale8; noble
  libavcodec60 libavfilter9 libavformat60 libavutil58 libpostproc57 libswresample4 libswscale7
libavformat-dev: bullseye,focal,jammy libavcodec58 libavformat58 libavutil56 libswresample3; bookworm libavcodec59
  libavformat59 libavutil57 libswresample4; trixie libavcodec61 libavformat61 libavutil59 libswresample5; noble
  libavcodec60 libavformat60 libavutil58 libswresample4
libavif-dev: bullseye libavif9; bookworm libavif15; trixie,noble libavif16; jammy libavif13
libavresample-dev: bullseye,focal libavresample4 libavutil56
libavutil-dev: bullseye,focal,jammy libavutil56; bookworm libavutil57; trixie libavutil59; noble libavutil58
libb64-dev: bullseye,bookworm,trixie libb64-0d
libblas-dev: libblas3
libbluetooth-dev: libbluetooth3
libbotan-2-dev: bullseye libbotan-2-17; bookworm,trixie libbotan-2-19
libbpf-dev: bullseye libbpf0; bookworm,trixie libbpf1
libbsd-dev: libbsd0
libbz2-dev: libbz2-1.0
libc++-dev: bullseye libc++1-11; bookworm,jammy libc++1-14 libunwind-14; trixie libc++1-19 libc++abi1-19 libunwind-19;
  focal libc++1-10; noble libc++1-18 libc++abi1-18 libunwind-18
libc-ares-dev: bullseye,bookworm,focal,jammy libc-ares2; trixie,noble libcares2
libc-client-dev: bullseye,bookworm,focal,jammy,noble libc-client2007e
libcairo-dev: libcairo-gobject2 libcairo-script-interpreter2 libcairo2
libcairo2-dev: libcairo-gobject2 libcairo-script-interpreter2 libcairo2
libcairomm-1.0-dev: libcairomm-1.0-1v5
libcap-dev: libcap2
libcdparanoia-dev: libcdparanoia0
libcjson-dev: bullseye,bookworm,trixie libcjson1
libck-dev: bullseye,bookworm libck0; trixie libck0t64
libcpprest-dev: bullseye,bookworm,trixie libcpprest2.10
libcppunit-dev: libcppunit-1.15-0
libcunit1-dev: libcunit1
libcups2-dev: bullseye,bookworm,focal,jammy libcups2 libcupsimage2; trixie,noble libcups2t64 libcupsimage2t64
libcurl4-gnutls-dev: bullseye,bookworm,focal,jammy libcurl3-gnutls; trixie,noble libcurl3t64-gnutls
libcurl4-nss-dev: bullseye,bookworm,focal,jammy libcurl3-nss
libcurl4-openssl-dev: bullseye,bookworm,focal,jammy libcurl4; trixie,noble libcurl4t64
libdb-dev: bullseye,bookworm,focal,jammy libdb5.3; trixie,noble libdb5.3t64
libdbus-1-dev: libdbus-1-3
libdc1394-22-dev: bullseye libdc1394-25; focal libdc1394-22
libdevmapper-dev: libdevmapper-event1.02.1 libdevmapper1.02.1
libdjvulibre-dev: libdjvulibre21
libdrm-dev: libdrm-amdgpu1 libdrm-intel1 libdrm-nouveau2 libdrm-radeon1 libdrm2
libdw-dev: bullseye,bookworm libdw1; trixie libdw1t64
libdwarf-dev: libdwarf1
libedit-dev: libedit2
libegl1-mesa-dev: libegl1 libgl1 libgles1 libgles2 libglvnd0 libglx0 libopengl0
libelf-dev: bullseye,bookworm,focal,jammy libelf1; trixie,noble libelf1t64
libev-dev: bullseye,bookworm,focal,jammy libev4; trixie,noble libev4t64
libevent-dev: bullseye,bookworm,focal,jammy libevent-2.1-7 libevent-core-2.1-7 libevent-extra-2.1-7
  libevent-openssl-2.1-7 libevent-pthreads-2.1-7; trixie,noble libevent-2.1-7t64 libevent-core-2.1-7t64
  libevent-extra-2.1-7t64 libevent-openssl-2.1-7t64 libevent-pthreads-2.1-7t64
libexif-dev: libexif12
libexpat-dev: libexpat1
libexpat1-dev: libexpat1
libfcgi-dev: bullseye,bookworm,focal,jammy libfcgi0ldbl; trixie,noble libfcgi0t64
libffi-dev: bullseye,focal libffi7; bookworm,trixie,jammy,noble libffi8
libfftw3-dev: libfftw3-double3 libfftw3-long3 libfftw3-quad3 libfftw3-single3
libflann-dev: libflann1.9
libfmt-dev: bullseye libfmt7; bookworm libfmt9; trixie libfmt10
libfontconfig1-dev: libfontconfig1
libfreeimage-dev: libfreeimage3
libfreetype-dev: bullseye,bookworm,trixie libfreetype6
libfreetype6-dev: libfreetype6
libfreexl-dev: libfreexl1
libfribidi-dev: libfribidi0
libftdi-dev: libftdi1
libfuse-dev: bullseye,bookworm,focal,jammy libfuse2; trixie,noble libfuse2t64
libfuzzy-dev: libfuzzy2
libgc-dev: bullseye,bookworm,trixie,jammy,noble libgc1; focal libgc1c2
libgcrypt20-dev: libgcrypt20
libgd-dev: libgd3
libgdal-dev: bullseye libgdal28; bookworm libgdal32; trixie libgdal36; focal libgdal26; jammy libgdal30; noble
  libgdal34t64
libgdbm-dev: bullseye,bookworm,focal,jammy libgdbm6; trixie,noble libgdbm6t64
libgeoip-dev: bullseye,bookworm,focal,jammy libgeoip1; trixie,noble libgeoip1t64
libgeos++-dev: bullseye libgeos-3.9.0 libgeos-c1v5; bookworm libgeos-c1v5 libgeos3.11.1; trixie libgeos-c1t64
  libgeos3.13.1; focal libgeos-3.8.0 libgeos-c1v5; jammy libgeos-c1v5 libgeos3.10.2; noble libgeos-c1t64
  libgeos3.12.1t64
libgeos-dev: bullseye,bookworm,focal,jammy libgeos-c1v5; trixie,noble libgeos-c1t64
libgetdns-dev: bullseye,bookworm libgetdns10; trixie libgetdns10t64
libgflags-dev: libgflags2.2
libgif-dev: libgif7
libgirepository1.0-dev: libgirepository-1.0-1
libgit2-dev: bullseye,jammy libgit2-1.1; bookworm libgit2-1.5; trixie libgit2-1.9; focal libgit2-28; noble libgit2-1.7
libgl1-mesa-dev: libegl1 libgl1 libgles1 libgles2 libglvnd0 libglx0 libopengl0
libglew-dev: bullseye,focal libglew2.1; bookworm,trixie,jammy,noble libglew2.2
libglfw3-dev: libglfw3
libglib2.0-dev: bullseye,bookworm,focal,jammy libglib2.0-0; trixie,noble libgirepository-2.0-0 libglib2.0-0t64
libglu1-mesa-dev: libglu1-mesa
libgmp-dev: libgmp10 libgmpxx4ldbl
libgmp3-dev: libgmp10 libgmpxx4ldbl
libgnutls28-dev: bullseye,focal,jammy libgnutls-dane0 libgnutls-openssl27 libgnutls30 libgnutlsxx28; bookworm
  libgnutls-dane0 libgnutls-openssl27 libgnutls30 libgnutlsxx30; trixie,noble libgnutls-dane0t64 libgnutls-openssl27t64
  libgnutls30t64
libgoogle-glog-dev: bullseye,focal,jammy libgoogle-glog0v5; bookworm libgoogle-glog0v6; trixie,noble
  libgoogle-glog0v6t64
libgoogle-perftools-dev: bullseye,bookworm,focal,jammy libgoogle-perftools4 libtcmalloc-minimal4; trixie,noble
  libgoogle-perftools4t64 libtcmalloc-minimal4t64
libgpg-error-dev: libgpg-error0
libgpgme11-dev: bullseye,bookworm,focal,jammy libgpgme11; trixie,noble libgpgme11t64
libgphoto2-dev: bullseye,bookworm,focal,jammy libgphoto2-6; trixie,noble libgphoto2-6t64
libgpiod-dev: bullseye,bookworm libgpiod2; trixie libgpiod3
libgraphicsmagick1-dev: bullseye,bookworm,focal,jammy libgraphicsmagick-q16-3; trixie,noble libgraphicsmagick-q16-3t64
libgraphviz-dev: libcdt5 libcgraph6 libgvc6 libgvc6-plugins-gtk libgvpr2 liblab-gamut1 libpathplan4 libxdot4
libgsl-dev: bullseye libgsl25 libgslcblas0; bookworm,jammy,noble libgsl27 libgslcblas0; trixie libgsl28 libgslcblas0;
  focal libgsl23 libgslcblas0
libgsl0-dev: bullseye libgsl25 libgslcblas0; bookworm,jammy,noble libgsl27 libgslcblas0; trixie libgsl28 libgslcblas0;
  focal libgsl23 libgslcblas0
libgstreamer-plugins-base1.0-dev: libgstreamer-gl1.0-0 libgstreamer-plugins-base1.0-0
libgstreamer1.0-dev: libgstreamer1.0-0
libgtk-3-dev: bullseye,bookworm,focal,jammy libgtk-3-0; trixie,noble libgtk-3-0t64
libgtk2.0-dev: bullseye,bookworm,focal,jammy libgtk2.0-0; trixie,noble libgtk2.0-0t64
libhdf5-dev: bullseye,bookworm,jammy libhdf5-103-1 libhdf5-cpp-103-1 libhdf5-fortran-102 libhdf5-hl-100
  libhdf5-hl-cpp-100 libhdf5-hl-fortran-100; trixie libhdf5-310 libhdf5-cpp-310 libhdf5-fortran-310 libhdf5-hl-310
  libhdf5-hl-cpp-310 libhdf5-hl-fortran-310; focal libhdf5-103 libhdf5-cpp-103; noble libhdf5-103-1t64
  libhdf5-cpp-103-1t64 libhdf5-fortran-102t64 libhdf5-hl-100t64 libhdf5-hl-cpp-100t64 libhdf5-hl-fortran-100t64
libhdf5-serial-dev: bullseye,bookworm,jammy libhdf5-103-1 libhdf5-cpp-103-1 libhdf5-fortran-102 libhdf5-hl-100
  libhdf5-hl-cpp-100 libhdf5-hl-fortran-100; trixie libhdf5-310 libhdf5-cpp-310 libhdf5-fortran-310 libhdf5-hl-310
  libhdf5-hl-cpp-310 libhdf5-hl-fortran-310; focal libhdf5-103 libhdf5-cpp-103; noble libhdf5-103-1t64
  libhdf5-cpp-103-1t64 libhdf5-fortran-102t64 libhdf5-hl-100t64 libhdf5-hl-cpp-100t64 libhdf5-hl-fortran-100t64
libhidapi-dev: bullseye,bookworm,trixie libhidapi-hidraw0 libhidapi-libusb0
libhiredis-dev: bullseye,bookworm,focal,jammy libhiredis0.14; trixie,noble libhiredis1.1.0
libhwloc-dev: libhwloc15
libi2c-dev: bullseye,bookworm,trixie libi2c0
libibverbs-dev: libibverbs1
libicu-dev: bullseye libicu67; bookworm libicu72; trixie libicu76; focal libicu66; jammy libicu70; noble libicu74
libidn11-dev: bullseye,focal libidn11; bookworm,trixie,jammy,noble libidn12
libidn2-dev: bullseye,bookworm,trixie libidn2-0
libinih-dev: bullseye,bookworm,trixie libinih1 libinireader0
libiniparser-dev: bullseye,bookworm libiniparser1; trixie libiniparser4
libjansson-dev: libjansson4
libjemalloc-dev: libjemalloc2
libjpeg-dev: bullseye,bookworm,trixie libjpeg62-turbo; focal,jammy,noble libjpeg8
libjpeg-turbo8-dev: focal,jammy,noble libjpeg-turbo8
libjpeg62-dev: focal,jammy,noble libjpeg62
libjpeg62-turbo-dev: bullseye,bookworm,trixie libjpeg62-turbo
libjpeg8-dev: focal,jammy,noble libjpeg8
libjson-c-dev: bullseye,bookworm,trixie,jammy,noble libjson-c5; focal libjson-c4
libjsoncpp-dev: bullseye libjsoncpp24; bookworm,jammy,noble libjsoncpp25; trixie libjsoncpp26; focal libjsoncpp1
libkrb5-dev: bullseye,bookworm,jammy libgssapi-krb5-2 libgssrpc4 libk5crypto3 libkadm5clnt-mit12 libkadm5srv-mit12
  libkrb5-3; trixie,noble libgssapi-krb5-2 libgssrpc4t64 libk5crypto3 libkadm5clnt-mit12 libkadm5srv-mit12 libkrb5-3;
  focal libgssapi-krb5-2 libgssrpc4 libk5crypto3 libkadm5clnt-mit11 libkadm5srv-mit11 libkrb5-3
liblapack-dev: libblas3 liblapack3
liblapacke-dev: libblas3 liblapack3 liblapacke libtmglib3
liblcms2-dev: liblcms2-2
libldap-dev: bookworm libldap-2.5-0; trixie libldap2
libldap2-dev: bullseye,focal libldap-2.4-2; bookworm,jammy libldap-2.5-0; trixie,noble libldap2
libldb-dev: bullseye,bookworm,focal,jammy,noble libldb2; trixie libldb2 libtalloc2 libtdb1 libtevent0t64
libldns-dev: bullseye,bookworm libldns3; trixie libldns3t64
libleptonica-dev: bullseye,bookworm,focal,jammy,noble liblept5; trixie libleptonica6
libleveldb-dev: libleveldb1d
liblmdb-dev: liblmdb0
liblqr-1-0-dev: liblqr-1-0
libltdl-dev: libltdl7
liblua5.1-0-dev: liblua5.1-0
liblua5.2-dev: liblua5.2-0
liblua5.4-dev: bullseye,bookworm,trixie liblua5.4-0
liblz4-dev: liblz4-1
liblzma-dev: liblzma5
liblzo2-dev: liblzo2-2
libmad0-dev: libmad0
libmagic-dev: bullseye,bookworm,focal,jammy libmagic1; trixie,noble libmagic1t64
libmagick++-dev: bullseye,bookworm,focal,jammy libmagick++-6.q16-8 libmagickcore-6.q16-6 libmagickcore-6.q16-6-extra
  libmagickwand-6.q16-6; trixie libmagick++-7.q16-5 libmagickcore-7.q16-10 libmagickcore-7.q16-10-extra
  libmagickwand-7.q16-10; noble libmagick++-6.q16-9t64 libmagickcore-6.q16-7-extra libmagickcore-6.q16-7t64
  libmagickwand-6.q16-7t64
libmagickcore-dev: bullseye,bookworm,focal,jammy libmagickcore-6.q16-6 libmagickcore-6.q16-6-extra; trixie
  libmagickcore-7.q16-10 libmagickcore-7.q16-10-extra; noble libmagickcore-6.q16-7-extra libmagickcore-6.q16-7t64
libmagickwand-dev: bullseye,bookworm,focal,jammy libmagickcore-6.q16-6 libmagickcore-6.q16-6-extra
  libmagickwand-6.q16-6; trixie libmagickcore-7.q16-10 libmagickcore-7.q16-10-extra libmagickwand-7.q16-10; noble
  libmagickcore-6.q16-7-extra libmagickcore-6.q16-7t64 libmagickwand-6.q16-7t64
libmapnik-dev: bullseye,bookworm,jammy libmapnik3.1; trixie libmapnik4.0; focal libmapnik3.0; noble libmapnik3.1t64
libmariadb-dev: libmariadb3
libmariadbclient-dev: focal libmariadb3
libmaxminddb-dev: libmaxminddb0
libmcrypt-dev: libmcrypt4
libmecab-dev: libmecab2
libmemcached-dev: bullseye,bookworm,focal,jammy libhashkit2 libmemcached11 libmemcachedutil2; trixie,noble
  libhashkit2t64 libmemcached11t64 libmemcachedutil2t64
libmhash-dev: libmhash2
libmicrohttpd-dev: bullseye,bookworm,focal,jammy libmicrohttpd12; trixie,noble libmicrohttpd12t64
libminiupnpc-dev: bullseye,bookworm,focal,jammy,noble libminiupnpc17; trixie libminiupnpc18
libmnl-dev: libmnl0
libmodbus-dev: bullseye,bookworm,trixie libmodbus5
libmosquitto-dev: bookworm libmosquitto1
libmp3lame-dev: libmp3lame0
libmpc-dev: libmpc3
libmpdec-dev: bullseye,jammy libmpdec3; trixie libmpdec4; focal libmpdec2
libmpfr-dev: libmpfr6
libmpich-dev: libmpich12
libmysqlclient-dev: focal,jammy,noble libmysqlclient21
libmysqld-dev: bullseye,bookworm,jammy libmariadb3 libmariadbd19; trixie,noble libmariadb3 libmariadbd19t64
libnanomsg-dev: bullseye,bookworm,trixie libnanomsg5
libncurses-dev: libncurses6 libncursesw6 libtinfo6
libncurses5-dev: libncurses6 libncursesw6 libtinfo6
libncursesw5-dev: libncurses6 libncursesw6 libtinfo6
libnet-dev: libnet1
libnetcdf-dev: bullseye libnetcdf18; bookworm,jammy libnetcdf19; trixie libnetcdf22; focal libnetcdf15; noble
  libnetcdf19t64
libnetfilter-queue-dev: libnetfilter-queue1
libnftnl-dev: bullseye,bookworm,trixie libnftnl11
libnlopt-dev: bullseye,bookworm,trixie libnlopt0
libnotify-dev: libnotify4
libnss3-dev: libnss3
libnuma-dev: libnuma1
libogg-dev: libogg0
libonig-dev: libonig5
libopenblas-dev: libopenblas0-pthread
libopencore-amrnb-dev: libopencore-amrnb0
libopencore-amrwb-dev: libopencore-amrwb0
libopenexr-dev: bullseye,jammy libopenexr25; bookworm,trixie,noble libopenexr-3-1-30; focal libopenexr24
libopenjp2-7-dev: libopenjp2-7
libopenmpi-dev: bullseye,bookworm,focal,jammy libopenmpi3; trixie libopenmpi40; noble libopenmpi3t64
libopus-dev: libopus0
libosmesa6-dev: libdrm-amdgpu1 libdrm-intel1 libdrm-nouveau2 libdrm-radeon1 libdrm2 libgl1 libglx0 libosmesa6 libx11-6
libpam-dev: libpam0g
libpam0g-dev: libpam0g
libpango1.0-dev: libpango-1.0-0 libpangocairo-1.0-0 libpangoft2-1.0-0 libpangoxft-1.0-0
libpcap-dev: bullseye,bookworm,focal,jammy libpcap0.8; trixie,noble libpcap0.8t64
libpcap0.8-dev: bullseye,bookworm,focal,jammy libpcap0.8; trixie,noble libpcap0.8t64
libpciaccess-dev: libpciaccess0
libpcre++-dev: bullseye,focal,jammy libpcre++0v5
libpcre2-dev: bullseye libpcre2-16-0 libpcre2-32-0 libpcre2-8-0 libpcre2-posix2; bookworm,trixie libpcre2-16-0
  libpcre2-32-0 libpcre2-8-0 libpcre2-posix3
libpcre3-dev: bullseye,bookworm,focal,jammy,noble libpcre16-3 libpcre3 libpcre32-3 libpcrecpp0v5
libpixman-1-dev: libpixman-1-0
libplplot-dev: bullseye,bookworm,trixie,jammy,noble libcsirocsa0 libcsironn0 libplplot17 libplplotcxx15
  libplplotfortran0 libplplotqt2 libplplotwxwidgets1 libqsastime0; focal libplplot17 libplplotcxx15 libplplotfortran0
  libplplotqt2 libplplotwxwidgets1 libqsastime0
libpng-dev: bullseye,bookworm,focal,jammy libpng16-16; trixie,noble libpng16-16t64
libpoco-dev: bullseye libpococrypto70 libpocodata70 libpocodatamysql70 libpocodataodbc70 libpocodatapostgresql70
  libpocodatasqlite70 libpocoencodings70 libpocofoundation70 libpocojson70 libpocojwt70 libpocomongodb70 libpoconet70
  libpoconetssl70 libpocoredis70 libpocoutil70 libpocoxml70 libpocozip70; bookworm libpocoactiverecord80
  libpococrypto80 libpocodata80 libpocodatamysql80 libpocodataodbc80 libpocodatapostgresql80 libpocodatasqlite80
  libpocoencodings80 libpocofoundation80 libpocojson80 libpocojwt80 libpocomongodb80 libpoconet80 libpoconetssl80
  libpocoredis80 libpocoutil80 libpocoxml80 libpocozip80; trixie libpocoactiverecord100 libpococrypto100
  libpocodata100 libpocodatamysql100 libpocodataodbc100 libpocodatapostgresql100 libpocodatasqlite100
  libpocoencodings100 libpocofoundation100 libpocojson100 libpocojwt100 libpocomongodb100 libpoconet100
  libpoconetssl100 libpocoprometheus100 libpocoredis100 libpocoutil100 libpocoxml100 libpocozip100
libpoppler-cpp-dev: bullseye libpoppler-cpp0v5 libpoppler102; bookworm libpoppler-cpp0v5 libpoppler126; trixie
  libpoppler-cpp2 libpoppler147; focal libpoppler-cpp0v5 libpoppler97; jammy libpoppler-cpp0v5 libpoppler118; noble
  libpoppler-cpp0t64 libpoppler134
libpopt-dev: libpopt0
libpq-dev: libpq5
libpqxx-dev: bullseye,bookworm,focal,jammy libpqxx-6.4; trixie libpqxx-7.10; noble libpqxx-7.8t64
libproj-dev: bullseye libproj19; bookworm,trixie,noble libproj25; focal libproj15; jammy libproj22
libprotobuf-c-dev: libprotobuf-c1
libprotobuf-dev: bullseye,jammy libprotobuf-lite23 libprotobuf23; bookworm libprotobuf-lite32 libprotobuf32;
  trixie,noble libprotobuf-lite32t64 libprotobuf32t64; focal libprotobuf-lite17 libprotobuf17
libprotoc-dev: bullseye,jammy libprotobuf-lite23 libprotobuf23 libprotoc23; bookworm libprotobuf-lite32 libprotobuf32
  libprotoc32; trixie,noble libprotobuf-lite32t64 libprotobuf32t64 libprotoc32t64; focal libprotobuf-lite17
  libprotobuf17 libprotoc17
libpsl-dev: bullseye,bookworm libpsl5; trixie libpsl5t64
libpspell-dev: libaspell15
libpugixml-dev: bullseye,bookworm,trixie libpugixml1v5
libpulse-dev: libpulse-mainloop-glib0 libpulse0
libqdbm-dev: bullseye,bookworm libqdbm14; trixie libqdbm14t64
libqt5webkit5-dev: bullseye,bookworm,focal,jammy,noble libqt5webkit5
librabbitmq-dev: librabbitmq4
librdkafka-dev: librdkafka++1 librdkafka1
libreadline-dev: bullseye,bookworm,focal,jammy libreadline8; trixie,noble libreadline8t64
librhash-dev: bullseye,bookworm librhash0; trixie librhash1
librocksdb-dev: bullseye librocksdb6.11; bookworm librocksdb7.8; trixie librocksdb9.10
librsvg2-dev: librsvg2-2 librsvg2-common
librtmp-dev: librtmp1
libsasl2-dev: libsasl2-2
libsass-dev: libsass1
libsdl1.2-dev: libsdl1.2debian
libsdl2-dev: libsdl2-2.0-0
libsdl2-image-dev: libsdl2-image-2.0-0
libseccomp-dev: libseccomp2
libsecret-1-dev: libsecret-1-0
libselinux1-dev: libselinux1
libserialport-dev: bullseye,bookworm,trixie libserialport0
libsmbclient-dev: bullseye,bookworm,focal,jammy libsmbclient; trixie,noble libsmbclient0
libsnappy-dev: libsnappy1v5
libsndfile1-dev: libsndfile1
libsnmp-dev: bullseye,bookworm,jammy libnetsnmptrapd40 libsnmp40; trixie,noble libnetsnmptrapd40t64 libsnmp40t64; focal
  libsnmp35
libsodium-dev: libsodium23
libsoup2.4-dev: bullseye,bookworm,focal,jammy libsoup2.4-1; trixie,noble libsoup-2.4-1
libspatialite-dev: bullseye,bookworm,focal,jammy libspatialite7; trixie,noble libspatialite8t64
libsqlite-dev: focal,jammy libsqlite0
libsqlite3-dev: libsqlite3-0
libssh-dev: libssh-4
libssh2-1-dev: bullseye,bookworm,focal,jammy libssh2-1; trixie,noble libssh2-1t64
libssl-dev: bullseye,focal libssl1.1; bookworm,jammy libssl3; trixie,noble libssl3t64
libsubunit-dev: bullseye,bookworm,trixie libsubunit0
libsvm-dev: libsvm3
libswscale-dev: bullseye,focal,jammy libavutil56 libswscale5; bookworm libavutil57 libswscale6; trixie libavutil59
  libswscale8; noble libavutil58 libswscale7
libsystemd-dev: libsystemd0
libtag1-dev: bullseye,bookworm,focal,jammy,noble libtag1v5; trixie libtag-c2 libtag2
libtbb-dev: bullseye,focal libtbb2; bookworm,trixie,jammy,noble libtbb12
libtesseract-dev: bullseye,focal,jammy libtesseract4; bookworm,trixie,noble libtesseract5
libtheora-dev: bullseye,bookworm,focal,jammy,noble libtheora0; trixie libtheora0 libtheoradec1 libtheoraenc1
libtidy-dev: bullseye,bookworm,focal,jammy,noble libtidy5deb1; trixie libtidy58
libtiff-dev: bullseye,focal,jammy libtiff5 libtiffxx5; bookworm,trixie,noble libtiff6 libtiffxx6
libtiff5-dev: bullseye,focal,jammy libtiff5 libtiffxx5; bookworm,trixie,noble libtiff6 libtiffxx6
libtinfo-dev: libncurses6 libncursesw6 libtinfo6
libtinyxml-dev: libtinyxml2.6.2v5
libtomcrypt-dev: bullseye,bookworm,trixie libtomcrypt1
libudev-dev: libudev1
libudunits2-dev: libudunits2-0
libunbound-dev: bullseye,bookworm,trixie libunbound8
libunistring-dev: bullseye,bookworm,focal,jammy libunistring2; trixie,noble libunistring5
libunwind-dev: libunwind8
libunwind8-dev: libunwind8
libusb-1.0-0-dev: libusb-1.0-0
libusb-dev: libusb-0.1-4
libuv1-dev: bullseye,bookworm,focal,jammy libuv1; trixie,noble libuv1t64
libv4l-dev: bullseye,bookworm,focal,jammy libv4l-0 libv4l2rds0 libv4lconvert0; trixie,noble libv4l-0t64 libv4l2rds0t64
  libv4lconvert0t64
libv8-dev: bullseye,jammy libnode72; bookworm libnode108; trixie libnode115; focal libnode64; noble libnode109
libvdpau-dev: libvdpau1
libvisual-0.4-dev: libvisual-0.4-0
libvncserver-dev: libvncclient1 libvncserver1
libvorbis-dev: libvorbis0a libvorbisenc2 libvorbisfile3
libvpx-dev: bullseye,focal libvpx6; bookworm,jammy libvpx7; trixie,noble libvpx9
libwebp-dev: bullseye,focal libwebp6 libwebpdemux2 libwebpmux3; bookworm,jammy libwebp7 libwebpdemux2 libwebpmux3;
  trixie,noble libsharpyuv0 libwebp7 libwebpdecoder3 libwebpdemux2 libwebpmux3
libwmf-dev: bullseye,focal libwmf0.2-7; bookworm,trixie,jammy,noble libwmf-0.2-7 libwmflite-0.2-7
libx11-dev: libx11-6
libx11-xcb-dev: libx11-6 libx11-xcb1
libx264-dev: bullseye libx264-160; bookworm,trixie,noble libx264-164; focal libx264-155; jammy libx264-163
libxcb-shape0-dev: libxcb-shape0 libxcb1
libxcb-shm0-dev: libxcb-shm0 libxcb1
libxcb-xfixes0-dev: libxcb-render0 libxcb-shape0 libxcb-xfixes0 libxcb1
libxcb1-dev: libxcb1
libxcursor-dev: libxcursor1
libxerces-c-dev: bullseye,bookworm,focal,jammy libxerces-c3.2; trixie,noble libxerces-c3.2t64
libxext-dev: libxext6
libxfixes-dev: libxfixes3
libxft-dev: libxft2
libxi-dev: libxi6
libxml2-dev: libxml2
libxmlsec1-dev: bullseye,bookworm,focal,jammy libxmlsec1 libxmlsec1-gcrypt libxmlsec1-gnutls libxmlsec1-nss
  libxmlsec1-openssl; trixie,noble libxmlsec1t64 libxmlsec1t64-gcrypt libxmlsec1t64-gnutls libxmlsec1t64-nss
  libxmlsec1t64-openssl
libxmu-dev: libx11-6 libxmu6
libxpm-dev: libxpm4
libxrandr-dev: libxrandr2
libxrender-dev: libxrender1
libxslt-dev: libxslt1.1
libxslt1-dev: libxslt1.1
libxt-dev: bullseye,bookworm,focal,jammy libxt6; trixie,noble libxt6t64
libxtst-dev: libxtst6
libxv-dev: libxv1
libxvidcore-dev: libxvidcore4
libxxhash-dev: bullseye,bookworm,trixie libxxhash0
libyajl-dev: libyajl2
libyaml-cpp-dev: bullseye,focal libyaml-cpp0.6; bookworm,jammy libyaml-cpp0.7; trixie,noble libyaml-cpp0.8
libyaml-dev: libyaml-0-2
libz-dev: zlib1g
libzip-dev: bullseye,bookworm,jammy libzip4; trixie,focal libzip5; noble libzip4t64
libzmq3-dev: libzmq5
libzstd-dev: libzstd1
mesa-common-dev: libdrm-amdgpu1 libdrm-intel1 libdrm-nouveau2 libdrm-radeon1 libdrm2 libgl1 libglx0 libx11-6
ncurses-dev: libncurses6 libncursesw6 libtinfo6
ocl-icd-opencl-dev: ocl-icd-libopencl1
portaudio19-dev: libportaudio2 libportaudiocpp0
tk-dev: libtcl8.6 libtk8.6
tk8.6-dev: libtk8.6
unixodbc-dev: bullseye,focal libodbc1; bookworm,trixie,jammy,noble libodbc2 libodbccr2 libodbcinst2
uuid-dev: libuuid1
zlib1g-dev: zlib1g
"""
