FROM python:3.12
ARG USER_NAME=ci
ARG PIP_TOKEN=
ENV PIP_INDEX_URL="https://$USER_NAME:${PIP_TOKEN}@pypi.example.com/simple" LANG=C.UTF-8
ENV LEGACY_URL https://$USER_NAME:${PIP_TOKEN}@pypi.example.com/old path
RUN pip install app && pip install --index-url "$LEGACY_URL" old
