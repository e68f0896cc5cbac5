FROM alpine
ARG A_TOKEN
LABEL token=$A_TOKEN
ARG B_TOKEN
ENV B_TOKEN="Bearer $B_TOKEN"
SHELL ["/bin/bash", "-xc"]
ARG C_TOKEN
RUN curl -u x:$A_TOKEN https://h.example; curl -H "Authorization: $B_TOKEN" -u y:$C_TOKEN https://h.example
