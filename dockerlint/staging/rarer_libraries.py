"""Shared libraries of ``-dev`` packages that few projects build against, by release of Debian: as ``debian_libraries``.

Taken from the package lists of bullseye, bookworm and trixie as of November 2026, by the same rule.  Nothing is known
here of Ubuntu, whose names differ.
"""

RARER = """\
comerr-dev: bullseye,bookworm,trixie libcom-err2
libantlr3c-dev: bullseye,bookworm,trixie libantlr3c-3.4-0
libarmadillo-dev: bullseye libarmadillo10; bookworm libarmadillo11; trixie libarmadillo14
libarpack2-dev: bullseye,bookworm libarpack2; trixie libarpack2t64
libasprintf-dev: bullseye,bookworm,trixie libasprintf0v5
libatm1-dev: bullseye,bookworm libatm1; trixie libatm1t64
libaugeas-dev: bullseye,bookworm,trixie libaugeas0
libavahi-client-dev: bullseye,bookworm,trixie libavahi-client3 libavahi-common3
libavahi-common-dev: bullseye,bookworm,trixie libavahi-common3
libavc1394-dev: bullseye,bookworm,trixie libavc1394-0
libblkid-dev: bullseye,bookworm,trixie libblkid1
libbluray-dev: bullseye,bookworm,trixie libbluray2
libbrotli-dev: bullseye,bookworm,trixie libbrotli1
libbson-dev: bullseye,bookworm libbson-1.0-0; trixie libbson-1.0-0t64
libc-client2007e-dev: bullseye,bookworm libc-client2007e
libcap-ng-dev: bullseye,bookworm,trixie libcap-ng0
libcapstone-dev: bullseye,bookworm libcapstone4; trixie libcapstone5
libchromaprint-dev: bullseye,bookworm,trixie libchromaprint1
libconfig-dev: bullseye,bookworm libconfig9; trixie libconfig11
libconfuse-dev: bullseye,bookworm,trixie libconfuse2
libcrypto++-dev: bullseye,bookworm libcrypto++8; trixie libcrypto++8t64
libczmq-dev: bullseye,bookworm,trixie libczmq4
libdaemon-dev: bullseye,bookworm,trixie libdaemon0
libdb5.3-dev: bullseye,bookworm libdb5.3; trixie libdb5.3t64
libdbi-dev: bullseye,bookworm libdbi1; trixie libdbi1t64
libdbus-glib-1-dev: bullseye,bookworm,trixie libdbus-glib-1-2
libdouble-conversion-dev: bullseye,bookworm,trixie libdouble-conversion3
libepsilon-dev: bullseye libepsilon1
libestr-dev: bullseye,bookworm,trixie libestr0
libfastjson-dev: bullseye,bookworm,trixie libfastjson4
libfl-dev: bullseye,bookworm,trixie libfl2
libflac-dev: bullseye libflac8; bookworm libflac12; trixie libflac14
libfontconfig-dev: bullseye,bookworm,trixie libfontconfig1
libfst-dev: bookworm libfst22; trixie libfst26
libfstrcmp-dev: bullseye,bookworm,trixie libfstrcmp0
libganglia1-dev: bullseye,bookworm libganglia1
libgbm-dev: bullseye,bookworm,trixie libgbm1
libgconf2-dev: bullseye,bookworm gconf2 libgconf-2-4
libgearman-dev: bullseye,bookworm libgearman8; trixie libgearman8t64
libgeotiff-dev: bullseye,bookworm,trixie libgeotiff5
libgettextpo-dev: bullseye,bookworm,trixie libgettextpo0
libgle3-dev: bullseye,bookworm,trixie libgle3
libgme-dev: bullseye,bookworm,trixie libgme0
libgpac-dev: bullseye libgpac10
libgrok-dev: bullseye,bookworm libgrok1
libgs-dev: bullseye libgs9; bookworm,trixie libgs10
libgsasl-dev: bullseye libgsasl7; bookworm,trixie libgsasl18
libgsf-1-dev: bullseye,bookworm,trixie libgsf-1-114
libgstreamer-plugins-bad1.0-dev: bullseye,bookworm,trixie libgstreamer-opencv1.0-0 libgstreamer-plugins-bad1.0-0
libgtkglext1-dev: bullseye,bookworm libgtkglext1
libgtkmm-3.0-dev: bullseye,bookworm libgtkmm-3.0-1v5; trixie libgtkmm-3.0-1t64
libharfbuzz-dev: bullseye libharfbuzz-gobject0 libharfbuzz-icu0 libharfbuzz0b; bookworm libharfbuzz-gobject0
  libharfbuzz-icu0 libharfbuzz-subset0 libharfbuzz0b; trixie libharfbuzz-cairo0 libharfbuzz-gobject0 libharfbuzz-icu0
  libharfbuzz-subset0 libharfbuzz0b
libhdf4-alt-dev: bullseye,bookworm,trixie libhdf4-0-alt
libhdf5-openmpi-dev: bullseye,bookworm libhdf5-openmpi-103-1 libhdf5-openmpi-cpp-103-1 libhdf5-openmpi-fortran-102
  libhdf5-openmpi-hl-100 libhdf5-openmpi-hl-cpp-100 libhdf5-openmpi-hl-fortran-100; trixie libhdf5-openmpi-310
  libhdf5-openmpi-cpp-310 libhdf5-openmpi-fortran-310 libhdf5-openmpi-hl-310 libhdf5-openmpi-hl-cpp-310
  libhdf5-openmpi-hl-fortran-310
libheif-dev: bullseye,bookworm,trixie libheif1
libhttp-parser-dev: bullseye,bookworm,trixie libhttp-parser2.9
libhunspell-dev: bullseye,bookworm,trixie libhunspell-1.7-0
libical-dev: bullseye,bookworm libical3; trixie libical3t64
libice-dev: bullseye,bookworm,trixie libice6
libid3tag0-dev: bullseye,bookworm,trixie libid3tag0
libidn-dev: bookworm,trixie libidn12
libiksemel-dev: bullseye,bookworm,trixie libiksemel3
libini-config-dev: bullseye,bookworm libbasicobjects0 libcollection4 libini-config5 libref-array1; trixie
  libbasicobjects0t64 libcollection4t64 libini-config5t64 libref-array1t64
libipset-dev: bullseye,bookworm libipset13; trixie libipset13t64
libiso9660-dev: bullseye,bookworm libcdio19 libiso9660-11; trixie libcdio19t64 libiso9660-12
libjbig-dev: bullseye,bookworm,trixie libjbig0
libjq-dev: bullseye,bookworm,trixie libjq1
libjudy-dev: bullseye,bookworm,trixie libjudydebian1
liblog4cplus-dev: bullseye,bookworm liblog4cplus-2.0.5; trixie liblog4cplus-2.0.5t64
liblognorm-dev: bullseye,bookworm,trixie liblognorm5
libloudmouth1-dev: bullseye,bookworm,trixie libloudmouth1-0
liblua5.3-dev: bullseye,bookworm,trixie liblua5.3-0
libluajit-5.1-dev: bullseye,bookworm,trixie libluajit-5.1-2
liblz-dev: bullseye,bookworm,trixie liblz1
libmagickwand-6.q16-dev: bullseye,bookworm libmagickcore-6-arch-config libmagickcore-6.q16-6
  libmagickcore-6.q16-6-extra libmagickwand-6.q16-6
libmariadbd-dev: bullseye,bookworm libmariadb3 libmariadbd19; trixie libmariadb3 libmariadbd19t64
libmatio-dev: bullseye,bookworm libmatio11; trixie libmatio13
libmbedtls-dev: bullseye libmbedcrypto3 libmbedtls12 libmbedx509-0; bookworm libmbedcrypto7 libmbedtls14
  libmbedx509-1; trixie libmbedcrypto16 libmbedtls21 libmbedx509-7
libmodplug-dev: bullseye,bookworm,trixie libmodplug1
libmongoc-dev: bullseye,bookworm libbson-1.0-0 libmongoc-1.0-0; trixie libbson-1.0-0t64 libmongoc-1.0-0t64
libmount-dev: bullseye,bookworm,trixie libmount1
libmpeg2-4-dev: bullseye,bookworm,trixie libmpeg2-4
libmsgpack-dev: bullseye,bookworm libmsgpackc2
libmunge-dev: bullseye,bookworm,trixie libmunge2
libnet1-dev: bullseye,bookworm,trixie libnet1
libnetfilter-conntrack-dev: bullseye,bookworm,trixie libnetfilter-conntrack3
libnetfilter-cttimeout-dev: bullseye,bookworm,trixie libnetfilter-cttimeout1
libnetfilter-log-dev: bullseye,bookworm,trixie libnetfilter-log1
libnfs-dev: bullseye,bookworm libnfs13; trixie libnfs14
libnghttp2-dev: bullseye,bookworm,trixie libnghttp2-14
libnl-3-dev: bullseye,bookworm,trixie libnl-3-200
libnl-genl-3-dev: bullseye,bookworm,trixie libnl-3-200 libnl-genl-3-200
libnl-nf-3-dev: bullseye,bookworm,trixie libnl-3-200 libnl-nf-3-200 libnl-route-3-200
libnl-route-3-dev: bullseye,bookworm,trixie libnl-3-200 libnl-route-3-200
libnsl-dev: bullseye,bookworm,trixie libnsl2
liboctave-dev: bullseye liboctave8
libopenal-dev: bullseye,bookworm,trixie libopenal1
libopencv-core-dev: bullseye libopencv-core4.5; bookworm libopencv-core406; trixie libopencv-core410
libopencv-dev: bullseye libopencv-calib3d4.5 libopencv-contrib4.5 libopencv-core4.5 libopencv-dnn4.5
  libopencv-features2d4.5 libopencv-flann4.5 libopencv-highgui4.5 libopencv-imgcodecs4.5 libopencv-imgproc4.5
  libopencv-ml4.5 libopencv-objdetect4.5 libopencv-photo4.5 libopencv-shape4.5 libopencv-stitching4.5
  libopencv-superres4.5 libopencv-video4.5 libopencv-videoio4.5 libopencv-videostab4.5 libopencv-viz4.5; bookworm
  libopencv-calib3d406 libopencv-contrib406 libopencv-core406 libopencv-dnn406 libopencv-features2d406
  libopencv-flann406 libopencv-highgui406 libopencv-imgcodecs406 libopencv-imgproc406 libopencv-ml406
  libopencv-objdetect406 libopencv-photo406 libopencv-shape406 libopencv-stitching406 libopencv-superres406
  libopencv-video406 libopencv-videoio406 libopencv-videostab406 libopencv-viz406; trixie libopencv-calib3d410
  libopencv-contrib410 libopencv-core410 libopencv-dnn410 libopencv-features2d410 libopencv-flann410
  libopencv-highgui410 libopencv-imgcodecs410 libopencv-imgproc410 libopencv-ml410 libopencv-objdetect410
  libopencv-photo410 libopencv-shape410 libopencv-stitching410 libopencv-superres410 libopencv-video410
  libopencv-videoio410 libopencv-videostab410 libopencv-viz410
libopenipmi-dev: bullseye,bookworm libopenipmi0; trixie libopenipmi0t64
libopenni2-dev: bullseye,bookworm,trixie libopenni2-0
libopenslide-dev: bullseye,bookworm,trixie libopenslide0
libopts25-dev: bullseye,bookworm,trixie libopts25
liborc-0.4-dev: bullseye,bookworm liborc-0.4-0; trixie liborc-0.4-0t64
libosmpbf-dev: bullseye,bookworm,trixie libosmpbf1
libossp-uuid-dev: bullseye,bookworm,trixie libossp-uuid16
libostree-dev: bullseye,bookworm,trixie libostree-1-1
libp11-kit-dev: bullseye,bookworm,trixie libp11-kit0
libpci-dev: bullseye,bookworm,trixie libpci3
libpcl1-dev: bullseye,bookworm libpcl1
libplist-dev: bullseye,bookworm libplist3; trixie libplist-2.0-4
libpodofo-dev: bullseye libpodofo0.9.7; bookworm libpodofo0.9.8; trixie libpodofo0.9.8t64
libpoppler-dev: bullseye libpoppler102; bookworm libpoppler126; trixie libpoppler147
libpython3-dev: bullseye libpython3.9; bookworm libpython3.11; trixie libpython3.13
libqrencode-dev: bullseye,bookworm,trixie libqrencode4
librdf0-dev: bullseye,bookworm librdf0; trixie librdf0t64
librdmacm-dev: bullseye,bookworm librdmacm1; trixie librdmacm1t64
libre2-dev: bullseye,bookworm libre2-9; trixie libre2-11
librecode-dev: bullseye,bookworm librecode0; trixie librecode3
librelp-dev: bullseye,bookworm,trixie librelp0
librrd-dev: bullseye,bookworm librrd8; trixie librrd8t64
libsamplerate0-dev: bullseye,bookworm,trixie libsamplerate0
libsctp-dev: bullseye,bookworm,trixie libsctp1
libsdl-gfx1.2-dev: bullseye,bookworm,trixie libsdl-gfx1.2-5
libsdl-image1.2-dev: bullseye,bookworm,trixie libsdl-image1.2
libsdl-mixer1.2-dev: bullseye,bookworm,trixie libsdl-mixer1.2
libsdl-ttf2.0-dev: bullseye,bookworm,trixie libsdl-ttf2.0-0
libsdl2-mixer-dev: bullseye,bookworm,trixie libsdl2-mixer-2.0-0
libsdl2-ttf-dev: bullseye,bookworm,trixie libsdl2-ttf-2.0-0
libsecp256k1-dev: bullseye libsecp256k1-0; bookworm libsecp256k1-1; trixie libsecp256k1-2
libsensors4-dev: bullseye,bookworm libsensors5
libsm-dev: bullseye,bookworm,trixie libsm6
libsox-dev: bullseye,bookworm,trixie libsox-fmt-all libsox3
libspatialindex-dev: bullseye,bookworm libspatialindex-c6 libspatialindex6; trixie libspatialindex-c8 libspatialindex8
libspdlog-dev: bullseye libspdlog1; bookworm libspdlog1.10; trixie libspdlog1.15
libspeex-dev: bullseye,bookworm,trixie libspeex1
libsvn-dev: bullseye,bookworm,trixie libsvn1
libtalloc-dev: bullseye,bookworm,trixie libtalloc2
libtelnet-dev: bullseye,bookworm,trixie libtelnet2
libtinyxml2-dev: bullseye libtinyxml2-8; bookworm libtinyxml2-9; trixie libtinyxml2-11
libtirpc-dev: bullseye,bookworm libtirpc3; trixie libtirpc3t64
libtokyocabinet-dev: bullseye,bookworm libtokyocabinet9; trixie libtokyocabinet9t64
libudns-dev: bullseye,bookworm libudns0; trixie libudns0t64
libva-dev: bullseye,bookworm,trixie libva-drm2 libva-glx2 libva-wayland2 libva-x11-2 libva2
libvarnishapi-dev: bullseye libvarnishapi2; bookworm,trixie libvarnishapi3
libvips-dev: bullseye,bookworm libvips42; trixie libvips42t64
libvirt-dev: bullseye,bookworm,trixie libvirt0
libvlc-dev: bullseye,bookworm,trixie libvlc5
libvo-amrwbenc-dev: bullseye,bookworm,trixie libvo-amrwbenc0
libwayland-dev: bullseye,bookworm,trixie libwayland-client0 libwayland-cursor0 libwayland-egl1 libwayland-server0
libwebsockets-dev: bullseye libwebsockets16; bookworm libwebsockets-evlib-ev libwebsockets-evlib-glib
  libwebsockets-evlib-uv libwebsockets17; trixie libwebsockets-evlib-ev libwebsockets-evlib-glib
  libwebsockets-evlib-uv libwebsockets19t64
libwrap0-dev: bullseye,bookworm,trixie libwrap0
libx265-dev: bullseye libx265-192; bookworm libx265-199; trixie libx265-215
libxau-dev: bullseye,bookworm,trixie libxau6
libxaw7-dev: bullseye,bookworm,trixie libxaw7
libxcomposite-dev: bullseye,bookworm,trixie libxcomposite1
libxdamage-dev: bullseye,bookworm,trixie libxdamage1
libxdmcp-dev: bullseye,bookworm,trixie libxdmcp6
libxen-dev: bullseye libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 libxengnttab1 libxenhypfs1
  libxenmisc4.14 libxenstore3.0 libxentoolcore1 libxentoollog1; bookworm libxencall1 libxendevicemodel1 libxenevtchn1
  libxenforeignmemory1 libxengnttab1 libxenhypfs1 libxenmisc4.17 libxenstore4 libxentoolcore1 libxentoollog1; trixie
  libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 libxengnttab1 libxenhypfs1 libxenmisc4.20
  libxenstore4 libxentoolcore1 libxentoollog1
libxfont-dev: bullseye,bookworm,trixie libxfont2
libxinerama-dev: bullseye,bookworm,trixie libxinerama1
libxkbcommon-dev: bullseye,bookworm,trixie libxkbcommon0
libxkbfile-dev: bullseye,bookworm,trixie libxkbfile1
libxshmfence-dev: bullseye,bookworm,trixie libxshmfence1
libxxf86vm-dev: bullseye,bookworm,trixie libxxf86vm1
libyang-dev: bullseye libyang1; trixie libyang3
libzookeeper-mt-dev: bullseye,bookworm,trixie libzookeeper-mt2
nettle-dev: bullseye,bookworm libhogweed6 libnettle8; trixie libhogweed6t64 libnettle8t64
"""
