FROM	alpine
ARG	A_TOKEN
RUN	--mount=type=cache,target=/c	curl	-u	x:$A_TOKEN	https://h.example
