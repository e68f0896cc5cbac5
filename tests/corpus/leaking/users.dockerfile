FROM node:20
ARG NPM_TOKEN
RUN npm ci
USER node
RUN npm ci
USER app
RUN npm ci
USER 1001:1001
RUN npm ci
