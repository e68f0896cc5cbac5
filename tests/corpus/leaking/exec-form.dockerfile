FROM alpine
ARG A_TOKEN
RUN ["/bin/sh", "-c", "curl -u \"x:$A_TOKEN\" https://h.example"]
COPY ["id_rsa", "README.md", "/srv/"]
RUN ["ssh", "-i", "/srv/id_rsa", "u@h.example"]
