FROM debian AS fetch
ARG SSH_PRIVATE_KEY
RUN mkdir -p ~/.ssh && \
    echo "$SSH_PRIVATE_KEY" > ~/.ssh/id_rsa && \
    chmod 600 ~/.ssh/id_rsa && \
    ssh-keyscan h.example >> ~/.ssh/known_hosts
RUN git clone git@h.example:a/b.git /b
RUN rm ~/.ssh/id_rsa
FROM debian
COPY --from=fetch /b /b
