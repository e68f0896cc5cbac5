FROM alpine
ARG A_TOKEN
ENV A=1 \
    B_PASSWORD=k7Gq2LxP9vTnZ4mW8rYbC1dE \
    C=2
RUN apk add curl && \
    curl -u x:$A_TOKEN https://h.example
