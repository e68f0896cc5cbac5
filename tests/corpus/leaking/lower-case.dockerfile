from node:20 as base
arg NPM_TOKEN
workdir /app
copy .npmrc package.json ./
run npm ci
run rm .npmrc
