FROM httpd
ENTRYPOINT ["echo", "Hello,"]
CMD ["world"]
