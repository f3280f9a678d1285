#!/bin/sh
# Like the official image: options go to dockerd, anything else is a command of its own.
case "${1:--}" in
-*) exec dockerd "$@" ;;
*) exec "$@" ;;
esac
