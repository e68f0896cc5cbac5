FROM alpine
RUN true
ARG A_TOKEN