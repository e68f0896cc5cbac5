FROM node:20
ARG NPM_TOKEN
WORKDIR /app
RUN echo '@x:registry=https://r.example.com' > .npmrc; \
    echo "//r.example.com/:_authToken=${NPM_TOKEN}" >> .npmrc; \
    npm ci
CMD ["node", "."]
