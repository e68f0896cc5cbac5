ARG A_TOKEN
FROM alpine
ARG A_TOKEN
RUN curl -u x:$A_TOKEN https://h.example
