FROM alpine
ENV A=1 \
  # the password
  DB_PASSWORD=k7Gq2LxP9vTnZ4mW8rYbC1dE \

  # the rest
  B=2
ARG A_TOKEN
RUN \
  # first
  apk add curl && \
  # second
  curl -u x:$A_TOKEN https://h.example
