ARG NPM_TOKEN
ARG NODE=20
FROM node:$NODE AS base
ARG NPM_TOKEN
ENV NPM_TOKEN=$NPM_TOKEN
FROM base AS build
WORKDIR /src
COPY . .
RUN npm ci
FROM base
COPY --from=build /src/dist /srv
RUN npm ci --omit=dev
CMD ["node", "/srv"]
