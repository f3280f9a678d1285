#!/bin/sh
# Like the official image: a configuration file is served, a subcommand goes to the registry program.
case "$1" in
*.yml | *.yaml) exec registry serve "$@" ;;
serve | garbage-collect | help | -*) exec registry "$@" ;;
*) exec "$@" ;;
esac
