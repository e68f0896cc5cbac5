# syntax=docker/dockerfile:1
FROM debian
ARG A_TOKEN
RUN <<EOF
set -e
apt-get update
curl -u x:$A_TOKEN https://h.example
EOF
COPY <<EOF /etc/motd
hello
EOF
