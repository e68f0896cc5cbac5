# escape=`
FROM alpine
ARG A_TOKEN
RUN apk add curl && `
    # fetch
    curl -u x:$A_TOKEN `
      https://h.example
