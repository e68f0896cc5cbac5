FROM node:20
USER node
RUN --mount=type=secret,id=npmrc,mode=0444 \
    cp /run/secrets/npmrc .npmrc && \
    npm ci
RUN --mount=type=ssh git clone git@h.example:a/b.git
RUN --mount="type=secret,id=t" git clone https://x:$(cat /run/secrets/t)@git.example.com/a.git
