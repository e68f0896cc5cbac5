FROM debian
ARG A_TOKEN
RUN <<EOF
curl -u x:$A_TOKEN https://h.example
EOF
RUN <<EOF bash
curl -u x:$A_TOKEN https://h.example
EOF
RUN cat <<EOF > /tmp/q && curl -d @/tmp/q https://h.example && rm /tmp/q
token=$A_TOKEN
EOF
