FROM python:3.12
ARG PIP_TOKEN
ARG POETRY_PASSWORD
RUN pip config set global.index-url https://ci:$PIP_TOKEN@pypi.example.com/simple && pip install app
RUN poetry config http-basic.private ci "$POETRY_PASSWORD" \
 && poetry install
