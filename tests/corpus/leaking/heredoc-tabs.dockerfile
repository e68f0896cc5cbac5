FROM debian
ARG A_TOKEN
RUN <<-EOF
	curl -u x:$A_TOKEN https://h.example
	EOF
RUN echo done
