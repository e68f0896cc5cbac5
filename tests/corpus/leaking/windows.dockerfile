# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
ARG A_TOKEN
RUN curl -u x:%A_TOKEN% https://h.example
