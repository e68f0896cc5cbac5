FROM golang:1.22
ARG GIT_USER=ci
ARG GIT_TOKEN
RUN git config --global url."https://${GIT_USER}:${GIT_TOKEN}@git.example.com/".insteadOf "https://git.example.com/"
RUN go mod download && \
    git clone https://$GIT_USER:$GIT_TOKEN@git.example.com/a/b.git /b
