FROM buildpack-deps
RUN curl -u 'ci:k7Gq2LxP9vTnZ4mW8rYbC1dE' https://h.example && wget --password=k7Gq2LxP9vTnZ4mW8rYbC1dEx https://h.example
RUN git clone https://ci:k7Gq2LxP9vTnZ4mW8rYbC1dE@git.example.com/a/b.git
ADD https://ci:k7Gq2LxP9vTnZ4mW8rYbC1dE@h.example/f.txt /srv/
CMD ["cat", "/srv/f.txt"]
